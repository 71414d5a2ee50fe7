import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Delivery, type DeliveryPolicy, deliverBatch, outcomeOf } from '../../../infra/local/streams/deliver.ts';
import type { StreamRecord } from '../../../infra/local/streams/record.ts';

const record = (id: number, arrivedAt = 0): StreamRecord => ({
  sequence: String(id),
  partitionHash: 0,
  keyHash: id,
  arrivedAt,
  json: '{}',
  value: {},
});
const ids = (records: readonly StreamRecord[]): number[] => records.map(({ sequence }) => Number(sequence));

interface Story {
  readonly calls: number[][];
  readonly done: number[];
  readonly discarded: { ids: number[]; condition: string; invocations: number }[];
  readonly settled: boolean;
}

/** Runs a batch against a function that cannot handle some records; `partial` says whether it names the first of them. */
async function run(options: {
  batch: StreamRecord[];
  poison: readonly number[];
  partial: boolean;
  policy?: Partial<DeliveryPolicy>;
  now?: number;
  stopAfter?: number;
}): Promise<Story> {
  const story: Story & { settled: boolean } = { calls: [], done: [], discarded: [], settled: false };
  const delivery: Delivery = {
    invoke: async (records) => {
      story.calls.push(ids(records));
      const bad = records.findIndex(({ sequence }) => options.poison.includes(Number(sequence)));
      const from = bad < 0 ? records.length : options.partial ? bad : 0;
      story.done.push(...ids(records.slice(0, from)));
      return bad < 0 ? { kind: 'done' } : { kind: 'failed', from, reason: 'poison' };
    },
    discard: async (records, condition, invocations) => {
      story.discarded.push({ ids: ids(records), condition, invocations });
    },
    now: () => options.now ?? 0,
    pause: async () => undefined,
    stopped: () => options.stopAfter !== undefined && story.calls.length >= options.stopAfter,
  };
  const policy = { bisect: true, retries: 2, maxAgeMs: 1000, ...options.policy };
  return { ...story, settled: await deliverBatch(options.batch, policy, delivery) };
}

describe('delivery of a batch from a stream', () => {
  test('a batch without failure is one invocation', async () => {
    expect(await run({ batch: [1, 2, 3].map((id) => record(id)), poison: [], partial: true })).toEqual({
      calls: [[1, 2, 3]],
      done: [1, 2, 3],
      discarded: [],
      settled: true,
    });
  });

  test('a named failure keeps what came before it and retries from there', async () => {
    const story = await run({ batch: [1, 2, 3, 4].map((id) => record(id)), poison: [3], partial: true });
    expect(story.calls.slice(0, 2)).toEqual([
      [1, 2, 3, 4],
      [3, 4],
    ]);
    expect(story.done).toEqual([1, 2, 4]);
    expect(story.discarded).toEqual([{ ids: [3], condition: 'RetryAttemptsExhausted', invocations: 3 }]);
  });

  test('a thrown error is narrowed down to the poison by halves, which cost no retry', async () => {
    const story = await run({ batch: [1, 2, 3, 4].map((id) => record(id)), poison: [4], partial: false });
    expect(story.calls).toEqual([[1, 2, 3, 4], [1, 2], [3, 4], [3], [4], [4], [4]]);
    expect(story.discarded).toEqual([{ ids: [4], condition: 'RetryAttemptsExhausted', invocations: 3 }]);
  });

  test('without bisecting the whole rest is given up together', async () => {
    const story = await run({
      batch: [1, 2, 3].map((id) => record(id)),
      poison: [2],
      partial: false,
      policy: { bisect: false },
    });
    expect(story.calls).toEqual([
      [1, 2, 3],
      [1, 2, 3],
      [1, 2, 3],
    ]);
    expect(story.discarded.map(({ ids }) => ids)).toEqual([[1, 2, 3]]);
  });

  test('records that are too old are given up without an invocation', async () => {
    const story = await run({ batch: [record(1, 0), record(2, 5000)], poison: [], partial: true, now: 5500 });
    expect(story.discarded).toEqual([{ ids: [1], condition: 'MaximumRecordAgeExceeded', invocations: 0 }]);
    expect(story.calls).toEqual([[2]]);
  });

  test('a stop leaves the batch unsettled, so that it is delivered again after the restart', async () => {
    const story = await run({ batch: [record(1)], poison: [1], partial: true, stopAfter: 1 });
    expect(story.settled).toBe(false);
    expect(story.discarded).toEqual([]);
  });

  test('whatever is poisoned: all else is done in order, and exactly the poison is given up', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 40 }),
        fc.uniqueArray(fc.integer({ min: 1, max: 40 })),
        fc.boolean(),
        fc.integer({ min: 0, max: 3 }),
        async (size, poison, partial, retries) => {
          const batch = Array.from({ length: size }, (_, index) => record(index + 1));
          const bad = poison.filter((id) => id <= size).sort((a, b) => a - b);
          const story = await run({ batch, poison, partial, policy: { retries } });
          const first = [...new Set(story.done)];
          expect(first).toEqual(ids(batch).filter((id) => !bad.includes(id)));
          expect(story.discarded.flatMap((one) => one.ids)).toEqual(bad);
          expect(story.discarded.every((one) => one.ids.length === 1)).toBe(true);
        },
      ),
    );
  });
});

describe('what a function answers about its batch', () => {
  const batch = [record(1), record(2), record(3)];

  test.each([
    ['nothing', null, 3],
    ['an empty list', { batchItemFailures: [] }, 3],
    ['null in place of the list', { batchItemFailures: null }, 3],
    ['one failure', { batchItemFailures: [{ itemIdentifier: '2' }] }, 1],
    ['several: the lowest counts', { batchItemFailures: [{ itemIdentifier: '3' }, { itemIdentifier: '2' }] }, 1],
    ['an identifier that is not in the batch fails all', { batchItemFailures: [{ itemIdentifier: '9' }] }, 0],
    ['an empty identifier fails all', { batchItemFailures: [{ itemIdentifier: '' }] }, 0],
  ])('%s', (_name, payload, done) => {
    const outcome = outcomeOf(payload, batch, true);
    expect(outcome.kind === 'done' ? batch.length : outcome.from).toBe(done);
  });

  test('without ReportBatchItemFailures the answer means nothing', () => {
    expect(outcomeOf({ batchItemFailures: [{ itemIdentifier: '1' }] }, batch, false)).toEqual({ kind: 'done' });
  });
});
