import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { boundCatalogue, mergeCatalogues, NO_CATALOGUE, totalOf } from '../../../shared/catalogue/catalogue.ts';
import { decodeCatalogue, encodeCatalogue } from '../../../shared/catalogue/catalogue-codec.ts';
import { exampleOf, listedName } from '../../../shared/catalogue/example.ts';
import { catalogueOf } from '../../../shared/catalogue/observe.ts';
import { eventFromItem, type StoredEvent } from '../../../shared/events/event.ts';
import { itemOf } from '../../support/project-world.ts';

const ZONE = 'Asia/Seoul';
const FIRST_DAY = Date.parse('2026-09-01T00:00:00.000Z');

let made = 0;
const eventOf = (name: string, properties: Record<string, unknown>, at = '2026-11-20T03:00:00.000Z'): StoredEvent =>
  eventFromItem(
    itemOf({ person: 'u:kim', messageId: `m${made++}`, name, time: at, body: { properties }, source: 'shop' }),
  );

const hostileName = fc.oneof(
  fc.constantFrom('__proto__', 'constructor', 'toString', '', '$identify', '한글 이름', '🍊', 'a'.repeat(300)),
  fc.string({ maxLength: 12 }),
);
const value = fc.oneof(
  fc.string({ maxLength: 8 }),
  fc.integer(),
  fc.boolean(),
  fc.constant(null),
  fc.constant([]),
  fc.constant({}),
);
const properties = fc
  .array(fc.tuple(hostileName, value), { maxLength: 4 })
  .map((entries) => Object.fromEntries(entries));
const names = fc.oneof(fc.constantFrom('Order Completed', 'Product Viewed', '후기 작성'), hostileName);
const events = fc.array(
  fc
    .tuple(names, properties, fc.integer({ min: 0, max: 90 }))
    .map(([name, said, day]) => eventOf(name, said, new Date(FIRST_DAY + day * 86_400_000).toISOString())),
  { maxLength: 30 },
);

const bytesOf = (catalogue: Parameters<typeof encodeCatalogue>[0]): string =>
  Buffer.from(encodeCatalogue(catalogue)).toString('hex');

describe('the catalogue of what comes in', () => {
  it('is the same however the events are parted and in whatever order the parts are merged', () => {
    fc.assert(
      fc.property(events, events, events, (a, b, c) => {
        const [left, middle, right] = [catalogueOf(a, ZONE), catalogueOf(b, ZONE), catalogueOf(c, ZONE)];
        const whole = catalogueOf([...a, ...b, ...c], ZONE);
        const one = mergeCatalogues(mergeCatalogues(left, middle), right);
        const other = mergeCatalogues(mergeCatalogues(right, left), middle);
        expect(bytesOf(one)).toBe(bytesOf(whole));
        expect(bytesOf(other)).toBe(bytesOf(whole));
        expect(bytesOf(decodeCatalogue(encodeCatalogue(whole)))).toBe(bytesOf(whole));
      }),
      { numRuns: 150 },
    );
  });

  it('counts what is missing, unreadable, and on the lines of an order', () => {
    const catalogue = catalogueOf(
      [
        eventOf('Order Completed', { order_id: 'D-1', total: 45_000, products: [{ product_id: 'P1', price: 1 }] }),
        eventOf('Order Completed', { order_id: 'D-2', total: '5만원', products: [{ product_id: 'P1' }, { price: 1 }] }),
        eventOf('Order Completed', { order_id: '', currency: 'KRW' }),
      ],
      ZONE,
    );
    const order = catalogue.events.get('Order Completed');
    const counted = (name: string) => [...(order?.properties.get(name)?.weeks.values() ?? [])];
    expect(order).toMatchObject({ count: 3, imported: 0, sources: new Map([['shop', 3]]) });
    expect(counted('order_id')).toEqual([[0, 2, 0, 0, 0, 0]]);
    expect(counted('total')).toEqual([[1, 1, 1, 0, 0, 0]]);
    expect(counted('products[].product_id')).toEqual([[0, 1, 0, 0, 0, 0]]);
    expect(order?.properties.get('currency')?.examples).toEqual(['KRW']);
    expect(order?.properties.get('order_id')?.examples).toEqual(['A-9']);
  });

  it('stays small under a flood of names, keeps what has a meaning, and loses no event from the total', () => {
    const said = Object.fromEntries(
      Array.from({ length: 300 }, (_, index) => [
        `${index % 7}속성 이름 ${index.toString(36)} ${'긴'.repeat(9)}`,
        index,
      ]),
    );
    const flood = Array.from({ length: 400 }, (_, index) =>
      eventOf(`이름 ${index.toString(36)} 이름이 아주 긴 이벤트`, said),
    );
    let all = mergeCatalogues(
      NO_CATALOGUE,
      catalogueOf([eventOf('Order Completed', {}, '2026-11-21T00:00:00.000Z')], ZONE),
    );
    for (let from = 0; from < flood.length; from += 50)
      all = mergeCatalogues(all, catalogueOf(flood.slice(from, from + 50), ZONE));
    expect(all.events.size).toBe(100);
    expect(all.events.has('Order Completed')).toBe(true);
    expect([...all.events.values()].every((event) => event.properties.size <= 40)).toBe(true);
    expect([...all.events.values()].filter((event) => event.moreProperties).length).toBe(99);
    expect(totalOf(all)).toBe(401);
    expect(encodeCatalogue(all).byteLength).toBeLessThan(400_000);
    expect(boundCatalogue(all)).toEqual(all);
  });

  it('holds nothing of a person: shapes instead of values, and no number or address in a name', () => {
    const personal = ['kim@example.com', '010-1234-5678', '김다은', '서울시 강남구 역삼로 12', '1990-01-02'];
    const catalogue = catalogueOf(
      personal.flatMap((one) => [
        eventOf('Product Viewed', { category: one.length > 8 ? one : '니트', note: one, [one]: 1 }),
        eventOf(`Mail to ${one}`, {}),
      ]),
      ZONE,
    );
    const text = JSON.stringify(catalogue, (_, held) => (held instanceof Map ? [...held] : held));
    for (const one of ['kim@', 'example.com', '1234', '5678', '1990']) expect(text).not.toContain(one);
    expect(exampleOf('note', 'text', '김다은')).toBe('가');
    expect(listedName('Order 20261122-0001 Completed')).toBe('Order # Completed');
    expect(exampleOf('category', 'text', '니트')).toBe('니트');
  });
});
