import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import * as z from 'zod';
import { isMark } from '../dynamodb/tables.ts';
import type { StreamMapping } from './mapping.ts';
import type { StreamReader } from './reader.ts';
import { type RecordOrigin, toStreamRecord } from './record.ts';
import { compareSequence, dealRecord, newShardState, type ShardState } from './shards.ts';

const savedSchema = z.object({
  state: z.object({
    seed: z.number(),
    lastDealt: z.string(),
    shards: z.array(
      z.object({
        id: z.string(),
        from: z.number(),
        to: z.number(),
        parent: z.string().optional(),
        generation: z.number(),
        closedAfter: z.string().optional(),
        dealt: z.number(),
      }),
    ),
  }),
  /** Per mapping and shard, the first sequence number that is not settled yet. */
  pending: z.record(z.string(), z.record(z.string(), z.string())),
});

export type SavedStream = z.infer<typeof savedSchema>;

export function loadSavedStream(path: string | undefined): SavedStream | undefined {
  if (path === undefined || !existsSync(path)) return undefined;
  return savedSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
}

/** Where reading must go on so that no unsettled record is missed: before the first of them, else after the last one dealt. */
export function resumeAfter(saved: SavedStream | undefined): string {
  if (saved === undefined) return '';
  const first = Object.values(saved.pending)
    .flatMap((shards) => Object.values(shards))
    .sort(compareSequence)[0];
  return first === undefined ? saved.state.lastDealt : String(BigInt(first) - 1n).padStart(first.length, '0');
}

export interface TableStream {
  /** Looks for new records now instead of at the next poll. */
  wake(): void;
  /** Reads until the stream is at its end. */
  catchUp(): Promise<void>;
  save(): void;
  stop(): Promise<void>;
}

export interface TableStreamOptions {
  readonly reader: StreamReader;
  readonly origin: RecordOrigin;
  readonly mappings: readonly StreamMapping[];
  readonly saved: SavedStream | undefined;
  /** File of the checkpoints; undefined keeps none. */
  readonly path: string | undefined;
  readonly seed: number;
  now(): number;
  /** Counts records that were read; answers the sum over all streams. */
  count(records: number): number;
  /** Adds a mark to the stream. */
  mark(): Promise<void>;
  failed(error: unknown): void;
}

const fastMs = 20;
/** While functions are busy: batches get larger instead of more, and DynamoDB Local has time for writes. */
const busyMs = 120;
const slowMs = 250;
const maxPending = 20_000;
/** Records of other streams after which a quiet one gets a mark, so that polling it stays cheap. */
const farBehind = 400;

/** The stream of one table: reads it once, deals its records into virtual shards and hands them to every mapping. */
export function startTableStream(options: TableStreamOptions): TableStream {
  const { saved, mappings } = options;
  const state: ShardState = saved?.state ?? newShardState(options.seed);
  const resumedAt = saved?.state.lastDealt ?? '';
  let stopped = false;
  let lastAt = 0;
  let pauseMs = fastMs;
  let woken = false;
  let interrupt: AbortController | undefined;
  let reading: Promise<number> | undefined;

  /** Sequence number through which this life has read. */
  let readThrough = resumeAfter(saved);
  const save = (): void => {
    // Until all that an earlier life left unsettled has been read again, its own checkpoint is the one that misses nothing.
    if (options.path === undefined || compareSequence(readThrough, resumedAt) < 0) return;
    const pending = Object.fromEntries(mappings.map((mapping) => [mapping.plan.id, mapping.pendingFrom()]));
    const content: SavedStream = { state, pending };
    writeFileSync(`${options.path}.new`, JSON.stringify(content));
    renameSync(`${options.path}.new`, options.path);
  };

  const settledBefore = (mapping: StreamMapping, shardId: string, sequence: string): boolean => {
    if (saved === undefined || resumedAt === '' || compareSequence(sequence, resumedAt) > 0) return false;
    const first = saved.pending[mapping.plan.id]?.[shardId];
    return first === undefined || compareSequence(sequence, first) < 0;
  };

  const readOnce = async (): Promise<number> => {
    const records = await options.reader.read();
    const total = options.count(records.length);
    if (records.length === 0 && total - lastAt > farBehind) await options.mark();
    if (records.length > 0 || total - lastAt > farBehind) lastAt = total;
    const now = options.now();
    for (const local of records) {
      if (isMark(local.dynamodb.Keys)) continue;
      const record = toStreamRecord(local, now, options.origin);
      const shard = dealRecord(state, record.partitionHash, record.sequence, save);
      for (const mapping of mappings) {
        if (!settledBefore(mapping, shard.id, record.sequence)) mapping.offer(shard, record);
      }
      readThrough = record.sequence;
    }
    return records.length;
  };

  // One reader at a time: the loop and catchUp share the read that is under way.
  const read = (): Promise<number> => {
    reading ??= readOnce().finally(() => {
      reading = undefined;
    });
    return reading;
  };

  const nextPause = (count: number): number => {
    if (mappings.some((mapping) => mapping.pending() > 0)) return busyMs;
    if (count > 0) return fastMs;
    return woken ? busyMs : Math.min(slowMs, Math.max(busyMs, pauseMs * 1.5));
  };

  const loop = async (): Promise<void> => {
    while (!stopped) {
      try {
        woken = false;
        const count = mappings.every((mapping) => mapping.pending() < maxPending) ? await read() : 0;
        pauseMs = nextPause(count);
      } catch (error) {
        if (!stopped) options.failed(error);
        pauseMs = slowMs;
      }
      interrupt = new AbortController();
      await delay(pauseMs, undefined, { signal: interrupt.signal }).catch(() => undefined);
    }
  };
  const running = loop();

  return {
    wake: () => {
      woken = true;
      if (pauseMs > busyMs) interrupt?.abort();
    },
    catchUp: async () => {
      // A read under way may have begun before the write that the caller waits for.
      await reading;
      while ((await read()) > 0);
    },
    save,
    stop: async () => {
      stopped = true;
      interrupt?.abort();
      await running;
    },
  };
}
