import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { eventFromItem, eventItem, type StoredEvent } from '../../../shared/events/event.ts';
import { orderEventOf } from '../../../shared/events/order-event.ts';
import { readCall } from '../../../shared/events/read-call.ts';
import { receipt, trackCall } from '../../support/calls.ts';

/** An order event as the fold reads it: sent, judged, stored, read back. */
const stored = (event: string, properties: Record<string, unknown>): StoredEvent => {
  const reading = readCall(trackCall({ event, properties }), receipt());
  if (!reading.ok) throw new Error(reading.flaw.message);
  return eventFromItem(eventItem(reading.event));
};
const read = (properties: Record<string, unknown>, event = 'Order Completed') =>
  orderEventOf(stored(event, properties));

describe('what an event says about an order', () => {
  it.each([
    ['Order Completed', 'completed'],
    ['Order Updated', 'updated'],
    ['Order Refunded', 'refunded'],
    ['Order Cancelled', 'cancelled'],
  ])('knows %s', (event, kind) => {
    expect(read({ order_id: 'A', total: 5 }, event)).toMatchObject({ kind, orderId: 'A', amount: 5 });
  });

  it('is nothing for another event or without an order number', () => {
    expect(read({ order_id: 'A' }, 'Product Viewed')).toBeUndefined();
    for (const order_id of [undefined, null, '', ' ', {}, [], true]) expect(read({ order_id })).toBeUndefined();
    expect(orderEventOf({ ...stored('Order Completed', { order_id: 'A' }), type: 'page' })).toBeUndefined();
  });

  it('takes a number as an order number', () => {
    expect(read({ order_id: 1001 })?.orderId).toBe(read({ order_id: '1001' })?.orderId);
  });

  it('takes the money from total, else revenue, else the products', () => {
    const products = [{ price: 100, quantity: 3 }, { price: '1,000' }, { quantity: 5 }, 'junk', null];
    expect(read({ order_id: 'A', total: 5, revenue: 7, products })?.amount).toBe(5);
    expect(read({ order_id: 'A', revenue: '7.5', products })?.amount).toBe(7.5);
    expect(read({ order_id: 'A', total: 'free', products })?.amount).toBe(1_300);
    expect(read({ order_id: 'A' })).not.toHaveProperty('amount');
  });

  it('reads the parts of an order too large for one call', () => {
    expect(read({ order_id: 'A', part: 2, parts: 3 })).toMatchObject({ part: 2, parts: 3 });
    for (const part of [0, -1, 1.5, 'x', null])
      expect(read({ order_id: 'A', part, parts: 3 })).not.toHaveProperty('part');
  });

  it('reads a currency in any case and leaves out what is none', () => {
    expect(read({ order_id: 'A', currency: 'krw' })?.currency).toBe('KRW');
    expect(read({ order_id: 'A', currency: '원' })).not.toHaveProperty('currency');
  });

  it('never throws and never gives a number that is none, whatever the properties hold', () => {
    fc.assert(
      fc.property(
        fc.record({
          order_id: fc.oneof(fc.string(), fc.integer(), fc.jsonValue()),
          total: fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.jsonValue()),
          products: fc.oneof(fc.array(fc.record({ price: fc.jsonValue(), quantity: fc.jsonValue() })), fc.jsonValue()),
          currency: fc.jsonValue(),
          part: fc.jsonValue(),
          parts: fc.jsonValue(),
        }),
        (properties) => {
          const reading = readCall(trackCall({ event: 'Order Completed', properties }), receipt());
          fc.pre(reading.ok);
          if (!reading.ok) return;
          const order = orderEventOf(eventFromItem(eventItem(reading.event)));
          expect(order === undefined || order.orderId.length > 0).toBe(true);
          expect(Number.isNaN(order?.amount ?? 0)).toBe(false);
        },
      ),
      { numRuns: 500 },
    );
  });
});
