import type { Contribution } from './contribution.ts';
import { type CoveredEvents, cover, NONE_COVERED } from './covered-events.ts';
import { emptyState, type FoldState, merge, mergeAll } from './fold.ts';

/**
 * The fold of a set of a person's events: of those with a time, all up to `through` that were known when it was written,
 * and undated ones. A cache: a fold of every event gives the same profile.
 */
export interface Checkpoint {
  readonly version: number;
  /** Key of the newest event it holds; `0`, below every time, if it holds none with a time. */
  readonly through: string;
  readonly state: FoldState;
  readonly covered: CoveredEvents;
  /** Other ids of the customer whose events it may hold: good for nobody who does not own all of them. */
  readonly ids: readonly string[];
}

export const emptyCheckpoint = (version: number): Checkpoint => ({
  version,
  through: '0',
  state: emptyState(),
  covered: NONE_COVERED,
  ids: [],
});

export interface CheckpointLimits {
  /** Newest events with a time that a checkpoint leaves out: a late neighbour most often joins those. */
  readonly keptOpen: number;
  /** Events above the checkpoint beyond which it moves. */
  readonly moveAt: number;
  /** Late and undated events beside the checkpoint beyond which it takes them in. */
  readonly outsideAt: number;
  /** Identities that it remembers, 14 bytes each, so that a messageId sent again under another time is recognised. */
  readonly remembered: number;
}

/**
 * A projection reads 50 to 250 events; a checkpoint of some KB (31 KB at most, for a person with thousands of events) is
 * written once per 200. 2,048 identities are two days of a person with 1,000 events a day, far beyond an SDK's retries.
 */
export const CHECKPOINT_LIMITS: CheckpointLimits = { keptOpen: 50, moveAt: 250, outsideAt: 50, remembered: 2_048 };

const isDated = (key: string): boolean => !key.startsWith('-');

/** True if the checkpoint reads this key by range. */
export const isAbove = (checkpoint: Checkpoint, key: string): boolean => isDated(key) && key > checkpoint.through;

/** Keys of events that the checkpoint neither holds nor reads by range. */
export const outsideOf = (checkpoint: Checkpoint, kept: readonly Contribution[]): string[] =>
  kept
    .map((contribution) => contribution.key)
    .filter((key) => !isAbove(checkpoint, key))
    .sort();

/**
 * The checkpoint moved over `kept` (events of the customer and its other `ids` that it does not hold, one per messageId), or undefined if it is not yet worth a
 * write. The newest stay outside of it, but none that was received before `sealed`: those are not read again.
 */
export const moved = (
  checkpoint: Checkpoint,
  kept: readonly Contribution[],
  limits: CheckpointLimits,
  ids: readonly string[],
  sealed = '',
): Checkpoint | undefined => {
  const above = kept.filter(({ key }) => isAbove(checkpoint, key));
  const outside = kept.filter(({ key }) => !isAbove(checkpoint, key));
  if (above.length <= limits.moveAt && outside.length <= limits.outsideAt) return undefined;
  const sorted = above.sort((left, right) => (left.key < right.key ? -1 : 1));
  const old = sorted.findLastIndex(({ receivedAt }) => receivedAt < sealed) + 1;
  const taken = [...outside, ...sorted.slice(0, Math.max(old, sorted.length - limits.keptOpen))];
  return {
    version: checkpoint.version + 1,
    through: taken.reduce((last, { key }) => (isDated(key) && key > last ? key : last), checkpoint.through),
    state: merge(checkpoint.state, mergeAll(taken.map(({ state }) => state))),
    covered: cover(checkpoint.covered, taken, limits.remembered),
    ids,
  };
};
