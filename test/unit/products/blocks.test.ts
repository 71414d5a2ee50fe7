import { describe, expect, it } from 'vitest';
import { productFindings } from '../../../shared/campaigns/product-findings.ts';
import type { StoredEvent } from '../../../shared/events/event.ts';
import { createBaskets } from '../../../shared/products/baskets.ts';
import { basketsOf } from '../../../shared/products/order-lines.ts';
import type { Product, ShopLearned, Ware } from '../../../shared/products/product.ts';
import { createProductBlocks, NO_PRODUCTS, type ProductBlock } from '../../../shared/products/product-blocks.ts';
import { settingsSchema } from '../../../shared/settings/settings.ts';
import { checkTemplate, productBlocksOf } from '../../../shared/templates/check-template.ts';
import { customerOf } from '../../support/profile.ts';

const NOW = Date.parse('2026-11-23T01:00:00.000Z');
const ORDERED = '2026-10-24T01:00:00.000Z';

const orderEvent = (
  at: string,
  orderId: string,
  products: readonly string[],
  name = 'Order Completed',
): StoredEvent => ({
  ...{ person: 'u:kim', key: `${at}#${orderId} ${name}`, messageId: `${orderId} ${name}`, type: 'track', name, at },
  ...{ receivedAt: at, imported: false },
  body: { properties: { order_id: orderId, products: products.map((id) => ({ product_id: id })) } },
});

const ware = (id: string, more: Partial<Product> = {}, learned?: Ware['learned']): Ware => ({
  ...{ id, product: { name: id.toUpperCase(), price: { amount: 100, currency: 'KRW' }, ...more } },
  ...(learned ? { learned } : {}),
});

const WARES = [
  ware(
    'tea',
    {},
    {
      orders: 9,
      interval: { days: 30, by: 'product', of: 20 },
      together: [
        { id: 'honey', confidence: 0.4, lift: 2 },
        { id: 'gone', confidence: 0.9, lift: 3 },
        { id: 'cup', confidence: 0.5, lift: 2 },
      ],
    },
  ),
  ware('cup', { repurchaseDays: 700 }),
  ware('honey'),
  ware('gone', { stock: 0 }),
];
const SHOP: ShopLearned = {
  ...{ asOf: '2026-11-22', people: 100, orders: 200, paired: 1 },
  best: [
    { id: 'gone', orders: 9 },
    { id: 'unknown', orders: 8 },
    { id: 'cup', orders: 7 },
  ],
};

const world = (events: readonly StoredEvent[]) => {
  const calls = { many: 0, shop: 0, reads: 0 };
  const blocks = createProductBlocks({
    products: {
      many: async (ids) => {
        calls.many += ids.length === 0 ? 0 : 1;
        return new Map(WARES.filter(({ id }) => ids.includes(id)).map((one) => [one.id, one]));
      },
      shop: async () => {
        calls.shop += 1;
        return SHOP;
      },
    },
    events: {
      between: async (_person, from, to, most) => {
        calls.reads += 1;
        const sorted = [...events].sort((left, right) => (left.key < right.key ? -1 : 1));
        if (from <= to) return sorted.filter(({ key }) => key >= from && key <= to).slice(0, most);
        return sorted
          .reverse()
          .filter(({ key }) => key <= from && key >= to)
          .slice(0, most);
      },
    },
    clock: () => NOW,
  });
  return { calls, blocks };
};

const all = new Set<ProductBlock>(['product', 'best_sellers', 'bought_together', 'repurchase_due']);
const kim = customerOf('u:kim', { orders: 1, lastOrderAt: ORDERED });
const names = (list: readonly { readonly id: string }[]) => list.map(({ id }) => id);

describe('what a template shows of the catalogue', () => {
  it('is what goes with the last order, what of it is due again, and what sells; nothing that is sold out', async () => {
    const { blocks } = world([
      orderEvent('2026-01-01T00:00:00.000Z', 'O-0', ['honey']),
      orderEvent(ORDERED, 'O-1', ['tea', 'cup']),
    ]);
    const shown = await blocks(kim, all);
    expect(shown.product).toMatchObject({ id: 'tea', name: 'TEA', price: 100, currency: 'KRW', days: 30 });
    expect(names(shown.best_sellers)).toEqual(['cup']);
    expect(names(shown.bought_together)).toEqual(['honey']);
    expect(names(shown.repurchase_due)).toEqual(['tea']);
  });

  it('is about the last order of somebody who does a thousand things an hour, and of one whose clock is off', async () => {
    const visit = (minute: number): StoredEvent => {
      const at = new Date(Date.parse(ORDERED) + minute * 6_000).toISOString();
      return { ...orderEvent(at, `V-${minute}`, []), name: 'Page Viewed' };
    };
    const busy = Array.from({ length: 2_000 }, (_, minute) => visit(minute - 1_000));
    const older = orderEvent('2026-10-23T23:00:00.000Z', 'O-0', ['honey']);
    const order = orderEvent(ORDERED, 'O-1', ['tea']);
    expect((await world([...busy, older, order]).blocks(kim, all)).product?.id).toBe('tea');
    const skewed = { ...order, key: '2026-10-24T20:00:00.000Z#O-1' };
    expect((await world([...busy, older, skewed]).blocks(kim, all)).product?.id).toBe('tea');
  });

  it('is about the product that brought somebody into a journey', async () => {
    const { blocks } = world([]);
    const shown = await blocks(customerOf('u:new'), all, { product_id: 'tea' });
    expect(shown.product?.id).toBe('tea');
    expect(names(shown.bought_together)).toEqual(['cup', 'honey']);
    expect((await blocks(customerOf('u:new'), all, { products: [{ sku: 'cup' }] })).product?.id).toBe('cup');
  });

  it('costs nothing where a template shows none, and two reads for everybody where it shows best sellers', async () => {
    const { blocks, calls } = world([orderEvent(ORDERED, 'O-1', ['tea'])]);
    expect(await blocks(kim, new Set())).toEqual(NO_PRODUCTS);
    expect(calls).toEqual({ many: 0, shop: 0, reads: 0 });
    for (let person = 0; person < 50; person++) await blocks(kim, new Set(['best_sellers']));
    expect(calls).toEqual({ many: 1, shop: 1, reads: 0 });
    await blocks(kim, all);
    expect(calls).toEqual({ many: 3, shop: 1, reads: 1 });
  });

  it('recommends nothing to who objected to profiling', async () => {
    const { blocks, calls } = world([orderEvent(ORDERED, 'O-1', ['tea'])]);
    const objector = customerOf('u:kim', { orders: 1, lastOrderAt: ORDERED, objectedAt: ORDERED });
    const shown = await blocks(objector, all, { product_id: 'tea' });
    expect([shown.bought_together, shown.repurchase_due, calls.reads]).toEqual([[], [], 0]);
    expect(shown.product?.id).toBe('tea');
  });

  it('is read where a template names it, in loops as well, and a misspelt name is refused', () => {
    const template = (html: string) =>
      checkTemplate({ name: 't', channel: 'email', purpose: 'info', subject: 's', html: `<p>${html}</p>` });
    expect([...productBlocksOf(template('{% for p in best_sellers %}{{ p.name }}{% endfor %}'))]).toEqual([
      'best_sellers',
    ]);
    expect([...productBlocksOf(template('{{ product.price | money: product.currency }}'))]).toEqual(['product']);
    expect(productBlocksOf(template('{{ customer.id }}')).size).toBe(0);
    expect(() => template('{{ product.prize }}')).toThrow(/product\.price/);
  });

  it('is missed before a launch', () => {
    const some = { ...NO_PRODUCTS, best_sellers: [{ id: 'a', name: 'A', available: true }] };
    const read = new Set<ProductBlock>(['best_sellers']);
    expect(productFindings(read, [NO_PRODUCTS, NO_PRODUCTS])).toMatchObject([{ level: 'block', code: 'noProducts' }]);
    expect(productFindings(read, [NO_PRODUCTS, some])).toMatchObject([{ level: 'warn', code: 'fewProducts' }]);
    expect([
      productFindings(read, [some]),
      productFindings(new Set(), [NO_PRODUCTS]),
      productFindings(read, []),
    ]).toEqual([[], [], []]);
  });
});

describe('baskets', () => {
  it('are one for each order, whatever comes twice or in parts; what was given back whole is none', () => {
    const events = [
      orderEvent('2026-03-02T00:00:00.000Z', 'O-2', ['a']),
      orderEvent(ORDERED, 'O-1', ['a', 'a']),
      { ...orderEvent(ORDERED, 'O-1', ['b']), messageId: 'again' },
      orderEvent('2026-01-01T00:00:00.000Z', 'O-3', ['c']),
      orderEvent('2026-01-02T00:00:00.000Z', 'O-3', [], 'Order Refunded'),
    ];
    const expected = [
      { at: '2026-03-02T00:00:00.000Z', products: ['a'] },
      { at: ORDERED, products: ['a', 'b'] },
    ];
    expect(basketsOf(events)).toEqual(expected);
    expect(basketsOf(events.toReversed()).map(({ at }) => at)).toEqual(expected.map(({ at }) => at));
  });

  it('are taken of so many buyers and no more, and of nobody who objected', async () => {
    const asked: string[] = [];
    const events = {
      newest: async (person: string) => {
        asked.push(person);
        return [orderEvent(ORDERED, 'O-1', ['a', 'b'])];
      },
    };
    const rules = settingsSchema.parse({});
    const { look, flush, file } = createBaskets(
      events,
      { asOf: '2026-11-23', rules, shards: 1 },
      { people: 40, lines: 1_000 },
    );
    await look(customerOf('u:none'));
    await look(customerOf('u:objector', { orders: 1, objectedAt: ORDERED }));
    await look(customerOf('u:staff', { orders: 1, kind: 'staff' }));
    for (let person = 0; person < 100; person++) await look(customerOf(`u:${person}`, { orders: 1 }));
    await flush();
    expect(asked).toHaveLength(40);
    expect(file().ids).toEqual(['a', 'b']);
    expect(JSON.stringify(file())).not.toContain('u:');
  });
});
