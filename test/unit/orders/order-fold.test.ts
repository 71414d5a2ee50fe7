import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StoredEvent } from '../../../shared/events/event.ts';
import {
  entryId,
  MAX_ENTRIES,
  mergeEntries,
  type OrderEntry,
  orderOf,
  orderStatementOf,
} from '../../../shared/orders/order-fold.ts';
import { eventsOf, historyOf } from '../profiles/history.ts';
import { firstOfEach, naiveOrders } from '../profiles/naive-profile.ts';

let count = 0;
const event = (name: string, properties: Record<string, unknown>, hour = 0, messageId?: string): StoredEvent => {
  count += 1;
  const id = messageId ?? `m${String(count).padStart(5, '0')}`;
  const at = `2026-11-20T${String(hour).padStart(2, '0')}:00:00.000Z`;
  return {
    person: 'u:kim',
    key: `${at}#${id}`,
    messageId: id,
    type: 'track',
    name,
    at,
    receivedAt: '2026-11-21T00:00:00.000Z',
    body: { properties: { order_id: '1', ...properties } },
    imported: false,
  };
};
const completed = (properties: Record<string, unknown>, hour = 0) => event('Order Completed', properties, hour);
const refunded = (properties: Record<string, unknown>, hour = 1) => event('Order Refunded', properties, hour);

const entriesOf = (...events: StoredEvent[]): OrderEntry[] =>
  events.map((one) => orderStatementOf(one, 'KRW')?.entry).filter((entry) => entry !== undefined);
const fold = (...events: StoredEvent[]) => orderOf(mergeEntries([], entriesOf(...events)));

describe('the fold of an order', () => {
  it('equals the naive model for any events, in any order, merged in any parts and repeated', async () => {
    await fc.assert(
      fc.property(
        historyOf(1, 30).chain((items) =>
          fc.tuple(
            fc.constant(items),
            fc.shuffledSubarray(items, { minLength: items.length, maxLength: items.length }),
            fc.nat({ max: 30 }),
          ),
        ),
        ([items, shuffled, cut]) => {
          const events = eventsOf(items);
          const first = firstOfEach(events);
          const dropped = new Set(events.filter((one) => !first.includes(one)).map(({ key }) => entryId('', key)));
          const byOrder = (some: readonly StoredEvent[]) => {
            const orders = new Map<string, OrderEntry[]>();
            for (const one of some) {
              const said = orderStatementOf(one, 'KRW');
              if (said) orders.set(said.orderId, mergeEntries(orders.get(said.orderId) ?? [], [said.entry]));
            }
            return orders;
          };
          const left = byOrder(eventsOf(shuffled.slice(cut)));
          const right = byOrder(eventsOf([...shuffled.slice(0, cut), ...shuffled.slice(0, 3)]));
          const actual = new Map<string, unknown>();
          for (const id of new Set([...left.keys(), ...right.keys()])) {
            const { placedAt, currency, gross, net } = orderOf(
              mergeEntries(left.get(id) ?? [], right.get(id) ?? [], dropped),
            );
            if (placedAt !== undefined) actual.set(id, { placedAt, currency, gross, net });
          }
          expect(actual).toEqual(naiveOrders(first));
        },
      ),
      { numRuns: 1_500 },
    );
  });

  it('takes total before revenue before the sum of the lines, and reads numbers as forms write them', () => {
    const products = [{ price: 1000, quantity: 2 }, { price: 500 }, { quantity: 3 }, 'nonsense'];
    expect(fold(completed({ total: 1, revenue: 2, products })).gross).toBe(1);
    expect(fold(completed({ revenue: 2, products })).gross).toBe(2);
    expect(fold(completed({ products })).gross).toBe(2_500);
    expect(fold(completed({ total: '12,000', products })).gross).toBe(12_000);
    expect(fold(completed({ total: 'free', revenue: 3 })).gross).toBe(3);
    expect(fold(completed({}))).toMatchObject({ gross: 0, placedAt: '2026-11-20T00:00:00.000Z' });
  });

  it('rounds once, in the currency’s own unit', () => {
    const lines = Array.from({ length: 3 }, () => ({ price: 1.335, quantity: 1 }));
    expect(fold(completed({ products: lines, currency: 'usd' }))).toMatchObject({ gross: 401, currency: 'USD' });
    expect(fold(completed({ total: 1.005, currency: 'USD' })).gross).toBe(101);
    expect(fold(completed({ total: 1.2345, currency: 'KWD' })).gross).toBe(1_235);
  });

  it('adds the parts of an order, each once, and takes the time of the earliest', () => {
    const part = (number: number, total: number, hour: number) => completed({ part: number, parts: 3, total }, hour);
    const order = fold(part(2, 20, 1), part(3, 300, 0), part(1, 1, 2), part(2, 99, 5));
    expect(order).toMatchObject({ gross: 321, placedAt: '2026-11-20T00:00:00.000Z' });
  });

  it('counts the first of several completions that are no parts', () => {
    expect(fold(completed({ total: 5 }, 3), completed({ total: 7 }, 2))).toMatchObject({ gross: 7 });
  });

  it('takes refunds off the revenue, never below nothing, and all of it if none says how much', () => {
    const order = completed({ total: 100 });
    expect(fold(order, refunded({ total: 30 }))).toMatchObject({ gross: 100, refunded: 30, net: 70 });
    expect(fold(order, refunded({ total: -30 }), refunded({ total: 20 }))).toMatchObject({ refunded: 50, net: 50 });
    expect(fold(order, refunded({ total: 80 }), refunded({ total: 80 }))).toMatchObject({ refunded: 100, net: 0 });
    expect(fold(order, refunded({}))).toMatchObject({ net: 0 });
    expect(fold(order, event('Order Cancelled', { total: 1 }))).toMatchObject({ net: 0, placedAt: order.at });
    expect(fold(order, refunded({ total: 30, currency: 'USD' }))).toMatchObject({ net: 100 });
  });

  it('waits for the order when the refund comes first', () => {
    const refund = refunded({ total: 30 });
    expect(fold(refund)).toMatchObject({ gross: 0, refunded: 0, net: 0 });
    expect(fold(refund).placedAt).toBeUndefined();
    expect(fold(refund, completed({ total: 100 }))).toMatchObject({ net: 70 });
  });

  it('follows the latest update after the order was placed', () => {
    const update = (total: number, hour: number) => event('Order Updated', { total }, hour);
    expect(fold(completed({ total: 100 }, 5), update(60, 7), update(80, 6), update(1, 4))).toMatchObject({ gross: 60 });
  });

  it('takes an amount beyond exact integers for none', () => {
    expect(fold(completed({ total: 1e300 })).gross).toBe(0);
    expect(fold(completed({ total: 100 }), refunded({ total: 1e300 })).net).toBe(100);
  });

  it('stays bounded, and the same in any order, however many events speak of one order', () => {
    const events = Array.from({ length: MAX_ENTRIES + 200 }, () => refunded({ total: 1 }));
    const all = entriesOf(completed({ total: 5_000 }), ...events);
    const one = mergeEntries([], all);
    const other = mergeEntries(mergeEntries([], all.toReversed().slice(0, 900)), all);
    expect(one.length).toBe(MAX_ENTRIES);
    expect(other).toEqual(one);
  });

  it('needs an order id', () => {
    const without = (order_id: unknown) => orderStatementOf(event('Order Completed', { order_id }), 'KRW');
    expect([without(''), without('  '), without(null), without({}), without(Number.NaN)]).toEqual(
      Array(5).fill(undefined),
    );
    expect(without(7)?.orderId).toBe('7');
    expect(without('x'.repeat(2_000))?.orderId).toMatch(/^sha256:[0-9a-f]{64}$/);
  });
});
