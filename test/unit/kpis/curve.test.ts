import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CURVE_NEEDS, curveOf } from '../../../shared/kpis/curve.ts';
import {
  addNextOrder,
  emptyNextOrders,
  HORIZON,
  mergeNextOrders,
  peopleShare,
  topProducts,
} from '../../../shared/kpis/next-order.ts';
import { customerOf } from '../../support/profile.ts';

/** Days until the next order, or how long the person has waited. */
interface Wait {
  readonly days: number;
  readonly again: boolean;
}

const countsOf = (waits: readonly Wait[]) => {
  const counts: Record<string, number> = {};
  for (const { days, again } of waits) {
    const key = `${again ? 'a' : 'c'}${days}`;
    counts[key] = (counts[key] ?? 0) + 1;
  }
  return counts;
};

const many = (count: number, wait: Wait): Wait[] => Array.from({ length: count }, () => wait);

describe('the curve of the next order', () => {
  it('is the product-limit estimate, person by person', () => {
    const wait = fc.record({ days: fc.integer({ min: 0, max: 40 }), again: fc.boolean() });
    fc.assert(
      fc.property(fc.array(wait, { minLength: CURVE_NEEDS, maxLength: 200 }), (waits) => {
        const curve = curveOf(countsOf(waits));
        for (const { day, share, atRisk } of curve.points) {
          let waiting = 1;
          for (let at = 0; at <= day; at++) {
            const left = waits.filter(({ days }) => days >= at).length;
            const ordered = waits.filter(({ days, again }) => again && days === at).length;
            waiting *= 1 - ordered / left;
          }
          expect(share).toBeCloseTo(1 - waiting, 12);
          expect(atRisk).toBe(waits.filter(({ days }) => days >= day).length);
        }
      }),
    );
  });

  it('is the plain share where everybody has been known for long', () => {
    const waits = [...many(30, { days: 10, again: true }), ...many(70, { days: HORIZON, again: false })];
    const curve = curveOf(countsOf(waits));
    expect(curve).toMatchObject({ state: 'ok', people: 100, again: 30, median: null });
    expect(curve.points.find(({ day }) => day === 9)?.share).toBe(0);
    expect(curve.points.at(-1)).toEqual({ day: HORIZON, share: expect.closeTo(0.3, 12), atRisk: 70 });
  });

  it('says how long half of them take, and in which week those still waiting order most', () => {
    const waits = [
      ...many(20, { days: 3, again: true }),
      ...many(90, { days: 30, again: true }),
      ...many(60, { days: 200, again: false }),
    ];
    const curve = curveOf(countsOf(waits));
    expect(curve.median).toBe(30);
    // The first week that has day 30 in it ends there: from day 24 to 30.
    expect(curve.bestWindow).toEqual({ fromDay: 24, toDay: 30, share: expect.closeTo(90 / 150, 12) });
  });

  it('says that there is not enough data below fifty people', () => {
    expect(curveOf(countsOf(many(49, { days: 3, again: true })))).toMatchObject({
      state: 'not_enough_data',
      people: 49,
      points: [],
      bestWindow: null,
    });
    expect(curveOf({}).state).toBe('not_enough_data');
  });
});

describe('first products', () => {
  const today = 1_000;
  const one = (id: string, days: number[], computed = {}) => ({
    customer: customerOf(id, { computed }),
    days: days.map((day) => ({ day })),
  });
  const add = (people: ReturnType<typeof one>[], shards = 16) => {
    const sum = emptyNextOrders(peopleShare(shards));
    for (const { customer, days } of people) addNextOrder(sum, customer, days, today);
    return sum;
  };

  it('counts who ordered again, and how long the others have been known', () => {
    const sum = add([
      one('again', [900, 912], { firstProduct: 'mug-1', lastProduct: 'mug-1', lastProductName: '머그' }),
      one('waits', [990], { firstProduct: 'mug-1' }),
      one('late', [100, 900]),
      one('never', []),
      one('today', [today]),
    ]);
    expect(sum.products).toEqual({
      '': { a12: 1, c9: 1, c365: 1, c0: 1 },
      '=mug-1': { a12: 1, c9: 1 },
    });
    expect(sum.names).toEqual({ '=mug-1': '머그' });
  });

  it('are words and numbers of any kind, those of every object too', () => {
    const ids = ['__proto__', 'constructor', 'toString', 42, ''];
    const sum = add(
      ids.map((firstProduct, index) =>
        one(`p${index}`, [900], { firstProduct, lastProduct: firstProduct, lastProductName: 'x' }),
      ),
    );
    expect(Object.keys(sum.products)).toEqual(['', '=__proto__', '=constructor', '=toString', '=42']);
    expect(sum.products['=constructor']).toEqual({ c99: 1 });
    expect(sum.names['=42']).toBe('x');
  });

  it('merges names in any order, and keeps those products that most people began with', () => {
    const people = Array.from({ length: 40 }, (_, index) =>
      one(`p${index}`, [900], {
        firstProduct: `sku-${index % 20}`,
        lastProduct: `sku-${index % 20}`,
        lastProductName: `n${index}`,
      }),
    );
    const forth = emptyNextOrders(1);
    const back = emptyNextOrders(1);
    for (const person of people) mergeNextOrders(forth, add([person]));
    for (const person of people.toReversed()) mergeNextOrders(back, add([person]));
    expect(back.names).toEqual(forth.names);
    expect(forth).toEqual(add(people));
    const kept = topProducts(add([...people, one('extra', [900], { firstProduct: 'sku-7' })]));
    expect(Object.keys(kept.products)).toHaveLength(13);
    expect(kept.products['=sku-7']).toEqual({ c99: 3 });
    expect(Object.keys(kept.names)).toHaveLength(12);
  });

  it('looks at the same share of people in every shard once there are more than a million', () => {
    expect(peopleShare(16)).toBe(1);
    expect(peopleShare(200)).toBeCloseTo(0.1, 12);
    const people = Array.from({ length: 2_000 }, (_, index) => one(`p${index}`, [900]));
    const seen = add(people, 200).products['']?.c99 ?? 0;
    expect(seen).toBeGreaterThan(150);
    expect(seen).toBeLessThan(250);
  });
});
