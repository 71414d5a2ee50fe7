import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { productRoutes } from '../../../functions/serve-api/routes/products.ts';
import { createEffectsPlace } from '../../../shared/erasure/effects-place.ts';
import { createEventStore } from '../../../shared/events/event-store.ts';
import { createAskedStore } from '../../../shared/products/asked-store.ts';
import { createProductStore } from '../../../shared/products/product-store.ts';
import { readProducts } from '../../../shared/products/read-products.ts';
import { createTellRestock } from '../../../shared/products/tell-restock.ts';
import { createTestApi } from '../../support/api.ts';
import { startDynamo, type TestDynamo } from '../../support/dynamo.ts';

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
  const restock = () =>
    createTellRestock({
      asked: asked(),
      products: createProductStore(test.dynamo, test.tables.insights),
      events: createEventStore(test.dynamo, test.tables.events),
      clock: () => NOW,
    });

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
    const events = createEventStore(test.dynamo, test.tables.events);
    for (let person = 0; person < 120; person++) {
      const found = [];
      for await (const event of events.read(`u:p${person}`)) found.push(event);
      expect(found).toMatchObject([{ name: 'Product Restocked', at, body: { properties: { product_id: 'many' } } }]);
    }
  });

  it('keeps the wishes where the product was sold out again meanwhile', async () => {
    await createProductStore(test.dynamo, test.tables.insights).put('short', { ...TEA, stock: 0 });
    await asked().ask('short', { person: 'u:lee', at: ASKED_AT });
    expect(await restock()('short', ASKED_AT)).toBe(false);
    expect(await asked().askers('short', 10)).toEqual([{ person: 'u:lee', at: ASKED_AT }]);
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

describe('a file of products', () => {
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
