import { paddedSequence } from '../platform/stream-window.ts';
import { counterPart } from '../tables/keys.ts';
import { advance, type Change, type CountedTable, difference } from './tally.ts';
import type { TallyStore } from './tally-store.ts';

/** One change of a ledger row or an order, as the stream tells it. */
export interface StreamChange {
  readonly table: CountedTable;
  /** As delivered, without padding. */
  readonly sequence: string;
  /** Images as plain objects; absent on insert or removal. */
  readonly before: unknown;
  readonly after: unknown;
  /** Epoch seconds by the stream's clock. */
  readonly streamTime: number;
}

/** Tries at one item while another invocation of the same shard, given up as dead, still writes. */
const TRIES = 5;

interface SubjectWork {
  readonly subject: string;
  readonly part: string;
  readonly changes: Change[];
  streamTime: number;
}

const workOf = (shardId: string, records: readonly StreamChange[]): SubjectWork[] => {
  const work = new Map<string, SubjectWork>();
  for (const { table, sequence, before, after, streamTime } of records) {
    for (const [subject, counters] of difference(table, before, after)) {
      const part = counterPart(table, shardId);
      const known = work.get(`${subject}\n${part}`) ?? { subject, part, changes: [], streamTime };
      known.changes.push({ sequence: paddedSequence(sequence), counters });
      known.streamTime = Math.max(known.streamTime, streamTime);
      work.set(`${subject}\n${part}`, known);
    }
  }
  return [...work.values()];
};

const apply = async (store: TallyStore, { subject, part, changes, streamTime }: SubjectWork): Promise<void> => {
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const known = await store.find(subject, part);
    const next = advance(known, changes);
    if (!next) return;
    if (await store.put(subject, part, known, next, streamTime)) {
      // A shard's first change of a subject is rare (some a day), so old shards are tidied up then.
      if (!known) await store.foldClosed(subject, streamTime);
      return;
    }
  }
  throw new Error(`Counters of ${subject} ${part} were written by others ${TRIES} times; delivering again will help.`);
};

/**
 * Adds a shard's changes to the counters, subject by subject. Answers the first sequence number that has to be delivered
 * again, if any: what was applied is skipped then by its sequence.
 */
export const countChanges = async (
  store: TallyStore,
  shardId: string,
  records: readonly StreamChange[],
  failed: (error: unknown, subject: string) => void,
): Promise<string | undefined> => {
  let first: string | undefined;
  for (const work of workOf(shardId, records)) {
    try {
      await apply(store, work);
    } catch (error) {
      failed(error, work.subject);
      const [earliest] = work.changes.map(({ sequence }) => sequence).sort();
      if (first === undefined || (earliest !== undefined && earliest < first)) first = earliest;
    }
  }
  return records.find(({ sequence }) => paddedSequence(sequence) === first)?.sequence;
};
