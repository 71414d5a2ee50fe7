import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { attributionOf, goalOf, type PlacedOrder, type Touch } from '../../../shared/insights/attribution.ts';
import { converter } from '../../../shared/settings/exchange.ts';

const at = (hours: number): string => new Date(Date.UTC(2026, 10, 22) + hours * 3_600_000).toISOString();

const sent = (campaignId: string, hours: number, change: Partial<Touch> = {}): Touch => ({
  campaignId,
  key: `${campaignId}#0#0`,
  status: 'sent',
  handedOverAt: at(hours),
  goalDays: 7,
  ...change,
});
const order = (hours: number, net = 10_000, currency = 'KRW'): PlacedOrder => ({
  orderId: `o${hours}`,
  placedAt: at(hours),
  currency,
  net,
});
const noRate = () => undefined;

describe('attribution of an order', () => {
  it('the last click of a person wins over a later message', () => {
    const rows = [
      sent('one', 0, { personClicks: [at(1), at(30)] }),
      sent('two', 24),
      sent('three', 2, { personClicks: [at(3)] }),
    ];
    expect(attributionOf(order(48), rows)).toEqual({
      campaignId: 'one',
      messageKey: 'one#0#0',
      touch: 'click',
      touchedAt: at(30),
    });
  });

  it('a click after the order does not count; an earlier one of the same message does', () => {
    expect(attributionOf(order(10), [sent('one', 0, { personClicks: [at(2), at(12)] })])).toMatchObject({
      touch: 'click',
      touchedAt: at(2),
    });
    expect(attributionOf(order(1), [sent('one', 0, { personClicks: [at(2)] })])).toMatchObject({ touch: 'delivered' });
  });

  it('without a click the last message counts, unless it bounced', () => {
    expect(attributionOf(order(48), [sent('one', 0), sent('two', 24)])?.campaignId).toBe('two');
    expect(attributionOf(order(48), [sent('one', 0), sent('two', 24, { bounceType: 'Permanent' })])?.campaignId).toBe(
      'one',
    );
  });

  it('counts from after hand-over to the last moment of the window', () => {
    const row = [sent('one', 0)];
    expect(attributionOf(order(0), row)).toBeUndefined();
    expect(attributionOf(order(7 * 24), row)).toBeDefined();
    expect(attributionOf(order(7 * 24 + 0.001), row)).toBeUndefined();
  });

  it('nothing but a sent message earns an order', () => {
    for (const status of ['control', 'skipped', 'failed', 'unknown', 'claimed', 'deferred'])
      expect(attributionOf(order(2), [sent('one', 0, { status })])).toBeUndefined();
    expect(attributionOf({ ...order(2), placedAt: undefined }, [sent('one', 0)])).toBeUndefined();
    expect(attributionOf(order(2), [sent('one', 0, { goalDays: undefined })])).toBeUndefined();
  });

  it('is the same whatever the order in which the rows are read', () => {
    const row = fc.record({
      id: fc.constantFrom('a', 'b', 'c', 'd'),
      hours: fc.integer({ min: 0, max: 9 }),
      clicks: fc.array(fc.integer({ min: 0, max: 12 }), { maxLength: 3 }),
    });
    return fc.assert(
      fc.asyncProperty(
        fc
          .array(row, { maxLength: 6 })
          .chain((rows) => fc.tuple(fc.constant(rows), fc.shuffledSubarray(rows, { minLength: rows.length }))),
        async ([rows, shuffled]) => {
          const touches = (list: typeof rows) =>
            list.map(({ id, hours, clicks }) =>
              sent(id, hours, { personClicks: clicks.map((hour) => at(hour)).sort() }),
            );
          expect(attributionOf(order(10), touches(shuffled))).toEqual(attributionOf(order(10), touches(rows)));
        },
      ),
    );
  });
});

describe('goal of a ledger row', () => {
  it('counts orders in (hand-over, hand-over + window], refunds subtracted, control people alike', () => {
    const orders = [order(0, 1), order(1, 10_000), order(100, -500), order(7 * 24, 7), order(7 * 24 + 1, 99)];
    const expected = { orders: 3, revenue: 9_507, currency: 'KRW', firstAt: at(1) };
    expect(goalOf(sent('one', 0), orders, [], 'KRW', noRate)).toEqual(expected);
    expect(goalOf(sent('one', 0, { status: 'control' }), orders, [], 'KRW', noRate)).toEqual(expected);
    expect(goalOf(sent('one', 0, { status: 'skipped' }), orders, [], 'KRW', noRate)).toBeUndefined();
    expect(goalOf(sent('one', 0), [order(200)], [], 'KRW', noRate)).toBeUndefined();
  });

  it('is the first of the events that were named, in the window, once it was reached for good; orders count beside it', async () => {
    const time = fc.integer({ min: -10, max: 200 });
    const event = fc.record({ name: fc.constantFrom('Quiz Finished', 'Product Viewed'), hour: time });
    await fc.assert(
      fc.property(
        fc.array(event, { maxLength: 8 }),
        fc.option(time, { nil: undefined }),
        fc.array(time),
        (events, known, placed) => {
          const row = sent('one', 0, {
            goalEvent: 'Quiz Finished',
            ...(known === undefined ? {} : { goal: { firstAt: at(known) } }),
          });
          const orders = placed.map((hours) => order(hours, 100));
          const goal = goalOf(
            row,
            orders,
            events.map(({ name, hour }) => ({ name, at: at(hour) })),
            'KRW',
            noRate,
          );
          const inWindow = (hours: number) => hours > 0 && hours <= 7 * 24;
          const quizzes = events.filter(({ name }) => name === 'Quiz Finished').map(({ hour }) => hour);
          const first = [...quizzes, ...(known === undefined ? [] : [known])].filter(inWindow).sort((a, b) => a - b)[0];
          const count = placed.filter(inWindow).length;
          expect(goal?.firstAt).toBe(first === undefined ? undefined : at(first));
          expect(goal?.orders ?? 0).toBe(count);
          expect(goal?.revenue ?? 0).toBe(count * 100);
        },
      ),
    );
  });

  it('counts an order in another currency and its money only at a rate', () => {
    const orders = [order(1, 1_050, 'USD')];
    expect(goalOf(sent('one', 0), orders, [], 'KRW', noRate)).toMatchObject({ orders: 1, revenue: 0 });
    const convert = converter({ currency: 'KRW', exchangeRates: [{ from: 'USD', date: '2026-11-01', rate: 1_400 }] });
    expect(goalOf(sent('one', 0), orders, [], 'KRW', convert)).toMatchObject({ orders: 1, revenue: 14_700 });
  });

  it('takes the newest rate that stood on the day', () => {
    const convert = converter({
      currency: 'KRW',
      exchangeRates: [
        { from: 'USD', date: '2026-11-10', rate: 1_500 },
        { from: 'USD', date: '2026-11-01', rate: 1_400 },
      ],
    });
    expect(convert(100, 'USD', '2026-11-05T00:00:00.000Z')).toBe(1_400);
    expect(convert(100, 'USD', '2026-11-10T00:00:00.000Z')).toBe(1_500);
    expect(convert(100, 'USD', '2026-10-31T00:00:00.000Z')).toBeUndefined();
    expect(convert(100, 'EUR', '2026-11-10T00:00:00.000Z')).toBeUndefined();
  });
});
