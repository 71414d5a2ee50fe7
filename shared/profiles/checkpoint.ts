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
}

export const emptyCheckpoint = (version: number): Checkpoint => ({
  version,
  through: '0',
  state: emptyState(),
  covered: NONE_COVERED,
});

/** Events above the checkpoint that stay there: those a late neighbour most often joins. */
export const KEPT_OPEN = 50;
/** Events above the checkpoint at which it moves: a write of some KB is spread over 200 events. */
export const MOVE_AT = 250;
/** Late and undated events beside the checkpoint at which they are taken in. */
export const OUTSIDE_AT = 50;

export const isDated = (key: string): boolean => !key.startsWith('-');

/** True if the checkpoint reads this key by range. */
export const isAbove = (checkpoint: Checkpoint, key: string): boolean => isDated(key) && key > checkpoint.through;

/** Keys of events that the checkpoint neither holds nor reads by range. */
export const outsideOf = (checkpoint: Checkpoint, kept: readonly Contribution[]): string[] =>
  kept
    .map((contribution) => contribution.key)
    .filter((key) => !isAbove(checkpoint, key))
    .sort();

/**
 * The checkpoint moved over `kept` (events it does not hold, one per messageId), or undefined if it is not yet worth a
 * write. The newest stay outside of it.
 */
export const moved = (checkpoint: Checkpoint, kept: readonly Contribution[]): Checkpoint | undefined => {
  const above = kept.filter(({ key }) => isAbove(checkpoint, key));
  const outside = kept.filter(({ key }) => !isAbove(checkpoint, key));
  if (above.length <= MOVE_AT && outside.length <= OUTSIDE_AT) return undefined;
  const sorted = above.sort((left, right) => (left.key < right.key ? -1 : 1));
  const taken = [...outside, ...sorted.slice(0, Math.max(0, sorted.length - KEPT_OPEN))];
  return {
    version: checkpoint.version + 1,
    through: taken.reduce((last, { key }) => (isDated(key) && key > last ? key : last), checkpoint.through),
    state: merge(checkpoint.state, mergeAll(taken.map(({ state }) => state))),
    covered: cover(checkpoint.covered, taken),
  };
};
