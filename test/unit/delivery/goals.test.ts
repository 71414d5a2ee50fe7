import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createHandler } from '../../../functions/project/handler.ts';
import { createWatchedGoals } from '../../../shared/campaigns/watched-goals.ts';
import { createAttributePerson, createReachGoals } from '../../../shared/insights/attribute-person.ts';
import { createAttributionStore } from '../../../shared/insights/attribution-store.ts';
import { HOUR } from '../../../shared/platform/clock.ts';
import { startDynamo, type TestDynamo } from '../../support/dynamo.ts';
import { itemOf, projectDeps } from '../../support/project-world.ts';
import { streamBatch } from '../../support/stream-batch.ts';
import { createFakeProvider } from './fake-provider.ts';
import { createShop, type Shop } from './shop.ts';

const GOAL = { event: 'Quiz Finished', windowDays: 3 };

let test: TestDynamo;
let shop: Shop;
let id = '';
let count = 0;
beforeAll(async () => {
  test = await startDynamo();
});
afterAll(() => test.stop());
beforeEach(() => {
  count += 1;
  id = `goal${count}`;
  shop = createShop(test, '2026-11-23T01:00:00.000Z');
});

const launched = async (size: number): Promise<string[]> => {
  const ids = Array.from({ length: size }, (_, n) => `u:${id}-${n}`);
  for (const customerId of ids) {
    await shop.addCustomer(customerId, { contacts: { email: `${customerId.slice(2)}@example.com` } });
    await shop.say(customerId, 'email', 'ad', 'granted');
  }
  await shop.addCampaign(id, { audience: { list: ids.map((each) => each.slice(2)) }, goal: GOAL });
  await shop.launch(id);
  return ids;
};

const goalsOf = async () => {
  const { rows } = await shop.ledger(id);
  return Object.fromEntries(rows.map(({ customerId, goal, reason }) => [customerId, reason ?? goal?.firstAt]));
};

const finished = (person: string, time: string, name = GOAL.event) =>
  itemOf({ person, messageId: `${name}-${time}`, name, time });

const store = async (item: ReturnType<typeof finished>): Promise<void> => {
  await shop.dynamo.send(new PutCommand({ TableName: shop.tables.events, Item: item }));
};

const attribution = () => ({
  store: createAttributionStore(shop.dynamo, shop.tables),
  customers: shop.customers,
  settings: shop.settings,
});

/** The worker behind the stream of events. */
const worker = () =>
  createHandler({
    project: () => projectDeps(shop.dynamo, shop.tables, shop.clock),
    tellTaps: async () => {},
    tellLostDevices: async () => async () => {},
    reachGoals: createReachGoals({
      ...attribution(),
      watched: createWatchedGoals(shop.dynamo, shop.tables.sends, shop.clock),
    }),
    settleCoupons: async () => undefined,
    noteAsk: async () => undefined,
    comeIn: async () => undefined,
  });

describe('a goal that is no order', () => {
  it('is reached when the event comes in, within the window, and stays reached when it comes again', async () => {
    const [quick = '', late = '', other = ''] = await launched(3);
    await shop.sendAll(createFakeProvider('email'));
    const items = [
      finished(quick, '2026-11-23T05:00:00.000Z'),
      finished(quick, '2026-11-23T03:00:00.000Z'),
      finished(late, '2026-11-27T03:00:00.000Z'),
      finished(other, '2026-11-23T05:00:00.000Z', 'Product Viewed'),
    ];
    for (const item of items) await store(item);
    const work = worker();
    for (const batch of [items, [...items].reverse(), items.slice(0, 1)])
      expect(await work(...streamBatch(batch))).toEqual({ batchItemFailures: [] });
    expect(await goalsOf()).toEqual({ [quick]: '2026-11-23T03:00:00.000Z', [late]: undefined, [other]: undefined });
  });

  it('is found when the event was stored before the message was known to be out', async () => {
    const [early = ''] = await launched(1);
    await shop.sendAll(createFakeProvider('email'));
    await store(finished(early, '2026-11-23T01:00:10.000Z'));
    await createAttributePerson(attribution())(early);
    expect(await goalsOf()).toEqual({ [early]: '2026-11-23T01:00:10.000Z' });
  });

  it('is found when who did it becomes known only afterwards', async () => {
    const [known = ''] = await launched(1);
    await shop.sendAll(createFakeProvider('email'));
    const device = `a:${id}-phone`;
    const done = finished(device, '2026-11-23T04:00:00.000Z');
    const work = worker();
    await store(done);
    await work(...streamBatch([done]));
    expect(await goalsOf()).toEqual({ [known]: undefined });
    const identify = itemOf({
      ...{ person: known, messageId: 'sign-in', type: 'identify', time: '2026-11-23T05:00:00.000Z' },
      body: { anonymousId: device.slice(2) },
    });
    await store(identify);
    await work(...streamBatch([identify]));
    expect(await goalsOf()).toEqual({ [known]: '2026-11-23T04:00:00.000Z' });
  });

  it('spares who has reached it since the audience was drawn', async () => {
    const [done = '', open = ''] = await launched(2);
    await store(finished(done, '2026-11-23T01:30:00.000Z'));
    await store(finished(open, '2026-11-22T01:30:00.000Z'));
    shop.advance(HOUR);
    await shop.sendAll(createFakeProvider('email'));
    expect(await goalsOf()).toEqual({ [done]: 'alreadyConverted', [open]: undefined });
  });
});
