import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SPEC_EVENTS } from '../../../shared/events/ecommerce.ts';
import { judgeProperties } from '../../../shared/events/judge-properties.ts';
import type { PROPERTY_KINDS } from '../../../shared/events/property.ts';
import { readCall } from '../../../shared/events/read-call.ts';
import { receipt, trackCall } from '../../support/calls.ts';

const ORDER = { order_id: 'A-1', total: 12_000, currency: 'KRW' };

/** One readable value of each kind. */
const GOOD = {
  text: 'mug-1',
  number: 5,
  money: '12,000',
  count: 1,
  currency: 'krw',
  products: [{ product_id: 'mug-1', price: 12_000, quantity: 1, colour: 'blue' }],
  flag: true,
} as const satisfies Record<keyof typeof PROPERTY_KINDS, unknown>;

describe('what an event of the spec promises', () => {
  it.each(Object.entries(SPEC_EVENTS))(
    '%s passes without a word if each property is as the table says',
    (name, spec) => {
      const properties = Object.fromEntries(Object.entries(spec.properties).map(([key, kind]) => [key, GOOD[kind]]));
      expect(judgeProperties(name, { ...properties, anything: { else: [1] } })).toEqual([]);
    },
  );

  it.each(Object.entries(SPEC_EVENTS))('%s is named with its path if a property is not', (name, spec) => {
    for (const [key, kind] of Object.entries(spec.properties)) {
      const wrong = kind === 'flag' ? 'yes' : { not: kind };
      const told = judgeProperties(name, {
        ...(spec.needs ? { [spec.needs[0] ?? '']: 'x' } : {}),
        ...ORDER,
        [key]: wrong,
      });
      expect(told.map(({ path }) => path)).toContain(`properties.${key}`);
    }
  });

  it.each([
    ['an order without money', { order_id: 'A' }, 'properties.total'],
    ['an order whose money is a sentence', { order_id: 'A', total: '12,000원' }, 'properties.total'],
    ['an order below nothing', { order_id: 'A', total: -5 }, 'properties.total'],
    ['an order beyond exact numbers', { order_id: 'A', total: 1e20 }, 'properties.total'],
    ['an order without a number', { total: 5 }, 'properties.order_id'],
    ['an order number that is a list', { ...ORDER, order_id: ['A'] }, 'properties.order_id'],
    ['a currency in words', { ...ORDER, currency: '원' }, 'properties.currency'],
    ['a price in words', { ...ORDER, products: [{ price: 1 }, { price: 'free' }] }, 'properties.products.1.price'],
    ['products that are none', { ...ORDER, products: ['mug-1'] }, 'properties.products'],
  ])('names %s', (_what, properties, path) => {
    const told = judgeProperties('Order Completed', properties);
    expect(told.map((warning) => warning.path)).toContain(path);
    expect(told.every(({ message }) => message.startsWith('properties.') && message.endsWith('.'))).toBe(true);
  });

  it('takes an order’s money from its products, and a refund without money as the whole order', () => {
    expect(judgeProperties('Order Completed', { order_id: 'A', products: [{ price: 5 }] })).toEqual([]);
    expect(judgeProperties('Order Refunded', { order_id: 'A' })).toEqual([]);
  });

  it('says nothing about events that have no meaning', () => {
    expect(judgeProperties('Tea Drunk', { total: 'much' })).toEqual([]);
    expect(judgeProperties('constructor', {})).toEqual([]);
  });

  it.each(['null', 'undefined', 'NaN', '[object Object]', 'none', ' NULL ', 0])(
    'refuses the order number %j, under which strangers’ orders would become one',
    (order_id) => {
      for (const event of ['Order Completed', 'Order Updated', 'Order Refunded', 'Order Cancelled']) {
        const reading = readCall(trackCall({ event, properties: { ...ORDER, order_id } }), receipt());
        expect(reading).toMatchObject({ ok: false, flaw: { code: 'unusable_id', path: 'properties.order_id' } });
      }
      // Elsewhere it identifies nothing, so nothing is lost by keeping the event.
      expect(readCall(trackCall({ event: 'Checkout Started', properties: { order_id } }), receipt()).ok).toBe(true);
    },
  );

  it('never throws, and tells at most five things, whatever the properties hold', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...Object.keys(SPEC_EVENTS)),
        fc.dictionary(fc.string(), fc.jsonValue()),
        (name, said) => {
          const noise = Object.fromEntries(Object.keys(SPEC_EVENTS[name]?.properties ?? {}).map((key) => [key, said]));
          expect(judgeProperties(name, { ...noise, ...said }).length).toBeLessThanOrEqual(5);
        },
      ),
      { numRuns: 300 },
    );
  });
});
