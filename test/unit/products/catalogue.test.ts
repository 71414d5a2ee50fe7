import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { askIn } from '../../../functions/project/asks-in.ts';
import { productRoutes } from '../../../functions/serve-api/routes/products.ts';
import { createEffectsPlace } from '../../../shared/erasure/effects-place.ts';
import { eventItem, type StoredEvent } from '../../../shared/events/event.ts';
import { createEventStore } from '../../../shared/events/event-store.ts';
import { inParallel } from '../../../shared/platform/worker.ts';
import { createAskedStore } from '../../../shared/products/asked-store.ts';
import type { BasketFile } from '../../../shared/products/baskets.ts';
import { createLastBasket } from '../../../shared/products/last-basket.ts';
import { learnProducts } from '../../../shared/products/learn-products.ts';
import { createNoteAsk } from '../../../shared/products/note-ask.ts';
import { createProductStore } from '../../../shared/products/product-store.ts';
import { readProducts } from '../../../shared/products/read-products.ts';
import { createTellRestock } from '../../../shared/products/tell-restock.ts';
import { type CustomerStore, createCustomerStore } from '../../../shared/profiles/customer-store.ts';
import { createTestApi } from '../../support/api.ts';
import { startDynamo, type TestDynamo } from '../../support/dynamo.ts';
import { customerOf } from '../../support/profile.ts';

const NOW = Date.parse('2026-11-23T01:00:00.000Z');
const ASKED_AT = '2026-11-20T01:00:00.000Z';
const TEA = { name: '유자차 500g', price: { amount: 12_000, currency: 'KRW' }, category: '차', stock: 3 };

describe('the catalogue', () => {
  let test: TestDynamo;
  let api: ReturnType<typeof createTestApi>;
  const told: unknown[] = [];

  beforeAll(async () => {
    test = await startDynamo();
    api = createTestApi(test, [productRoutes], () => NOW);
    api.services.sqs.middlewareStack.add(
      () => async (args) => {
        told.push(args.input);
        return { output: { $metadata: {} }, response: {} };
      },
      { step: 'initialize', name: 'test' },
    );
    await api.addKey('admin-key', ['admin']);
  });
  afterAll(() => test.stop());

  const asked = () => createAskedStore(test.dynamo, test.tables.effects);
  const restock = (customers: Pick<CustomerStore, 'get'> = createCustomerStore(test.dynamo, test.tables.customers)) =>
    createTellRestock({
      asked: asked(),
      products: createProductStore(test.dynamo, test.tables.insights),
      events: createEventStore(test.dynamo, test.tables.events),
      ...{ customers },
      clock: () => NOW,
    });
  const restockedOf = async (person: string) => {
    const found: StoredEvent[] = [];
    for await (const event of createEventStore(test.dynamo, test.tables.events).read(person)) found.push(event);
    return found;
  };

  it('keeps a product as the shop tells it, until it is taken out', async () => {
    const put = await api.call('PUT', '/v1/products/yuja-500', { body: TEA });
    expect(put).toMatchObject({ status: 200, body: { ...TEA, id: 'yuja-500', available: true, repurchase: null } });
    expect((await api.call('GET', '/v1/products/yuja-500')).body).toEqual(put.body);
    expect((await api.call('DELETE', '/v1/products/yuja-500')).status).toBe(204);
    expect((await api.call('GET', '/v1/products/yuja-500')).status).toBe(404);
    expect((await api.call('DELETE', '/v1/products/yuja-500')).status).toBe(404);
  });

  it('refuses what is no product', async () => {
    for (const body of [
      {},
      { name: 'x', url: 'javascript:alert(1)' },
      { name: 'x', price: { amount: -1, currency: 'KRW' } },
    ])
      expect((await api.call('PUT', '/v1/products/x', { body })).status).toBe(422);
    const twice = {
      products: [
        { id: 'a', name: 'A' },
        { id: 'a', name: 'B' },
      ],
    };
    expect((await api.call('POST', '/v1/products/import', { body: twice })).status).toBe(422);
  });

  it('takes a file in, and lists every product once by pages of any size', async () => {
    const names = Array.from({ length: 57 }, (_, index) => `p-${index}`);
    const csv = ['상품코드,상품명,판매가,재고', ...names.map((id) => `${id},"차, ${id}","12,000",0`)].join('\r\n');
    expect((await api.call('POST', '/v1/products/import', { body: { csv } })).body).toEqual({ saved: 57 });
    await createProductStore(test.dynamo, test.tables.insights).learn('only-sold', { orders: 3, together: [] });
    for (const limit of ['7', '200']) {
      const seen: string[] = [];
      let cursor: string | null = null;
      do {
        const page = await api.call('GET', '/v1/products', { query: { limit, ...(cursor ? { cursor } : {}) } });
        seen.push(...page.body.data.map(({ id }: { id: string }) => id));
        cursor = page.body.nextCursor;
      } while (cursor !== null);
      expect(seen.sort()).toEqual([...names].sort());
    }
    const one = await api.call('GET', '/v1/products/p-3');
    expect(one.body).toMatchObject({ price: { amount: 12_000, currency: 'KRW' }, stock: 0, available: false });
  });

  it('tells the engine of a product that is there again if somebody asked, and of no other', async () => {
    told.length = 0;
    await api.call('PUT', '/v1/products/gone', { body: { ...TEA, stock: 0 } });
    await asked().ask('gone', { person: 'u:kim', at: ASKED_AT });
    await api.call('PUT', '/v1/products/gone', { body: { ...TEA, stock: 0 } });
    await api.call('PUT', '/v1/products/other', { body: TEA });
    expect(told).toEqual([]);
    await api.call('PUT', '/v1/products/gone', { body: TEA });
    expect(told).toHaveLength(1);
    expect(JSON.stringify(told)).toContain('restocked');
  });

  it('says once of each who asked that the product is there, however often it is told', async () => {
    await createProductStore(test.dynamo, test.tables.insights).put('many', { ...TEA });
    for (let person = 0; person < 120; person++) await asked().ask('many', { person: `u:p${person}`, at: ASKED_AT });
    const at = '2026-11-23T00:59:00.000Z';
    expect(await restock()('many', at)).toBe(true);
    await Promise.all([restock()('many', at), restock()('many', at)]);
    expect(await asked().askers('many', 10)).toEqual([]);
    for (let person = 0; person < 120; person++)
      expect(await restockedOf(`u:p${person}`)).toMatchObject([
        { name: 'Product Restocked', at, body: { properties: { product_id: 'many' } } },
      ]);
  });

  it('tells somebody once who asked as a guest and as a member, whoever else tells at that moment', async () => {
    const customers = { get: async () => ({ ...customerOf('both'), linkedIds: ['a:both'] }) };
    await createProductStore(test.dynamo, test.tables.insights).put('both', { ...TEA });
    await asked().ask('both', { person: 'a:both', at: ASKED_AT });
    await asked().ask('both', { person: 'u:both', at: '2026-11-21T01:00:00.000Z' });
    const times = ['2026-11-23T00:57:00.000Z', '2026-11-23T00:58:00.000Z', '2026-11-23T00:59:00.000Z'];
    await Promise.all(times.map((at) => restock(customers)('both', at)));
    expect([...(await restockedOf('a:both')), ...(await restockedOf('u:both'))]).toMatchObject([
      { person: 'a:both', body: { properties: { asked_at: ASKED_AT } } },
    ]);
    expect(await asked().askers('both', 10)).toEqual([]);
  });

  it('answers at once, and once, a wish for a product that has come back meanwhile', async () => {
    const products = createProductStore(test.dynamo, test.tables.insights);
    const restocked = async (productId: string, at: string) => void (await restock()(productId, at));
    const note = createNoteAsk({ asked: asked(), products, restocked, clock: () => NOW });
    const ask = { person: 'u:late', at: ASKED_AT };
    await products.put('back', { ...TEA, stock: 0 });
    await note('back', ask);
    expect(await asked().askers('back', 10)).toEqual([ask]);
    await products.put('back', TEA);
    // The same asking is delivered again, before and after it was answered.
    for (let time = 0; time < 3; time++) await note('back', ask);
    expect(await restockedOf('u:late')).toHaveLength(1);
    expect(await asked().askers('back', 10)).toEqual([]);
    await note('back', { ...ask, at: '2026-11-22T01:00:00.000Z' });
    expect(await restockedOf('u:late')).toHaveLength(2);
    // Half a year ago they bought elsewhere.
    await note('back', { person: 'u:long-ago', at: '2026-05-01T00:00:00.000Z' });
    expect([await restockedOf('u:long-ago'), await asked().askers('back', 10)]).toEqual([[], []]);
  });

  it('keeps the wishes where the product was sold out again meanwhile', async () => {
    await createProductStore(test.dynamo, test.tables.insights).put('short', { ...TEA, stock: 0 });
    await asked().ask('short', { person: 'u:lee', at: ASKED_AT });
    expect(await restock()('short', ASKED_AT)).toBe(false);
    expect(await asked().askers('short', 10)).toEqual([{ person: 'u:lee', at: ASKED_AT }]);
  });

  it('finds the last order of a person whose events stand close together', async () => {
    const events = createEventStore(test.dynamo, test.tables.events);
    const say = (at: string, name: string, properties: Record<string, unknown>, time = at) =>
      events.append(
        eventItem({
          ...{ person: 'u:busy', type: 'track' as const, name, body: { properties }, time, at, receivedAt: at },
          ...{ messageId: `${name} ${time}`, source: 'test' },
        }),
      );
    const at = (second: number) => new Date(Date.parse(ASKED_AT) + second * 1_000).toISOString();
    await inParallel(
      Array.from({ length: 240 }, (_, index) => index - 120),
      16,
      async (second) => void (await say(at(second), 'Page Viewed', {})),
    );
    await say(at(-200), 'Order Completed', { order_id: 'O-1', products: [{ product_id: 'older' }] });
    await say(at(0), 'Order Completed', { order_id: 'O-2', products: [{ product_id: 'newest' }] });
    const busy = (lastOrderAt: string) => customerOf('busy', { orders: 2, lastOrderAt });
    expect((await createLastBasket(events)(busy(at(0))))?.products).toEqual(['newest']);
    // By a clock that is an hour slow the order stands among older events.
    await say(at(300), 'Order Completed', { order_id: 'O-3', products: [{ product_id: 'slow' }] }, at(-3_600));
    expect((await createLastBasket(events)(busy(at(300))))?.products).toEqual(['slow']);
  });

  it('forgets what an erased person asked for', async () => {
    await asked().ask('erased', { person: 'u:gone', at: ASKED_AT });
    await asked().ask('erased', { person: 'u:stays', at: ASKED_AT });
    const who = { ids: ['u:gone'], lost: [], aliases: [], addresses: [], segments: [] };
    for await (const remove of createEffectsPlace([asked()]).removals(who)) await remove();
    expect(await asked().askers('erased', 10)).toEqual([{ person: 'u:stays', at: ASKED_AT }]);
    const left = [];
    for await (const remove of createEffectsPlace([asked()]).removals(who)) left.push(remove);
    expect(left).toEqual([]);
  });
});

describe('what a night learned', () => {
  let test: TestDynamo;
  beforeAll(async () => {
    test = await startDynamo();
  });
  afterAll(() => test.stop());

  /** Twelve people who bought what is named, every so many days. */
  const basketsOf = (days: number, ids: readonly string[]): BasketFile => ({
    ids: [...ids],
    people: Array.from({ length: 12 }, () =>
      [0, 1].map((time) => [20_000 + time * days, ids.map((_, place) => place)]),
    ),
  });

  it('is written where something has changed, of the catalogue alone; one shard is held at a time', async () => {
    const products = createProductStore(test.dynamo, test.tables.insights);
    for (const id of ['tea', 'cup', 'unsold']) await products.put(id, { name: id });
    await products.learn('invented', { orders: 9, together: [] });
    const read: string[] = [];
    const night = (shards: readonly BasketFile[]) =>
      learnProducts(
        {
          products,
          runs: { get: async () => ({ asOf: '2024-10-04', shards: shards.length }) },
          files: {
            get: async (key, schema) => {
              read.push(key);
              return schema.parse(shards[Number(/(\d+)\.json$/.exec(key)?.[1])]);
            },
          },
        },
        'run-1',
      );
    const shards = [basketsOf(30, ['tea', 'invented']), basketsOf(30, ['cup'])];
    expect(await night(shards)).toBe(3);
    expect(read.map((key) => key.split('/').at(-1))).toEqual(['0.json', '1.json', '0.json', '1.json']);
    expect(await products.find('invented')).toBeUndefined();
    expect(await products.find('tea')).toMatchObject({
      product: { name: 'tea' },
      learned: { orders: 24, interval: { days: 30, by: 'product', of: 12 } },
    });
    expect((await products.find('unsold'))?.learned).toBeUndefined();
    expect(await night(shards)).toBe(0);
    // The shop's interval changes: a row of the shop, none of its products.
    expect(await night([...shards, basketsOf(400, ['invented'])])).toBe(0);
    expect((await products.shop())?.interval?.of).toBe(36);
    // Sold no more.
    expect(await night([basketsOf(30, ['tea'])])).toBe(1);
    expect((await products.find('cup'))?.learned).toBeUndefined();
    expect((await products.find('cup'))?.product).toEqual({ name: 'cup' });
  });
});

describe('a wish in an event', () => {
  it('is of the product that is named, and no later than it came in', () => {
    const record = (at: string, properties: object, name = 'Back In Stock Requested') => ({
      dynamodb: {
        NewImage: {
          ...{ type: { S: 'track' }, name: { S: name }, at: { S: at }, receivedAt: { S: ASKED_AT } },
          body: { S: JSON.stringify({ properties }) },
        },
      },
    });
    const before = '2026-11-19T01:00:00.000Z';
    expect(askIn(record(before, { product_id: 'mug' }))).toEqual({ productId: 'mug', at: before });
    expect(askIn(record('2099-01-01T00:00:00.000Z', { sku: 'mug' }))).toEqual({ productId: 'mug', at: ASKED_AT });
    expect(askIn(record(before, {}))).toBeUndefined();
    expect(askIn(record(before, { product_id: 'mug' }, 'Product Viewed'))).toBeUndefined();
  });
});

describe('a file of products', () => {
  it('refuses a price that its currency cannot say, and a column that stands twice', () => {
    expect(() => readProducts('id,name,price\na,A,12000.5', 'KRW')).toThrow(/line 2: price: .*12000\.5.*no decimals/);
    expect(() => readProducts('id,name,price\na,A,12.505', 'USD')).toThrow(/at most 2 decimals/);
    expect(readProducts('id,name,price\na,A,"12,000.00"\nb,B,1.1', 'USD').map(({ price }) => price?.amount)).toEqual([
      1_200_000, 110,
    ]);
    expect(() => readProducts('id,name,price,가격\na,A,1,2', 'KRW')).toThrow(/"price" and "가격"/);
    expect(() => readProducts('id,name,name\na,A,B', 'KRW')).toThrow(/"name" and "name"/);
    expect(readProducts('id,name,note,note\na,A,x,y', 'KRW')).toEqual([{ id: 'a', name: 'A' }]);
  });

  it('names line and column of each fault, and reads nothing', () => {
    const csv = 'id;name;price;stock\na;A;12.50;1\nb;B;cheap;1\nc;;5;x\n';
    expect(() => readProducts(csv, 'USD')).toThrow(/line 3: price/);
    expect(() => readProducts('name,price\nA,1', 'KRW')).toThrow(/"id"/);
    expect(() => readProducts('id,name\na,"A', 'KRW')).toThrow(/quote/);
  });

  it('reads any name and any price back', () => {
    const name = fc
      .string({ minLength: 1, maxLength: 40 })
      .filter((text) => text.trim() === text && text !== '' && !/[\r\0]/.test(text));
    fc.assert(
      fc.property(fc.array(fc.record({ name, price: fc.nat(10_000_000) }), { minLength: 1, maxLength: 20 }), (rows) => {
        const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
        const csv = ['id,name,price', ...rows.map((row, index) => `p${index},${quoted(row.name)},${row.price}`)].join(
          '\n',
        );
        const expected = rows.map((row, index) => ({
          ...{ id: `p${index}`, name: row.name, price: { amount: row.price, currency: 'KRW' } },
        }));
        expect(readProducts(csv, 'KRW')).toEqual(expected);
      }),
    );
  });
});
