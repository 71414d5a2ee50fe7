import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import type { Outcome } from '../../../shared/imports/call.ts';
import { parseMap } from '../../../shared/imports/import-map.ts';
import { createOrderLines, LOOK_AHEAD } from '../../../shared/imports/order-lines.ts';
import { createRowReader } from '../../../shared/imports/row-reader.ts';
import { NOW } from '../../support/calls.ts';

const HEADER = ['invoice', 'when', 'who', 'country', 'sku', 'quantity', 'price'];
const MAP = parseMap(
  JSON.stringify({
    kind: 'orderLines',
    columns: {
      userId: 'who',
      timestamp: 'when',
      product_id: 'sku',
      quantity: 'quantity',
      price: 'price',
      country: 'country',
    },
    constants: { currency: 'GBP' },
    timezone: 'UTC',
    orderId: 'invoice',
  }),
);

const callSchema = z.object({
  event: z.string(),
  userId: z.string(),
  messageId: z.string(),
  timestamp: z.string(),
  properties: z.looseObject({
    order_id: z.string(),
    total: z.number().optional(),
    part: z.number().optional(),
    parts: z.number().optional(),
    products: z.array(z.looseObject({ price: z.number(), quantity: z.number().optional() })),
  }),
});

const group = (rows: readonly (readonly string[])[]) => {
  const lines = createOrderLines(MAP, createRowReader(MAP, HEADER), HEADER, NOW);
  const outcomes: Outcome[] = rows.flatMap((cells, index) => lines.take({ line: index + 2, cells }));
  outcomes.push(...lines.end());
  return {
    calls: outcomes.flatMap((outcome) =>
      'call' in outcome ? [{ ...callSchema.parse(JSON.parse(outcome.call.json)), lines: outcome.call.lines }] : [],
    ),
    rejects: outcomes.flatMap((outcome) => ('reject' in outcome ? [outcome.reject] : [])),
  };
};

const line = (invoice: string, fields: Partial<Record<string, string>> = {}): string[] =>
  HEADER.map(
    (name) =>
      fields[name] ??
      { invoice, when: '2010-12-01 08:26', who: '17850', country: 'UK', sku: 'A', quantity: '2', price: '1.5' }[name] ??
      '',
  );

const filler = (count: number, from = 0): string[][] =>
  Array.from({ length: count }, (_, index) => line(`f${from + index}`));

describe('lines of orders', () => {
  it('become one order each, with the time of the earliest line', () => {
    const { calls } = group([
      line('1', { when: '2010-12-01 09:00' }),
      line('2'),
      line('1', { sku: 'B', when: '2010-12-01 08:00' }),
    ]);
    const one = calls.find((call) => call.properties.order_id === '1');
    expect(one).toMatchObject({
      event: 'Order Completed',
      userId: '17850',
      timestamp: '2010-12-01T08:00:00.000Z',
      lines: [2, 4],
      properties: {
        currency: 'GBP',
        country: 'UK',
        products: [
          { product_id: 'A', quantity: 2, price: 1.5 },
          { product_id: 'B', quantity: 2, price: 1.5 },
        ],
      },
    });
    expect(calls).toHaveLength(2);
  });

  it('need not stand together, within a look-ahead', () => {
    const { calls, rejects } = group([line('1'), ...filler(LOOK_AHEAD - 1), line('1')]);
    expect(rejects).toEqual([]);
    expect(calls.filter((call) => call.properties.order_id === '1')).toHaveLength(1);
  });

  it('are named, not lost, when they come too late', () => {
    const { calls, rejects } = group([line('1'), ...filler(LOOK_AHEAD), line('1')]);
    expect(rejects).toEqual([
      {
        line: LOOK_AHEAD + 3,
        reason: `order "1" ended more than ${LOOK_AHEAD} rows before; sort the file by order number`,
      },
    ]);
    expect(calls.filter((call) => call.properties.order_id === '1')).toHaveLength(1);
  });

  it('go out in parts when the order is larger than a call, and the parts add up', () => {
    const { calls, rejects } = group(
      Array.from({ length: 1_500 }, (_, index) => line('big', { sku: `P${index}`, price: '0.1', quantity: '3' })),
    );
    expect(rejects).toEqual([]);
    expect(calls.length).toBeGreaterThan(1);
    expect(calls.map((call) => [call.properties.part, call.properties.parts])).toEqual(
      calls.map((_, index) => [index + 1, calls.length]),
    );
    expect(new Set(calls.map((call) => call.messageId)).size).toBe(calls.length);
    expect(calls.flatMap((call) => call.properties.products)).toHaveLength(1_500);
    for (const call of calls) expect(JSON.stringify(call).length).toBeLessThan(32 * 1024 + 8 * 1024);
  });

  it('that sum to less than nothing are a refund', () => {
    const { calls } = group([line('C1', { quantity: '-3' }), line('C1', { quantity: '1' })]);
    expect(calls).toMatchObject([{ event: 'Order Refunded', properties: { order_id: 'C1', total: 3 } }]);
  });

  it('that cancel out are an order of nothing', () => {
    const { calls } = group([line('1', { quantity: '-3', price: '0.1' }), line('1', { quantity: '1', price: '0.3' })]);
    expect(calls).toMatchObject([{ event: 'Order Completed' }]);
  });

  it('of another customer, another currency or without a price are refused one by one', () => {
    const { calls, rejects } = group([
      line('1'),
      line('1', { who: '2' }),
      line('1', { price: '' }),
      line('1', { price: 'x' }),
      line(''),
    ]);
    expect(calls).toHaveLength(1);
    expect(rejects.map(({ line: number, reason }) => `${number} ${reason}`)).toEqual([
      '3 order "1" belongs to another customer on line 2',
      '4 price: is empty',
      expect.stringContaining('5 price: "x" is not a number'),
      '6 invoice: is empty',
    ]);
  });

  it('stop the import when the order number is plainly another column', () => {
    expect(() => group(Array.from({ length: 20_001 }, () => line('same')))).toThrow(
      /more than 20000 lines; is "invoice" the order number/,
    );
  });

  it('always give the same orders as a plain grouping of the whole file', () => {
    const row = fc.record({
      invoice: fc.nat(5),
      quantity: fc.integer({ min: -3, max: 9 }),
      cents: fc.nat(10_000),
      minute: fc.nat(59),
    });
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 40 }), (rows) => {
        const { calls } = group(
          rows.map(({ invoice, quantity, cents, minute }) =>
            line(`i${invoice}`, {
              quantity: String(quantity),
              price: (cents / 100).toFixed(2),
              when: `2010-12-01 08:${String(minute).padStart(2, '0')}`,
            }),
          ),
        );
        const expected = new Map<string, { cents: number; minute: number; lines: number[] }>();
        rows.forEach(({ invoice, quantity, cents, minute }, index) => {
          const order = expected.get(`i${invoice}`) ?? { cents: 0, minute: 99, lines: [] };
          order.cents += quantity * cents;
          order.minute = Math.min(order.minute, minute);
          order.lines.push(index + 2);
          expected.set(`i${invoice}`, order);
        });
        expect(new Set(calls.map((call) => call.properties.order_id))).toEqual(new Set(expected.keys()));
        for (const call of calls) {
          const order = expected.get(call.properties.order_id);
          const products = call.properties.products.reduce((sum, { price, quantity = 1 }) => sum + price * quantity, 0);
          expect(Math.round(products * 100)).toBe(order?.cents);
          expect(call.event).toBe((order?.cents ?? 0) < 0 ? 'Order Refunded' : 'Order Completed');
          expect(call.timestamp).toBe(`2010-12-01T08:${String(order?.minute).padStart(2, '0')}:00.000Z`);
          expect(call.lines).toEqual(order?.lines);
        }
      }),
      { numRuns: 200 },
    );
  });
});
