import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { StreamMappingPlan } from '../../../infra/local/plan.ts';
import { createRandom } from '../../../infra/local/random.ts';
import { createStreamMapping } from '../../../infra/local/streams/mapping.ts';
import type { LocalRecord } from '../../../infra/local/streams/record.ts';
import { compareSequence } from '../../../infra/local/streams/shards.ts';
import { loadSavedStream, resumeAfter, startTableStream } from '../../../infra/local/streams/table-stream.ts';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const numberOf = (index: number): string => String(index + 1).padStart(21, '0');

function record(index: number, key: number): LocalRecord {
  return {
    eventID: String(index),
    eventName: 'INSERT',
    dynamodb: { SequenceNumber: numberOf(index), Keys: { id: { S: String(key) } } },
  };
}

const plan = (id: string, lanes: number): StreamMappingPlan => ({
  id,
  source: 'arn:stream',
  functionArn: 'arn:function',
  batchSize: 7,
  windowSeconds: 0,
  patterns: [],
  partialFailures: false,
  lanes,
  bisect: false,
  retries: -1,
  maxAgeSeconds: 3600,
  tumblingSeconds: 60,
});

describe('a stream across restarts', () => {
  test('whenever it dies, every mapping gets every record, and each record keeps its shard', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 1000 }),
        fc.integer({ min: 100, max: 900 }),
        fc.array(fc.integer({ min: 1, max: 60 }), { maxLength: 6 }),
        async (seed, size, lives) => {
          const random = createRandom(seed);
          const all = Array.from({ length: size }, (_, index) => record(index, Math.floor(random() * 40)));
          const path = join(mkdtempSync(join(tmpdir(), 'dangol-stream-')), 'notes.json');
          const shardsOf = new Map<string, Set<string>>();
          const handled = new Map<string, Set<string>>([
            ['one', new Set()],
            ['three', new Set()],
          ]);

          // The last life is as long as the work needs; the ones before it end after a few turns, saved or not.
          for (const turns of [...lives, Number.POSITIVE_INFINITY]) {
            let dead = false;
            let saveAll = (): void => undefined;
            const mappings = [plan('one', 1), plan('three', 3)].map((mapping) =>
              createStreamMapping({
                plan: mapping,
                now: () => 1_700_000_000_000,
                invoke: async (event) => {
                  for (let wait = Math.floor(random() * 3); wait > 0; wait -= 1) await turn();
                  if (dead || random() < 0.1)
                    return { ok: false, error: { errorType: 'Killed', errorMessage: 'killed' } };
                  const { Records, shardId } = JSON.parse(event);
                  for (const { dynamodb } of Records) {
                    handled.get(mapping.id)?.add(dynamodb.SequenceNumber);
                    shardsOf.set(
                      dynamodb.SequenceNumber,
                      (shardsOf.get(dynamodb.SequenceNumber) ?? new Set()).add(shardId),
                    );
                  }
                  return { ok: true, payload: null };
                },
                sendToDestination: async () => undefined,
                duplicate: () => false,
                random,
                pause: turn,
                changed: () => {
                  if (!dead && random() < 0.5) saveAll();
                },
              }),
            );
            const saved = loadSavedStream(path);
            let next = all.findIndex(
              ({ dynamodb }) => compareSequence(dynamodb.SequenceNumber, resumeAfter(saved)) > 0,
            );
            const stream = startTableStream({
              reader: {
                read: async () => {
                  if (next < 0) return [];
                  const part = all.slice(next, next + 1 + Math.floor(random() * 80));
                  next += part.length;
                  return part;
                },
              },
              origin: {
                region: 'r',
                streamArn: 'arn:stream',
                table: { name: 'Notes', keys: ['id'] },
                expired: () => false,
              },
              mappings,
              saved,
              path,
              seed,
              now: () => 1_700_000_000_000,
              count: (records) => records,
              mark: async () => undefined,
              failed: (error) => {
                throw error;
              },
            });
            saveAll = stream.save;
            const finite = Number.isFinite(turns);
            if (!finite) await stream.catchUp();
            for (
              let count = 0;
              finite ? count < turns : mappings.some((mapping) => mapping.pending() > 0);
              count += 1
            ) {
              if (finite && count === 3) await stream.catchUp();
              await turn();
            }
            dead = true;
            for (const mapping of mappings) mapping.stop();
            await stream.stop();
          }

          for (const seen of handled.values()) expect(seen.size).toBe(size);
          for (const shards of shardsOf.values()) expect(shards.size).toBe(1);
        },
      ),
      { numRuns: 15 },
    );
  });

  test('is marked while it is quiet and the others grow, and never because of its own records', async () => {
    const marked: number[] = [];
    let others = 0;
    let own = 0;
    const note = (sequence: number) => ({
      eventName: 'INSERT',
      eventID: String(sequence),
      dynamodb: { SequenceNumber: String(sequence), Keys: { id: { S: String(sequence) } } },
    });
    const stream = startTableStream({
      reader: { read: async () => (own > 0 ? [note(own--)] : []) },
      origin: { region: 'r', streamArn: 'arn:stream', table: { name: 'Notes', keys: ['id'] }, expired: () => false },
      mappings: [],
      saved: undefined,
      path: undefined,
      seed: 1,
      now: () => 1_700_000_000_000,
      count: (records) => {
        others += records;
        return others;
      },
      mark: async () => {
        marked.push(others);
      },
      failed: (error) => {
        throw error;
      },
    });
    for (const total of [100, 399, 401, 500, 801, 802]) {
      others = total;
      await stream.catchUp();
    }
    own = 900;
    await stream.catchUp();
    await stream.stop();
    expect(marked).toEqual([401, 802]);
  });

  test('reading goes on before the first unsettled record, else after the last one dealt', () => {
    const state = { seed: 1, shards: [], lastDealt: '0050' };
    expect(resumeAfter(undefined)).toBe('');
    expect(resumeAfter({ state, pending: { a: {}, b: {} } })).toBe('0050');
    expect(resumeAfter({ state, pending: { a: { s1: '0031' }, b: { s2: '0020' } } })).toBe('0019');
  });
});
