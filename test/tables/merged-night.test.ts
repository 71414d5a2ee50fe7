import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { attributeCustomer } from '../../shared/insights/attribute-customer.ts';
import { createAttributionStore } from '../../shared/insights/attribution-store.ts';
import { startDynamo, type TestDynamo } from '../support/dynamo.ts';
import { createNightly } from '../support/nightly.ts';
import { startObjectStore, type TestObjectStore } from '../support/object-store.ts';
import { packDays, profileOf } from '../support/profile.ts';

let database: TestDynamo;
let objects: TestObjectStore;

beforeAll(async () => {
  [database, objects] = await Promise.all([
    startDynamo(['customers', 'members', 'definitions', 'insights', 'events', 'messages', 'orders']),
    startObjectStore(),
  ]);
});
afterAll(async () => {
  await objects?.stop();
  await database?.stop();
});

describe('an id that was merged', () => {
  it('is nobody to the next night: not counted, and out of every segment it stood in', async () => {
    const clock = () => Date.parse('2026-11-22T18:00:00.000Z');
    const night = createNightly(database, objects, clock, database.dynamo);
    const bought = profileOf({ days: { KRW: packDays([{ day: '2026-11-01', net: 5_000 }]) } });
    for (const id of ['u:kim', 'u:lee', 'a:guest']) await night.putProfile(id, bought);
    const first = await night.night('2026-11-21');
    await night.customers.entomb(
      'a:guest',
      { owner: 'u:kim', at: '2026-11-22T00:00:00.000Z', messageId: 'm' },
      { forget: async () => undefined },
    );
    const second = await night.night('2026-11-22');

    const people = (membership: Record<string, string[]>) => [...new Set(Object.values(membership).flat())].sort();
    expect(people(await night.membership(first, []))).toEqual(['a:guest', 'u:kim', 'u:lee']);
    expect(people(await night.membership(second, []))).toEqual(['u:kim', 'u:lee']);
    expect((await night.runs.get(second)).counts).toMatchObject({ customers: 2 });
    expect(await night.customers.getOwn('a:guest')).toBeUndefined();
    const left: unknown[] = [];
    for await (const found of night.customers.scanWithTombstones(0, 1)) if (!('fold' in found)) left.push(found);
    expect(left).toEqual([]);
  });

  it('keeps its messages, whose goal the survivor’s orders reach', async () => {
    const row = {
      customerId: 'a:tab',
      key: 'win#0#0',
      campaignId: 'win',
      channel: 'email',
      purpose: 'ad',
      arm: 'message',
    };
    const sent = { ref: 'r', status: 'sent', at: '2026-11-20T00:00:00.000Z', attempts: 1, expiresAt: 1_900_000_000 };
    const order = { customerId: 'u:park', orderId: 'o1', version: 1, placedAt: '2026-11-21T00:00:00.000Z' };
    const money = { currency: 'KRW', gross: 900, refunded: 0, net: 900, entries: '[]' };
    const put = (TableName: string, Item: object) =>
      database.dynamo.send(new PutCommand({ TableName, Item: { ...Item } }));
    await put('messages', { ...row, ...sent, handedOverAt: '2026-11-20T00:00:00.000Z', goalDays: 7 });
    await put('orders', { ...order, ...money });
    const store = createAttributionStore(database.dynamo, database.tables);
    const shop = { currency: 'KRW', exchangeRates: [] };
    expect(await attributeCustomer(store, { customerId: 'u:park', otherIds: [] }, shop)).toBe(0);
    expect(await attributeCustomer(store, { customerId: 'u:park', otherIds: ['a:tab'] }, shop)).toBe(2);
    expect((await store.rows('a:tab'))[0]?.goal).toMatchObject({ orders: 1, revenue: 900 });
    expect((await store.orders('u:park'))[0]?.attribution).toMatchObject({ campaignId: 'win', touch: 'delivered' });
    expect(await attributeCustomer(store, { customerId: 'u:park', otherIds: ['a:tab'] }, shop)).toBe(0);
  });
});
