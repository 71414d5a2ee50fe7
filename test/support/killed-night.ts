import { DeleteObjectsCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { BatchWriteCommand, DeleteCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { eventItem } from '../../shared/events/event.ts';
import { type Item, scanAll } from '../../shared/platform/dynamo.ts';
import { SQL_TABLE_NAMES } from '../../shared/tables/sql-tables.ts';
import { TABLES, type TableName } from '../../shared/tables/tables.ts';
import { createMortal, Killed } from '../unit/delivery/mortal.ts';
import type { TestDynamo } from './dynamo.ts';
import { createNightly } from './nightly.ts';
import type { TestObjectStore } from './object-store.ts';
import { plain } from './plain-item.ts';
import { packDays, profileOf } from './profile.ts';

export const NIGHT_TABLES = [
  ...['customers', 'members', 'definitions', 'insights', 'events', 'messages', 'orders'],
] as const satisfies readonly TableName[];
export const NIGHT_STEPS = ['plan', 'measure', 'fit', 'score', 'summarise', 'export'] as const;
export type NightStep = (typeof NIGHT_STEPS)[number];

const BEFORE = '2026-11-21';
const AS_OF = '2026-11-22';
const SHARDS = 2;
const PEOPLE = 20;
/** A night that can be begun again from the same evening, and be killed at any call of the outside world. */
export const createKilledNight = async (database: TestDynamo, objects: TestObjectStore) => {
  const { dynamo, tables } = database;
  let now = Date.parse('2026-11-22T18:00:00.000Z');
  const clock = () => now;

  const stored = async (): Promise<Map<TableName, Item[]>> => {
    const found = new Map<TableName, Item[]>();
    for (const name of NIGHT_TABLES) {
      const items: Item[] = [];
      for await (const item of scanAll(dynamo, { TableName: tables[name] })) items.push(item);
      found.set(name, items);
    }
    return found;
  };

  const emptyBucket = async (): Promise<void> => {
    for (;;) {
      const { Contents = [] } = await objects.s3.send(new ListObjectsV2Command({ Bucket: objects.bucket }));
      if (Contents.length === 0) return;
      const Objects = Contents.map(({ Key }) => ({ Key }));
      await objects.s3.send(new DeleteObjectsCommand({ Bucket: objects.bucket, Delete: { Objects } }));
    }
  };

  const restore = async (evening: ReadonlyMap<TableName, readonly Item[]>): Promise<void> => {
    for (const [name, items] of await stored()) {
      const { partitionKey, sortKey } = { sortKey: undefined, ...TABLES[name] };
      const keep = evening.get(name) ?? [];
      const keyOf = (item: Item): Item => ({
        [partitionKey]: item[partitionKey],
        ...(sortKey === undefined ? {} : { [sortKey]: item[sortKey] }),
      });
      const kept = new Set(keep.map((item) => JSON.stringify(keyOf(item))));
      for (const item of items)
        if (!kept.has(JSON.stringify(keyOf(item))))
          await dynamo.send(new DeleteCommand({ TableName: tables[name], Key: keyOf(item) }));
      for (let at = 0; at < keep.length; at += 25) {
        const requests = keep.slice(at, at + 25).map((Item) => ({ PutRequest: { Item } }));
        await dynamo.send(new BatchWriteCommand({ RequestItems: { [tables[name]]: requests } }));
      }
    }
    await emptyBucket();
  };

  /** What people can see of a night: who is where, every score, every figure, every row for SQL. */
  const outcome = async (): Promise<unknown> => {
    const found: Record<string, unknown> = {};
    for (const [name, items] of await stored()) {
      found[name] = items
        .filter(({ subject }) => !String(subject).startsWith('steps#'))
        .map((item) => JSON.stringify(plain(item)))
        .sort();
    }
    const night = createNightly(database, objects, clock, dynamo);
    for (const table of SQL_TABLE_NAMES) {
      for await (const key of night.exports.ofTable(table)) found[key] = await night.exports.read(table, key);
    }
    return found;
  };

  /** Goes through the night as the state machine does, with a worker that may die. `until` sees the end of each step. */
  const work = async (
    mortal: ReturnType<typeof createMortal>,
    again: string | undefined,
    until: (step: NightStep) => void,
  ): Promise<void> => {
    const night = createNightly(database, { ...objects, s3: mortal.wrap(objects.s3) }, clock, mortal.wrap(dynamo));
    const plan =
      again === undefined
        ? await night.steps.plan({ claimant: 'schedule:2026-11-22', trigger: 'schedule' })
        : await night.steps.resume({ runId: again, trigger: 'schedule' });
    if (plan.status === 'refused') return;
    // Two shards do here what sixteen do in a shop.
    if (plan.run.shards !== SHARDS) await night.runs.change(plan.run.runId, { shards: SHARDS });
    const { runId } = plan.run;
    until('plan');
    if (plan.status === 'planned') {
      await night.overShards(SHARDS, (shard) => night.steps.measure(runId, shard, SHARDS));
      until('measure');
      await night.steps.fit(runId);
      until('fit');
      await night.overShards(SHARDS, (shard) => night.steps.score(runId, shard, SHARDS));
      until('score');
      await night.steps.summarise(runId);
      until('summarise');
    }
    await night.overShards(SHARDS, (shard) => night.steps.export(runId, shard, SHARDS));
    await night.steps.finish(runId);
    until('export');
  };

  /**
   * Kills the night at one call and lets the rest of the world go on: the scheduler's own retry while the lock is not taken yet,
   * later the tick, which comes when the lease has run out.
   */
  const survive = async (call: number, after: boolean): Promise<void> => {
    const mortal = createMortal(call, after);
    try {
      await work(mortal, undefined, () => {});
    } catch (error) {
      if (!(error instanceof Killed)) throw error;
    }
    const living = createNightly(database, objects, clock, dynamo);
    const alive = () => createMortal(Number.POSITIVE_INFINITY, false);
    const lock = await living.runs.lock();
    if (lock?.runId !== 'run-00000002') return work(alive(), undefined, () => {});
    const planned = await living.runs.find(lock.runId);
    // Until the lease is over, somebody may still be at work: nobody takes the run up.
    const early = await living.runs.abandoned();
    if (early && planned?.exportedAt === undefined) throw new Error(`${early.runId} was taken up too early.`);
    now += 41 * 60_000;
    for (let ticks = 0; ticks < 3; ticks++) {
      const run = await living.runs.abandoned();
      if (run) await work(alive(), run.runId, () => {});
    }
    now -= 41 * 60_000;
  };

  const evening = async (): Promise<Map<TableName, Item[]>> => {
    const night = createNightly(database, objects, clock, dynamo);
    await night.definitions.save('segment', 'big', { name: 'Big', rule: { computed: 'revenue', gte: 5_000 } });
    const id = (n: number): string => `u:p${String(n).padStart(2, '0')}`;
    const bought = (n: number, days: readonly string[]) =>
      night.putProfile(
        id(n),
        profileOf({
          lastSeenAt: '2026-11-22T01:00:00.000Z',
          days: days.length === 0 ? {} : { KRW: packDays(days.map((day) => ({ day, net: 700 * (n + 1) }))) },
        }),
      );
    for (let n = 0; n < PEOPLE; n++) await bought(n, ['2026-01-05', '2026-06-01', '2026-10-30'].slice(0, n % 4));
    now -= 86_400_000;
    const first = await night.night(BEFORE);
    await night.steps.finish(first);
    now += 86_400_000;
    for (let n = 0; n < PEOPLE; n += 3) await bought(n, ['2026-01-05', AS_OF]);
    await night.definitions.save('segment', 'recent', {
      name: 'Recent',
      rule: { computed: 'daysSinceLastOrder', lte: 2 },
    });
    for (let n = 0; n < PEOPLE; n += 2) {
      const receivedAt = '2026-11-22T01:00:00.000Z';
      const body = { properties: { n } };
      const person = id(n);
      const item = eventItem({
        person,
        messageId: `m${n}`,
        type: 'track',
        name: 'Viewed',
        at: receivedAt,
        receivedAt,
        body,
      });
      await dynamo.send(new PutCommand({ TableName: tables.events, Item: item }));
    }
    await emptyBucket();
    return stored();
  };

  const start = await evening();
  const ends = new Map<NightStep, number>();
  const counting = createMortal(Number.POSITIVE_INFINITY, false);
  await work(counting, undefined, (step) => ends.set(step, counting.steps()));
  const undisturbed = await outcome();

  return {
    undisturbed,
    /** Calls of the undisturbed night from the first to the last of a step. */
    callsOf: (step: NightStep): { readonly first: number; readonly last: number } => {
      const before = NIGHT_STEPS[NIGHT_STEPS.indexOf(step) - 1];
      return { first: (before === undefined ? 0 : (ends.get(before) ?? 0)) + 1, last: ends.get(step) ?? 0 };
    },
    outcomeAfter: async (call: number, after: boolean): Promise<unknown> => {
      await restore(start);
      await survive(call, after);
      return outcome();
    },
  };
};
