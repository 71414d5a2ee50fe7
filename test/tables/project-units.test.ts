import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EventItem } from '../../shared/events/event.ts';
import { createEventStore } from '../../shared/events/event-store.ts';
import { projectPerson } from '../../shared/profiles/project-person.ts';
import { itemOf, type ProjectWorld, startProjectWorld } from '../support/project-world.ts';

interface Units {
  read: number;
  write: number;
}

const READS = /^(Get|BatchGet|Query|Scan)/;

let world: ProjectWorld;
let units: Units = { read: 0, write: 0 };

/** Asks DynamoDB for the capacity of every call and adds it up by kind; DynamoDB Local counts as the service does. */
const countUnits = ({ client }: ProjectWorld['database'], sum: () => Units): void => {
  client.middlewareStack.add(
    (next, context) => async (call) => {
      const answer = await next({ ...call, input: { ...call.input, ReturnConsumedCapacity: 'TOTAL' } });
      const { output } = answer;
      const capacity = 'ConsumedCapacity' in output ? output.ConsumedCapacity : undefined;
      for (const used of [capacity ?? []].flat()) {
        const amount = 'CapacityUnits' in used ? (used.CapacityUnits ?? 0) : 0;
        if (READS.test(context.commandName ?? '')) sum().read += amount;
        else sum().write += amount;
      }
      return answer;
    },
    { step: 'initialize', name: 'countUnits' },
  );
};

beforeAll(async () => {
  world = await startProjectWorld();
  countUnits(world.database, () => units);
  // Settings are read once per ten seconds and worker; they are no part of an event's price.
  await world.deps.settings();
});
afterAll(() => world.stop());

const timeOf = (index: number): string =>
  new Date(Date.parse('2026-11-20T00:00:00.000Z') + index * 60_000).toISOString();

/** A visit as shops send it: pages, products, a cart, one order; about 400 bytes each as stored. */
const visit = (person: string, from: number, count: number): EventItem[] =>
  Array.from({ length: count }, (_, index) => {
    const time = timeOf(from + index);
    const base = { person, messageId: `ajs-next-${person}-${from + index}-0b4f1d2c`, time };
    const context = {
      library: { name: 'analytics.js', version: 'next-1.84.3' },
      page: { path: `/products/${index}`, title: '겨울 니트', url: `https://shop.example/products/${index}` },
      locale: 'ko-KR',
      timezone: 'Asia/Seoul',
    };
    if (index === 19) {
      const products = [{ product_id: 'P7', name: '겨울 니트', category: '니트', price: 45_000, quantity: 1 }];
      const properties = { order_id: `D-${person}-${from}`, total: 45_000, currency: 'KRW', products };
      return itemOf({ ...base, name: 'Order Completed', body: { properties, context } });
    }
    const properties = { product_id: `P${index}`, name: '겨울 니트', price: 45_000, category: '니트' };
    return itemOf({
      ...base,
      name: index % 3 === 0 ? 'Product Viewed' : 'Product Clicked',
      body: { properties, context },
    });
  });

const customer = (person: string): EventItem =>
  itemOf({
    person,
    messageId: 'sign-up',
    type: 'identify',
    time: '2026-11-19T00:00:00.000Z',
    body: {
      traits: {
        ...{ name: '김민지', email: `${person.slice(2)}@example.com`, phone: '010-1234-5678', city: '서울' },
        ...{ 'consent.email.ad': 'Y', 'consent.sms.ad': 'Y', 'consent.at': '2026-11-19T00:00:00Z' },
      },
    },
  });

const store = async (items: readonly EventItem[]): Promise<void> => {
  for (const item of items) await world.put(item);
};

const project = async (items: readonly EventItem[]): Promise<void> => {
  const person = items[0]?.person ?? '';
  await projectPerson(
    world.deps,
    person,
    items.map(({ key }) => key),
  );
};

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Units per event of what `work` does. */
const priceOf = async (events: number, work: () => Promise<void>): Promise<Units> => {
  units = { read: 0, write: 0 };
  await work();
  return { read: units.read / events, write: units.write / events };
};

describe('request units of ingestion, counted', () => {
  it('are one write unit per event of up to 1 KB, and none to read, in each of the named workloads', async () => {
    const { append } = createEventStore(world.database.dynamo, world.database.tables.events);
    const workloads = {
      'a session of 20 events of one person': visit('u:stored', 0, 20),
      '20 events of 5 people': [0, 1, 2, 3, 4].flatMap((index) => visit(`u:stored-${index}`, 0, 4)),
      'one event of each of 20 people': Array.from({ length: 20 }, (_, index) =>
        visit(`u:alone-${index}`, 0, 1),
      ).flat(),
    };
    for (const [name, items] of Object.entries(workloads)) {
      const price = await priceOf(items.length, async () => {
        for (const item of items) expect(await append(item)).toBe('stored');
      });
      expect({ name, ...price }).toEqual({ name, read: 0, write: 1 });
    }
    // A retry costs what it would have cost, and no more.
    const again = await priceOf(20, async () => {
      for (const item of workloads['20 events of 5 people']) expect(await append(item)).toBe('duplicate');
    });
    expect(again.write).toBeLessThanOrEqual(1);
  });
});

describe('request units of the projection, counted', () => {
  it('costs a tenth of a write unit per event for a visit of 20 events of one person', async () => {
    const person = 'u:visitor';
    await store([customer(person)]);
    await project([customer(person)]);
    const items = visit(person, 0, 20);
    await store(items);
    const price = await priceOf(20, () => project(items));
    // Profile and order, once each; the events, the profile and the orders are read once.
    expect(price.write).toBeLessThanOrEqual(0.1);
    expect(price.read).toBeLessThanOrEqual(0.2);
  });

  it('costs a signed-in visit on a known device no more writes, and one read of the device’s own events', async () => {
    const onDevice = (items: readonly EventItem[], device: string): EventItem[] =>
      items.map((item) => ({
        ...item,
        body: JSON.stringify({ ...JSON.parse(item.body ?? '{}'), anonymousId: device }),
      }));
    const person = 'u:at-home';
    const signUp = onDevice([customer(person)], 'sofa');
    await store(signUp);
    // Owner, tombstone and profile, the two aliases of address and number, two pieces of evidence, the timer of the reconfirmation in two years.
    expect((await priceOf(1, () => project(signUp))).write).toBeLessThanOrEqual(10);
    const plain = 'u:on-the-road';
    await store([customer(plain)]);
    await project([customer(plain)]);
    const items = onDevice(visit(person, 0, 20), 'sofa');
    await store([...items, ...visit(plain, 0, 20)]);
    const known = await priceOf(1, () => project(items));
    const alone = await priceOf(1, () => project(visit(plain, 0, 20)));
    expect(known.write).toBe(alone.write);
    // The device's partition, and 20 bodies that are a little longer.
    expect(known.read - alone.read).toBeLessThanOrEqual(1.5);
  });

  it('costs a quarter of a write unit per event for 20 events of 5 people: each profile once', async () => {
    const people = [0, 1, 2, 3, 4].map((index) => visit(`u:five-${index}`, 0, 4));
    await store(people.flat());
    const price = await priceOf(20, async () => {
      for (const items of people) await project(items);
    });
    expect(price.write).toBeLessThanOrEqual(0.25);
    // Each of the five looks new, so it is asked whether it was erased.
    expect(price.read).toBeLessThanOrEqual(0.75);
  });

  it('costs one write unit and three read units when every event is of another person', async () => {
    const items = Array.from({ length: 20 }, (_, index) => visit(`u:one-${index}`, 0, 1)).flat();
    await store(items);
    const price = await priceOf(20, async () => {
      for (const item of items) await project([item]);
    });
    expect(price.write).toBeLessThanOrEqual(1);
    // The profile, the events, and whether who looks new was erased.
    expect(price.read).toBeLessThanOrEqual(3);
  });

  it('does not grow with the history: a person with 1,000 events costs a checkpoint and 50 to 250 events', async () => {
    const person = 'u:regular';
    await store([customer(person)]);
    for (let from = 0; from < 1_000; from += 20) {
      const items = visit(person, from, 20);
      await Promise.all(items.map((item) => world.put(item)));
      await project(items);
    }
    expect((await world.deps.customers.readFold(person))?.checkpointed).toBe(true);
    const costs: Units[] = [];
    for (let from = 1_000; from < 1_200; from += 20) {
      const items = visit(person, from, 20);
      await store(items);
      costs.push(await priceOf(20, () => project(items)));
    }
    const inVisits = { read: mean(costs.map(({ read }) => read)), write: mean(costs.map(({ write }) => write)) };
    const single = visit(person, 2_000, 1);
    await store(single);
    const alone = await priceOf(1, () => project(single));
    // 0.1 for profile and orders, 0.08 for the checkpoint that moves every 200 events.
    expect(inVisits.write).toBeLessThanOrEqual(0.2);
    expect(inVisits.read).toBeLessThanOrEqual(1.6);
    expect(alone.write).toBeLessThanOrEqual(1);
    expect(alone.read).toBeLessThanOrEqual(20);
  });
});
