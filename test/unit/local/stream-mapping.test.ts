import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import type { InvokeResult } from '../../../infra/local/lambda/function-pool.ts';
import type { StreamMappingPlan } from '../../../infra/local/plan.ts';
import { createRandom } from '../../../infra/local/random.ts';
import { createStreamMapping } from '../../../infra/local/streams/mapping.ts';
import { toStreamRecord } from '../../../infra/local/streams/record.ts';
import { dealRecord, newShardState } from '../../../infra/local/streams/shards.ts';

const eventSchema = z.looseObject({
  Records: z.array(
    z.looseObject({
      dynamodb: z.looseObject({ SequenceNumber: z.string(), Keys: z.object({ id: z.object({ S: z.string() }) }) }),
    }),
  ),
  shardId: z.string().optional(),
  state: z.unknown().optional(),
  isFinalInvokeForWindow: z.boolean().optional(),
});

interface Seen {
  readonly key: string;
  readonly sequence: number;
}

interface Options {
  readonly seed: number;
  readonly keys: readonly string[];
  readonly plan?: Partial<StreamMappingPlan>;
  readonly poison?: readonly number[];
  readonly failures?: number;
  readonly duplicates?: number;
}

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Runs records through shards, lanes and a function that is slow, fails and dies at random; tells what it saw. */
async function run(options: Options) {
  const random = createRandom(options.seed);
  const handled: Seen[] = [];
  const destination: unknown[] = [];
  const shardOf = new Map<number, string>();
  const settledShards: { sequence: number; shard: string }[] = [];
  let running = 0;
  let mostRunning = 0;
  const finals: unknown[] = [];

  const invoke = async (event: string): Promise<InvokeResult> => {
    running += 1;
    mostRunning = Math.max(mostRunning, running);
    const parsed = eventSchema.parse(JSON.parse(event));
    for (let wait = Math.floor(random() * 4); wait > 0; wait -= 1) await settle();
    running -= 1;
    if (random() < (options.failures ?? 0))
      return { ok: false, error: { errorType: 'Killed', errorMessage: 'killed' } };
    if (parsed.isFinalInvokeForWindow) {
      finals.push(parsed.state);
      return { ok: true, payload: null };
    }
    for (const { dynamodb } of parsed.Records) {
      const sequence = Number(dynamodb.SequenceNumber);
      if (options.poison?.includes(sequence))
        return { ok: true, payload: { batchItemFailures: [{ itemIdentifier: dynamodb.SequenceNumber }] } };
      handled.push({ key: dynamodb.Keys.id.S, sequence });
      settledShards.push({ sequence, shard: shardOf.get(sequence) ?? '' });
    }
    const counted = z.object({ n: z.number() }).catch({ n: 0 }).parse(parsed.state).n + parsed.Records.length;
    return { ok: true, payload: { batchItemFailures: [], state: { n: counted } } };
  };

  const plan: StreamMappingPlan = {
    id: 'Mapping',
    source: 'arn:stream',
    functionArn: 'arn:function',
    batchSize: 10,
    windowSeconds: 0,
    patterns: [],
    partialFailures: true,
    lanes: 3,
    bisect: true,
    retries: 50,
    maxAgeSeconds: 3600,
    onFailure: 'arn:queue',
    ...options.plan,
  };
  const mapping = createStreamMapping({
    plan,
    now: () => 1_700_000_000_000,
    invoke,
    sendToDestination: async (body) => {
      destination.push(JSON.parse(body));
    },
    duplicate: () => random() < (options.duplicates ?? 0),
    random,
    pause: settle,
    changed: () => undefined,
  });
  const state = newShardState(options.seed);
  for (const [index, key] of options.keys.entries()) {
    const sequence = String(index + 1);
    const local = {
      eventID: sequence,
      eventName: 'INSERT',
      dynamodb: { SequenceNumber: sequence, Keys: { id: { S: key } } },
    };
    const record = toStreamRecord(local, 1_700_000_000_000, {
      region: 'r',
      streamArn: 'arn:stream',
      table: { name: 'Notes', keys: ['id'] },
      expired: () => false,
    });
    const shard = dealRecord(state, record.partitionHash, sequence, () => undefined);
    shardOf.set(index + 1, shard.id);
    mapping.offer(shard, record);
    if (random() < 0.02) await settle();
  }
  for (let turn = 0; mapping.pending() > 0; turn += 1) {
    if (turn > 200_000) throw new Error(`${mapping.pending()} records never settled`);
    await settle();
  }
  await mapping.flush();
  mapping.stop();
  return { handled, destination, mostRunning, finals, shards: state.shards, settledShards };
}

const firstTimes = (handled: readonly Seen[]): Seen[] => {
  const seen = new Set<number>();
  return handled.filter(({ sequence }) => !seen.has(sequence) && seen.add(sequence));
};

const streams = fc.record({
  seed: fc.integer({ min: 0, max: 10_000 }),
  keys: fc.array(fc.integer({ min: 0, max: 25 }).map(String), { minLength: 1, maxLength: 700, size: 'max' }),
});

describe('an event source mapping over shards that split', () => {
  test('every record is handled, each key in order, though invocations fail, die and come twice', async () => {
    await fc.assert(
      fc.asyncProperty(streams, async ({ seed, keys }) => {
        const { handled, destination } = await run({ seed, keys, failures: 0.1, duplicates: 0.2 });
        const first = firstTimes(handled);
        expect(first.map(({ sequence }) => sequence).sort((a, b) => a - b)).toEqual(keys.map((_, index) => index + 1));
        for (const key of new Set(keys)) {
          const own = first.filter((seen) => seen.key === key).map(({ sequence }) => sequence);
          expect(own).toEqual([...own].sort((a, b) => a - b));
        }
        expect(destination).toEqual([]);
      }),
      { numRuns: 25 },
    );
  });

  test('no child of a shard starts before the shard is drained', async () => {
    await fc.assert(
      fc.asyncProperty(streams, async ({ seed, keys }) => {
        const { settledShards, shards } = await run({ seed, keys, failures: 0.05 });
        const firstOf = new Map<string, number>();
        const lastOf = new Map<string, number>();
        for (const [index, { sequence, shard }] of settledShards.entries()) {
          if (!firstOf.has(shard)) firstOf.set(shard, index);
          if (settledShards.findIndex((other) => other.sequence === sequence) === index) lastOf.set(shard, index);
        }
        for (const shard of shards) {
          const began = firstOf.get(shard.id);
          const parentEnded = lastOf.get(shard.parent ?? '');
          if (began !== undefined && parentEnded !== undefined) expect(began).toBeGreaterThan(parentEnded);
        }
      }),
      { numRuns: 25 },
    );
  });

  test('lanes and shards do run at the same time', async () => {
    const keys = Array.from({ length: 600 }, (_, index) => String(index % 50));
    expect((await run({ seed: 3, keys })).mostRunning).toBeGreaterThan(3);
  });

  test('poison goes to the destination with its place in the stream, and blocks nobody', async () => {
    const keys = Array.from({ length: 30 }, (_, index) => String(index));
    const { handled, destination } = await run({ seed: 1, keys, poison: [7], plan: { retries: 2 } });
    expect(firstTimes(handled)).toHaveLength(29);
    expect(destination).toEqual([
      expect.objectContaining({
        requestContext: expect.objectContaining({
          condition: 'RetryAttemptsExhausted',
          functionArn: 'arn:function',
          approximateInvokeCount: 3,
        }),
        DDBStreamBatchInfo: expect.objectContaining({
          startSequenceNumber: '7',
          endSequenceNumber: '7',
          batchSize: 1,
          streamArn: 'arn:stream',
        }),
      }),
    ]);
  });

  test('what the filters refuse never reaches the function', async () => {
    const { handled } = await run({
      seed: 1,
      keys: ['a', 'b', 'a'],
      plan: { patterns: [{ dynamodb: { Keys: { id: { S: ['a'] } } } }] },
    });
    expect(handled.map(({ sequence }) => sequence).sort()).toEqual([1, 3]);
  });

  test('a tumbling window carries its state to a final invocation', async () => {
    const keys = Array.from({ length: 100 }, (_, index) => String(index));
    const { finals } = await run({ seed: 5, keys, plan: { tumblingSeconds: 1, lanes: 1 } });
    const total = finals.map((state) => z.object({ n: z.number() }).parse(state).n).reduce((sum, n) => sum + n, 0);
    expect(total).toBe(100);
  });
});
