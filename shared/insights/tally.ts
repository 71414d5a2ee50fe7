import { engagedMessageSchema } from '../feedback/engagement.ts';
import { campaignSubject, isMessageOf, journeySubject } from '../tables/keys.ts';
import type { Contribution } from './counters.ts';
import { add, type Counters, NO_COUNTERS, subtract } from './counters.ts';
import { daysOf, journeyContribution, messageContribution } from './message-counters.ts';
import { earnedSchema, orderContribution, sharedContributions } from './order-counters.ts';
import { runCounters } from './run-counters.ts';

/** Guards and reservations share the ledger's table and are no messages. */
const isGuard = (image: unknown): boolean =>
  typeof image === 'object' &&
  image !== null &&
  'customerId' in image &&
  typeof image.customerId === 'string' &&
  !isMessageOf(image.customerId);

/** Contributions of an item's image; none if there is no image or it counts nowhere. Throws on an unknown shape. */
export const contributions = (table: CountedTable, image: unknown): Contribution[] => {
  if (image === undefined) return [];
  if (table === 'runs') {
    const run = runCounters(image);
    return run ? [{ subject: journeySubject(run.journeyId), counters: add(new Map(run.counters)) }] : [];
  }
  if (isGuard(image)) return [];
  if (table === 'messages') {
    const row = engagedMessageSchema.parse(image);
    const journey = journeyContribution(row);
    const campaign = { subject: campaignSubject(row.campaignId), counters: messageContribution(row) };
    return [campaign, ...daysOf(row), ...(journey ? [journey] : [])];
  }
  const order = earnedSchema.parse(image);
  if (!order.attribution) return [];
  const own = { subject: campaignSubject(order.attribution.campaignId), counters: orderContribution(order) };
  return [own, ...sharedContributions(order)];
};

export type CountedTable = 'messages' | 'orders' | 'runs';

/** Difference that one change makes, by subject: a message counts for its campaign and its day. */
export const difference = (table: CountedTable, before: unknown, after: unknown): ReadonlyMap<string, Counters> => {
  const changes = new Map<string, Counters>();
  for (const { subject, counters } of contributions(table, after))
    changes.set(subject, add(changes.get(subject) ?? NO_COUNTERS, counters));
  for (const { subject, counters } of contributions(table, before))
    changes.set(subject, subtract(changes.get(subject) ?? NO_COUNTERS, counters));
  for (const [subject, counters] of changes) if (counters.size === 0) changes.delete(subject);
  return changes;
};

/** Counters of one subject from one shard, with the last change that went into them. */
export interface ShardCounters {
  readonly sequence: string;
  readonly counters: Counters;
}

export interface Change {
  /** Padded. */
  readonly sequence: string;
  readonly counters: Counters;
}

/**
 * Applies the changes that the shard's counters have not seen (rule 11). One lane delivers a shard in order, so
 * everything up to `sequence` is in; a replay or a stale batch changes nothing.
 */
export const advance = (known: ShardCounters | undefined, changes: readonly Change[]): ShardCounters | undefined => {
  const last = known?.sequence ?? '';
  const fresh = changes.filter(({ sequence }) => sequence > last);
  if (fresh.length === 0) return undefined;
  return {
    sequence: fresh.reduce((highest, { sequence }) => (sequence > highest ? sequence : highest), last),
    counters: add(known?.counters ?? NO_COUNTERS, ...fresh.map(({ counters }) => counters)),
  };
};
