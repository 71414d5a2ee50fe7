import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BasketFile } from '../../../shared/products/baskets.ts';
import { learn } from '../../../shared/products/learn.ts';

const AS_OF = 20_000;
const about = { asOfDay: AS_OF, catalogue: new Map<string, string | undefined>() };

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
  it('names what is bought together by confidence, and leaves out what is bought with everything', async () => {
    const people = [
      ...repeated(6, [[AS_OF, ['tea', 'honey', 'bag']]]),
      ...repeated(4, [[AS_OF, ['tea', 'bag']]]),
      ...repeated(10, [[AS_OF, ['cup', 'bag']]]),
    ];
    const { learned, shop } = await learn(() => [fileOf(people)], about);
    expect(learned.get('tea')?.together).toEqual([{ id: 'honey', confidence: 0.6, lift: 2 }]);
    expect(learned.get('honey')?.together).toEqual([{ id: 'tea', confidence: 1, lift: 2 }]);
    expect(learned.get('bag')?.together).toEqual([]);
    expect(shop).toMatchObject({ people: 20, orders: 20, paired: 2 });
  });

  it('says nothing of pairs that fewer than five orders hold', async () => {
    const { learned } = await learn(
      () => [fileOf([...repeated(4, [[AS_OF, ['a', 'b']]]), ...repeated(9, [[AS_OF, ['c']]])])],
      about,
    );
    expect(learned.get('a')?.together).toEqual([]);
  });

  it('takes the interval of the product, of its category, of the shop, whichever has ten repeats', async () => {
    const every = (days: number, id: string): People[number] =>
      [0, 1].map((time) => [AS_OF - days * time, [id]] as const).reverse();
    const people = [
      ...repeated(10, every(30, 'tea')),
      ...repeated(9, every(60, 'oats')),
      ...repeated(1, every(90, 'nuts')),
    ];
    const { learned, shop } = await learn(() => [fileOf(people)], {
      ...about,
      catalogue: new Map([
        ['tea', 'drinks'],
        ['oats', 'food'],
        ['nuts', 'food'],
        ['unsold', 'food'],
        ['neverSold', 'toys'],
      ]),
    });
    expect(learned.get('tea')?.interval).toEqual({ days: 30, by: 'product', of: 10 });
    expect(learned.get('oats')?.interval).toEqual({ days: 60, by: 'category', of: 10 });
    expect(learned.get('unsold')).toEqual({ orders: 0, interval: { days: 60, by: 'category', of: 10 }, together: [] });
    expect(shop.interval).toEqual({ days: 45, by: 'shop', of: 20 });
  });

  it('keeps the interval of the shop once, and nothing of products of which nothing is known', async () => {
    const people = repeated(12, [
      [AS_OF - 20, ['tea']],
      [AS_OF, ['oats']],
    ]);
    const { learned, shop } = await learn(() => [fileOf(people)], {
      ...about,
      catalogue: new Map([
        ['tea', 'drinks'],
        ['oats', undefined],
        ['unsold', undefined],
      ]),
    });
    expect(shop.interval).toEqual({ days: 20, by: 'shop', of: 12 });
    expect(learned.get('tea')?.interval).toBeUndefined();
    expect([...learned.keys()]).toEqual(['tea', 'oats']);
  });

  it('learns of what the catalogue holds, whatever else events name', async () => {
    const people = repeated(60, [[AS_OF, ['tea', 'invented']]]);
    const { learned, shop } = await learn(() => [fileOf(people)], {
      ...about,
      catalogue: new Map([['tea', undefined]]),
    });
    expect([...learned.keys()]).toEqual(['tea']);
    expect(learned.get('tea')?.together).toEqual([]);
    expect(shop.best).toEqual([{ id: 'tea', orders: 60 }]);
  });

  it('is not filled by invented names where there is no catalogue', async () => {
    const invented = (person: number) => Array.from({ length: 20 }, (_, place) => `x-${person}-${place}`);
    const people = Array.from({ length: 60 }, (_, person): People[number] => [[AS_OF, ['tea', ...invented(person)]]]);
    const { learned, shop } = await learn(() => [fileOf(people)], about, 100);
    expect(learned.get('tea')?.orders).toBe(60);
    expect(learned.size).toBeLessThanOrEqual(100);
    expect(shop.best[0]).toEqual({ id: 'tea', orders: 60 });
  });

  it('takes the best sellers of the shortest span with fifty orders', async () => {
    const people = [...repeated(49, [[AS_OF - 40, ['old']]]), ...repeated(5, [[AS_OF, ['new']]])];
    const { shop } = await learn(() => [fileOf(people)], about);
    expect(shop).toMatchObject({
      bestOfDays: 90,
      best: [
        { id: 'old', orders: 49 },
        { id: 'new', orders: 5 },
      ],
    });
  });

  it('does not depend on how people fall into shards', async () => {
    const order = fc.tuple(
      fc.integer({ min: AS_OF - 400, max: AS_OF }),
      fc.uniqueArray(fc.constantFrom(...'abcdef'), { minLength: 1 }),
    );
    const person = fc
      .array(order, { minLength: 1, maxLength: 6 })
      .map((all) => all.sort(([left], [right]) => left - right));
    await fc.assert(
      fc.asyncProperty(fc.array(person, { maxLength: 60 }), fc.nat(60), async (people, cut) => {
        const whole = await learn(() => [fileOf(people)], about);
        const parts = await learn(() => [fileOf(people.slice(0, cut)), fileOf(people.slice(cut))], about);
        expect(parts).toEqual(whole);
      }),
      { numRuns: 40 },
    );
  });

  it('counts pairs and gaps as a naive reader does', async () => {
    const order = fc.tuple(
      fc.integer({ min: AS_OF - 30, max: AS_OF }),
      fc.uniqueArray(fc.constantFrom(...'abcd'), { minLength: 1 }),
    );
    const person = fc
      .array(order, { minLength: 1, maxLength: 4 })
      .map((all) => all.sort(([left], [right]) => left - right));
    await fc.assert(
      fc.asyncProperty(fc.array(person, { minLength: 10, maxLength: 60 }), async (people) => {
        const { learned } = await learn(() => [fileOf(people)], about);
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
