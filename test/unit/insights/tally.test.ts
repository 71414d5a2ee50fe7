import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EngagedMessage } from '../../../shared/feedback/engagement.ts';
import { countChanges, type StreamChange } from '../../../shared/insights/count-changes.ts';
import { add, type Counters, count, countersOf, NO_COUNTERS, storedOf } from '../../../shared/insights/counters.ts';
import { messageContribution } from '../../../shared/insights/message-counters.ts';
import { type CountedTable, contributions, type ShardCounters } from '../../../shared/insights/tally.ts';
import type { TallyStore } from '../../../shared/insights/tally-store.ts';
import type { Order } from '../../../shared/orders/order.ts';
import { sentRow } from '../feedback/rows.ts';

const order = (change: Partial<Order> = {}): Order => ({
  customerId: 'u:kim',
  orderId: 'o1',
  version: 1,
  placedAt: '2026-11-23T00:00:00.000Z',
  currency: 'KRW',
  gross: 30_000,
  refunded: 0,
  net: 30_000,
  entries: '[]',
  ...change,
});

/** Conditional writes like the real table's, in memory. */
const memoryStore = (failures: () => boolean = () => false) => {
  const items = new Map<string, ShardCounters>();
  const store: TallyStore = {
    find: async (subject, part) => items.get(`${subject}|${part}`),
    put: async (subject, part, before, after) => {
      if (failures()) throw new Error('throttled');
      if (items.get(`${subject}|${part}`)?.sequence !== before?.sequence) return false;
      items.set(`${subject}|${part}`, after);
      return true;
    },
    sum: async (subject) =>
      add(...[...items].filter(([key]) => key.startsWith(`${subject}|`)).map(([, item]) => item.counters)),
    foldClosed: async () => undefined,
  };
  return store;
};

const recount = (table: CountedTable, images: Iterable<unknown>): Map<string, Counters> => {
  const all = new Map<string, Counters>();
  for (const image of images) {
    for (const found of contributions(table, image))
      all.set(found.subject, add(all.get(found.subject) ?? NO_COUNTERS, found.counters));
  }
  return all;
};

const time = fc.integer({ min: 0, max: 9 }).map((day) => `2026-11-2${day}T00:00:00.000Z`);
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });

const rowArbitrary = (person: string, campaignId: string): fc.Arbitrary<EngagedMessage> =>
  fc
    .record({
      status: fc.constantFrom<EngagedMessage['status']>(
        'claimed',
        'sent',
        'deferred',
        'skipped',
        'failed',
        'unknown',
        'control',
      ),
      reason: maybe(fc.constantFrom('noConsent', 'quietHours', 'noAnswer')),
      eligible: maybe(fc.boolean()),
      deliveredAt: maybe(time),
      openedAt: maybe(time),
      openedHumanAt: maybe(time),
      clickedAt: maybe(time),
      unsubscribedAt: maybe(time),
      bouncedAt: maybe(time),
      costMilli: maybe(fc.integer({ min: 0, max: 50_000 })),
      journeyDay: maybe(fc.constantFrom('cart#2026-11-22', 'cart#2026-11-23')),
      heldShare: maybe(fc.constantFrom(0, 0.1)),
      lead: maybe(
        fc.record({
          orders: fc.integer({ min: 0, max: 3 }),
          revenue: fc.integer({ min: 0, max: 9_999 }),
          currency: fc.constant('KRW'),
        }),
      ),
      goal: maybe(
        fc.record({
          orders: fc.integer({ min: 0, max: 3 }),
          revenue: fc.integer({ min: 0, max: 2_000_000_000 }),
          currency: fc.constantFrom('KRW', 'USD'),
        }),
      ),
    })
    .map((change) => sentRow({ ...change, customerId: person, campaignId, key: `${campaignId}#0#0` }));

const orderArbitrary = (person: string): fc.Arbitrary<Order> =>
  fc
    .record({
      net: fc.integer({ min: 0, max: 1_000_000 }),
      attribution: maybe(
        fc.record({
          campaignId: fc.constantFrom('one', 'two'),
          messageKey: fc.constant('one#0#0'),
          touch: fc.constantFrom<'click' | 'delivered'>('click', 'delivered'),
          touchedAt: time,
        }),
      ),
    })
    .map((change) => order({ ...change, customerId: person }));

interface Write {
  readonly item: string;
  readonly table: CountedTable;
  readonly image: unknown;
}

/** A history of writes: per item a list of images, some of them removals. */
const history: fc.Arbitrary<Write[]> = fc.array(
  fc
    .tuple(fc.integer({ min: 0, max: 5 }), fc.boolean(), fc.constantFrom('one', 'two'))
    .chain(([person, isOrder, campaign]) => {
      const name = `u:p${person}`;
      const table: CountedTable = isOrder ? 'orders' : 'messages';
      const image: fc.Arbitrary<unknown> = isOrder ? orderArbitrary(name) : rowArbitrary(name, campaign);
      return fc
        .option(image, { nil: undefined, freq: 8 })
        .map((made): Write => ({ item: `${table}/${name}/${isOrder ? '' : campaign}`, table, image: made }));
    }),
  { maxLength: 40 },
);

/**
 * Deals a history onto shards (an item stays on its shard until that one splits), cuts each shard into batches, delivers
 * some batches twice, some again later, and fails some writes.
 */
const deliver = async (
  writes: readonly Write[],
  seed: number,
): Promise<{ store: TallyStore; images: Map<string, Write>; replay: () => Promise<void> }> => {
  let state = seed;
  const random = (): number => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
  const images = new Map<string, Write>();
  const shards = new Map<string, StreamChange[]>();
  writes.forEach((write, index) => {
    const generation = Math.floor((index * 3) / Math.max(1, writes.length));
    const lane = [...write.item].reduce((sum, letter) => sum + letter.charCodeAt(0), 0) % (generation + 1);
    const shard = `shard-${write.table}-${generation}-${lane}`;
    const records = shards.get(shard) ?? [];
    records.push({
      table: write.table,
      // Different lengths, as DynamoDB's numbers have: comparing them unpadded would be wrong.
      sequence: String(7 + index * 13),
      before: images.get(write.item)?.image,
      after: write.image,
      streamTime: 1_000 + index,
    });
    shards.set(shard, records);
    images.set(write.item, write);
  });
  const store = memoryStore(() => random() < 0.1);
  const failures: unknown[] = [];
  for (const [shard, records] of shards) {
    let at = 0;
    const size = 1 + Math.floor(random() * 5);
    const past: StreamChange[][] = [];
    for (let guard = 0; at < records.length && guard < 10_000; guard++) {
      const batch = records.slice(at, at + size);
      const failed = await countChanges(store, shard, batch, (error) => failures.push(error));
      past.push(batch);
      // A stale batch may fail too; nobody acts on its answer.
      if (random() < 0.3)
        await countChanges(store, shard, past[Math.floor(random() * past.length)] ?? [], () => undefined);
      at = failed === undefined ? at + batch.length : records.findIndex(({ sequence }) => sequence === failed);
    }
  }
  /** Every stream from its beginning once more, its shards in another order and its batches of another size. */
  const replay = async (): Promise<void> => {
    for (const [shard, records] of [...shards].sort(() => random() - 0.5)) {
      const size = 1 + Math.floor(random() * 9);
      for (let at = 0; at < records.length; at += size)
        while ((await countChanges(store, shard, records.slice(at, at + size), () => undefined)) !== undefined);
    }
  };
  return { store, images, replay };
};

describe('counters equal a recount (P6)', () => {
  it('for any split into shards and batches, with duplicates, stale batches and failed writes, and after every stream was replayed twice', async () => {
    await fc.assert(
      fc.asyncProperty(history, fc.integer({ min: 1, max: 1_000_000 }), async (writes, seed) => {
        const { store, images, replay } = await deliver(writes, seed);
        const expected = new Map<string, Counters>();
        for (const table of ['messages', 'orders'] as const) {
          const current = [...images.values()].filter((write) => write.table === table).map(({ image }) => image);
          for (const [subject, counters] of recount(table, current))
            expected.set(subject, add(expected.get(subject) ?? NO_COUNTERS, counters));
        }
        for (let round = 0; round < 3; round += 1) {
          for (const subject of ['campaign#one', 'campaign#two'])
            expect(await store.sum(subject)).toEqual(expected.get(subject) ?? NO_COUNTERS);
          await replay();
        }
      }),
      { numRuns: 200 },
    );
  });
});

describe('what a row counts as', () => {
  it('guard rows and orders without a campaign count nowhere', () => {
    expect(contributions('messages', { customerId: 'address:ab', key: 'x#0#0', owner: 'u:kim' })).toEqual([]);
    expect(contributions('orders', order())).toEqual([]);
  });

  it('a control person stands outside the audience and keeps its own figures', () => {
    const goal = { orders: 1, revenue: 30_000, currency: 'KRW', firstAt: '2026-11-24T00:00:00.000Z' };
    const counters = messageContribution(sentRow({ status: 'control', arm: 'control', eligible: true, goal }));
    expect(Object.fromEntries(counters)).toEqual({
      'status.control': 1n,
      'control.eligible': 1n,
      'control.all.converted': 1n,
      'control.all.orders': 1n,
      'control.all.revenue.KRW': 30_000n,
      'control.all.squares.KRW': 900_000_000n,
      'control.eligible.converted': 1n,
      'control.eligible.orders': 1n,
      'control.eligible.revenue.KRW': 30_000n,
      'control.eligible.squares.KRW': 900_000_000n,
    });
  });

  it('a person who left in three ways is lost once', () => {
    const at = '2026-11-23T00:00:00.000Z';
    const counters = messageContribution(sentRow({ unsubscribedAt: at, complainedAt: at, optedOutAt: at }));
    expect(count(counters, 'arm.a.lost')).toBe(1);
  });

  it('a bounce takes the delivery back', () => {
    const at = '2026-11-23T00:00:00.000Z';
    const counters = messageContribution(sentRow({ deliveredAt: at, bouncedAt: at, bounceType: 'Permanent' }));
    expect(count(counters, 'arm.a.delivered')).toBe(0);
    expect(count(counters, 'arm.a.bouncedHard')).toBe(1);
  });

  it('an automatic answer takes no delivery back', () => {
    const at = '2026-11-23T00:00:00.000Z';
    const bounce = { bouncedAt: at, bounceType: 'Transient', bounceSubType: 'General' } as const;
    const counters = messageContribution(sentRow({ deliveredAt: at, ...bounce }));
    expect([count(counters, 'arm.a.delivered'), count(counters, 'arm.a.bounced')]).toEqual([1, 0]);
  });

  it('of a message by two ways an answer and a loss are counted once, on the day of the way that they came by', () => {
    const at = '2026-11-23T00:00:00.000Z';
    const later = '2026-11-23T05:00:00.000Z';
    const row = sentRow({
      ...{ channel: 'email', link: 1, handedOverAt: at, unsubscribedAt: later, ignored: 0 },
      survey: { kind: 'nps', language: 'ko', question: '추천하시겠습니까?' },
      answer: { score: 9, at, firstAt: at, n: 1 },
      lostValue: { amount: 5_000, currency: 'KRW' },
      links: {
        0: {
          ...{ channel: 'sms', ref: 'c_00_0_0', status: 'sent', at, attempts: 1 },
          handedOverAt: at,
          optedOutAt: at,
        },
      },
    });
    const found = contributions('messages', row);
    const all = (name: string): number => found.slice(1).reduce((sum, { counters }) => sum + count(counters, name), 0);
    expect([all('nps.9'), all('ad.lost'), all('ad.lost.value.KRW'), all('ad.sent')]).toEqual([1, 1, 5_000, 2]);
    const texts = found.find(({ subject }) => subject.includes('sms'))?.counters ?? NO_COUNTERS;
    expect(count(texts, 'ad.lostBy.optedOut.people')).toBe(1);
  });

  it('sums of squares beyond 2^53 survive storing', () => {
    const goal = { orders: 1, revenue: 2_000_000_001, currency: 'KRW' };
    const counters = messageContribution(sentRow({ goal }));
    expect(countersOf(storedOf(counters))).toEqual(counters);
    expect(counters.get('arm.a.squares.KRW')).toBe(4_000_000_004_000_000_001n);
  });
});
