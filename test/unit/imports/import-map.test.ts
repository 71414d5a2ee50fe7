import { describe, expect, it } from 'vitest';
import { bindColumns, parseMap } from '../../../shared/imports/import-map.ts';

const orders = { kind: 'orders', columns: { userId: 'id', timestamp: 'date', total: 'sum' }, orderId: 'line' };
const parsed = (map: unknown) => parseMap(JSON.stringify(map));

describe('an import map', () => {
  it("reads the contract's example", () => {
    const map = parsed({
      kind: 'orders',
      columns: { userId: 'customer_id', timestamp: 'date', total: 'amount', quantity: 'cds' },
      constants: { currency: 'USD' },
      timezone: 'UTC',
      orderId: 'line',
    });
    expect(map).toMatchObject({ kind: 'orders', timezone: 'UTC', orderId: 'line', constants: { currency: 'USD' } });
    expect([...bindColumns(map, ['customer_id', 'x', 'date', 'cds', 'amount'])]).toEqual([
      ['userId', 0],
      ['timestamp', 2],
      ['total', 4],
      ['quantity', 3],
    ]);
  });

  it.each([
    ['not JSON', '{', /not valid JSON/],
    [
      'an unknown kind',
      JSON.stringify({ ...orders, kind: 'sales' }),
      /kind".*orders, orderLines, customers, events.*"sales"/,
    ],
    ['an experiment without arms', JSON.stringify({ ...orders, kind: 'experiment' }), /needs "arm"/],
    ['an unknown field', JSON.stringify({ ...orders, column: {} }), /column/],
    ['an unknown zone', JSON.stringify({ ...orders, timezone: 'Seoul' }), /time zone such as Asia\/Seoul/],
    [
      'nobody',
      JSON.stringify({ ...orders, columns: { timestamp: 'date', total: 'sum' } }),
      /"userId" or "anonymousId"/,
    ],
    ['no time', JSON.stringify({ ...orders, columns: { userId: 'id', total: 'sum' } }), /"timestamp"/],
    ['no money', JSON.stringify({ ...orders, columns: { userId: 'id', timestamp: 'date' } }), /"total" or "revenue"/],
    ['no order number', JSON.stringify({ ...orders, orderId: undefined }), /"orderId".*"line"/],
    ['lines without order number', JSON.stringify({ ...orders, kind: 'orderLines' }), /"orderId"/],
    ['events without name', JSON.stringify({ kind: 'events', columns: { userId: 'id' } }), /"event"/],
    [
      'a target twice',
      JSON.stringify({ ...orders, constants: { total: 1 } }),
      /"total" stands under columns and under constants/,
    ],
  ])('refuses %s and says what to change', (_what, text, message) => {
    expect(() => parseMap(text)).toThrow(message);
  });

  it('names the columns that the file lacks and those it has', () => {
    expect(() => bindColumns(parsed(orders), ['id', 'day', 'sum'])).toThrow(
      /no column "date".*Its columns are: "id", "day", "sum"/,
    );
    expect(() => bindColumns(parsed({ ...orders, orderId: 'no' }), ['id', 'date', 'sum'])).toThrow(/no column "no"/);
  });

  it('refuses a column that stands twice only if the map uses it', () => {
    expect(() => bindColumns(parsed(orders), ['id', 'date', 'sum', 'sum'])).toThrow(/"sum" stands twice/);
    expect(bindColumns(parsed(orders), ['id', 'date', 'sum', 'x', 'x']).get('total')).toBe(2);
  });
});
