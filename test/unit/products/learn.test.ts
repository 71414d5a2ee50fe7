import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BasketFile } from '../../../shared/products/baskets.ts';
import { learn } from '../../../shared/products/learn.ts';

const AS_OF = 20_000;
const about = { asOfDay: AS_OF, categoryOf: () => undefined, catalogue: [] };

/** People, each with orders as [day, products]. */
type People = readonly (readonly (readonly [number, readonly string[]])[])[];

const fileOf = (people: People): BasketFile => {
  const ids: string[] = [];
  const placeOf = (id: string) => {
    if (!ids.includes(id)) ids.push(id);
    return ids.indexOf(id);
  };
  return { people: people.map((orders) => orders.map(([day, list]) => [day, list.map(placeOf)])), ids };
};

const repeated = (count: number, orders: People[number]): People => Array.from({ length: count }, () => orders);

describe('what baskets say', () => {
  it('names what is bought together by confidence, and leaves out what is bought with everything', () => {
    const people = [
      ...repeated(6, [[AS_OF, ['tea', 'honey', 'bag']]]),
      ...repeated(4, [[AS_OF, ['tea', 'bag']]]),
      ...repeated(10, [[AS_OF, ['cup', 'bag']]]),
    ];
    const { learned, shop } = learn([fileOf(people)], about);
    expect(learned.get('tea')?.together).toEqual([{ id: 'honey', confidence: 0.6, lift: 2 }]);
    expect(learned.get('honey')?.together).toEqual([{ id: 'tea', confidence: 1, lift: 2 }]);
    expect(learned.get('bag')?.together).toEqual([]);
    expect(shop).toMatchObject({ people: 20, orders: 20, paired: 2 });
  });

  it('says nothing of pairs that fewer than five orders hold', () => {
    const { learned } = learn(
      [fileOf([...repeated(4, [[AS_OF, ['a', 'b']]]), ...repeated(9, [[AS_OF, ['c']]])])],
      about,
    );
    expect(learned.get('a')?.together).toEqual([]);
  });

  it('takes the interval of the product, of its category, of the shop, whichever has ten repeats', () => {
    const every = (days: number, id: string): People[number] =>
      [0, 1].map((time) => [AS_OF - days * time, [id]] as const).reverse();
    const people = [
      ...repeated(10, every(30, 'tea')),
      ...repeated(9, every(60, 'oats')),
      ...repeated(1, every(90, 'nuts')),
    ];
    const { learned, shop } = learn([fileOf(people)], {
      ...about,
      categoryOf: (id) => (id === 'tea' ? 'drinks' : 'food'),
      catalogue: ['unsold'],
    });
    expect(learned.get('tea')?.interval).toEqual({ days: 30, by: 'product', of: 10 });
    expect(learned.get('oats')?.interval).toEqual({ days: 60, by: 'category', of: 10 });
    expect(learned.get('unsold')).toEqual({ orders: 0, interval: { days: 60, by: 'category', of: 10 }, together: [] });
    expect(shop.interval).toEqual({ days: 45, by: 'shop', of: 20 });
  });

  it('takes the best sellers of the shortest span with fifty orders', () => {
    const people = [...repeated(49, [[AS_OF - 40, ['old']]]), ...repeated(5, [[AS_OF, ['new']]])];
    const { shop } = learn([fileOf(people)], about);
    expect(shop).toMatchObject({
      bestOfDays: 90,
      best: [
        { id: 'old', orders: 49 },
        { id: 'new', orders: 5 },
      ],
    });
  });

  it('does not depend on how people fall into shards', () => {
    const order = fc.tuple(
      fc.integer({ min: AS_OF - 400, max: AS_OF }),
      fc.uniqueArray(fc.constantFrom(...'abcdef'), { minLength: 1 }),
    );
    const person = fc
      .array(order, { minLength: 1, maxLength: 6 })
      .map((all) => all.sort(([left], [right]) => left - right));
    fc.assert(
      fc.property(fc.array(person, { maxLength: 60 }), fc.nat(60), (people, cut) => {
        const whole = learn([fileOf(people)], about);
        const parts = learn([fileOf(people.slice(0, cut)), fileOf(people.slice(cut))], about);
        expect(parts).toEqual(whole);
      }),
      { numRuns: 40 },
    );
  });

  it('counts pairs and gaps as a naive reader does', () => {
    const order = fc.tuple(
      fc.integer({ min: AS_OF - 30, max: AS_OF }),
      fc.uniqueArray(fc.constantFrom(...'abcd'), { minLength: 1 }),
    );
    const person = fc
      .array(order, { minLength: 1, maxLength: 4 })
      .map((all) => all.sort(([left], [right]) => left - right));
    fc.assert(
      fc.property(fc.array(person, { minLength: 10, maxLength: 60 }), (people) => {
        const { learned } = learn([fileOf(people)], about);
        const baskets = people.flat().map(([, products]) => products);
        for (const [id, { orders, together, interval }] of learned) {
          const holding = baskets.filter((basket) => basket.includes(id));
          expect(orders).toBe(holding.length);
          for (const { id: other, confidence } of together) {
            const both = holding.filter((basket) => basket.includes(other)).length;
            expect(confidence).toBe(Number((both / holding.length).toFixed(2)));
            expect(both).toBeGreaterThanOrEqual(5);
          }
          const gaps = people.flatMap((orders) => {
            const days = [...new Set(orders.filter(([, list]) => list.includes(id)).map(([day]) => day))];
            return days.slice(1).map((day, index) => day - (days[index] ?? 0));
          });
          if (gaps.length >= 10) expect(interval).toMatchObject({ by: 'product', of: gaps.length });
        }
      }),
      { numRuns: 40 },
    );
  });
});
