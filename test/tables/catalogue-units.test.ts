import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createHandler } from '../../functions/observe/handler.ts';
import { totalOf } from '../../shared/catalogue/catalogue.ts';
import { type CatalogueStore, createCatalogueStore } from '../../shared/catalogue/catalogue-store.ts';
import type { EventItem } from '../../shared/events/event.ts';
import { startDynamo, type TestDynamo } from '../support/dynamo.ts';
import { itemOf } from '../support/project-world.ts';

const SHARD = 'shardId-000';
const NAMES = ['Product Viewed', 'Product Added', 'Order Completed', 'Product List Viewed', 'Signed In', '후기 작성'];

let database: TestDynamo;
let store: CatalogueStore;
let written = 0;

beforeAll(async () => {
  database = await startDynamo(['insights']);
  database.client.middlewareStack.add(
    (next) => async (call) => {
      const answer = await next({ ...call, input: { ...call.input, ReturnConsumedCapacity: 'INDEXES' } });
      const used = 'ConsumedCapacity' in answer.output ? answer.output.ConsumedCapacity : undefined;
      if ('Item' in call.input) written += used && 'CapacityUnits' in used ? (used.CapacityUnits ?? 0) : 0;
      return answer;
    },
    { step: 'initialize', name: 'countUnits' },
  );
  store = createCatalogueStore(database.dynamo, database.tables.insights);
});
afterAll(() => database?.stop());

const shopEvent = (index: number): EventItem =>
  itemOf({
    person: `u:${index % 50}`,
    messageId: `m${index}`,
    name: NAMES[index % NAMES.length] ?? '',
    source: index % 2 === 0 ? 'web' : 'app',
    body: {
      properties: {
        ...{ product_id: `P${index}`, name: '겨울 니트', category: '니트', price: 45_000, quantity: 1 },
        ...{ order_id: `D-${index}`, total: 45_000, currency: 'KRW', coupon: 'WINTER', brand: '단골' },
        products: [{ product_id: `P${index}`, category: '니트', price: 45_000, quantity: 1 }],
      },
    },
  });

const record = (item: EventItem, sequence: number) => ({
  eventName: 'INSERT',
  dynamodb: {
    Keys: { person: { S: item.person }, key: { S: item.key } },
    NewImage: Object.fromEntries(
      Object.entries(item).map(([name, value]) => [name, typeof value === 'number' ? { N: `${value}` } : { S: value }]),
    ),
    SequenceNumber: String(sequence),
    ApproximateCreationDateTime: 1_764_000_000,
  },
});

const handler = () => createHandler({ store, settings: async () => ({ timezone: 'Asia/Seoul' }) });
const invoke = async (Records: unknown[], state: unknown, isFinalInvokeForWindow = false, shardId = SHARD) =>
  (await handler()({ Records, shardId, state, isFinalInvokeForWindow })).state;

describe('the catalogue in its table', () => {
  it('costs at most 0.02 write units per event in a full batch, and none per event in small ones', async () => {
    written = 0;
    const batch = Array.from({ length: 500 }, (_, index) => record(shopEvent(index), index + 1));
    const state = await invoke(batch, {});
    expect(written).toBe(0);
    expect(await invoke([], state, true)).toEqual({});
    expect(written).toBeGreaterThan(0);
    expect(written / 500).toBeLessThanOrEqual(0.02);
    const before = written;
    let small: unknown = {};
    for (let index = 500; index < 520; index++) small = await invoke([record(shopEvent(index), index + 1)], small);
    await invoke([], small, true);
    expect(written - before).toBe(before);
    expect(totalOf(await store.read())).toBe(520);
  });

  it('counts no record twice: a repeated batch, a repeated end of a window, a batch from before the last write', async () => {
    const batch = [record(shopEvent(520), 521), record(shopEvent(521), 522)];
    const state = await invoke(batch, {});
    const again = await invoke(batch, state);
    await invoke([], again, true);
    await invoke([], again, true);
    await invoke([], await invoke(batch, {}), true);
    expect(totalOf(await store.read())).toBe(522);
  });

  it('takes closed shards into one item, and a waiting or removed event not at all', async () => {
    const later = { ...record(shopEvent(1), 1) };
    later.dynamodb = { ...later.dynamodb, ApproximateCreationDateTime: 1_764_000_000 + 3 * 86_400 };
    const removed = { ...record(shopEvent(2), 2), eventName: 'REMOVE' };
    const waiting = record({ ...shopEvent(3), person: 'quarantine#3' }, 3);
    await invoke([], await invoke([later, removed, waiting], {}, false, 'shardId-001'), true, 'shardId-001');
    expect(await store.find(SHARD)).toBeUndefined();
    expect(totalOf(await store.read())).toBe(523);
  });
});
