import type { ComputedBasis } from '../computed/basis.ts';
import type { StoredEvent } from '../events/event.ts';
import type { EventStore } from '../events/event-store.ts';
import { type Checkpoint, emptyCheckpoint, isAbove } from './checkpoint.ts';
import { type Contribution, contributionOf, firstReceived } from './contribution.ts';
import { type EventIdentity, type Standing, standings } from './covered-events.ts';

/** What a projection folds: a checkpoint and the events that it does not hold, one per messageId. */
export interface History {
  readonly checkpoint: Checkpoint;
  readonly kept: readonly Contribution[];
  /** Events that count for nothing because their messageId was received before. */
  readonly repeats: readonly Contribution[];
  /** Every stored event was read. */
  readonly whole: boolean;
  /** All that was read and not yet held by the checkpoint, before one per messageId was chosen. */
  readonly open: readonly Contribution[];
  /** Repeats of events that the checkpoint holds. */
  readonly repeatsOfHeld: readonly Contribution[];
}

/** What the shop has set of how events are read. */
export interface FoldTerms {
  /** Currency of orders that name none. */
  readonly currency: string;
  readonly basis: ComputedBasis;
}

export interface ReadHistoryDeps extends FoldTerms {
  readonly events: Pick<EventStore, 'read' | 'find'>;
}

const collect = async (
  source: AsyncIterable<StoredEvent> | Iterable<StoredEvent>,
  { currency, basis }: FoldTerms,
): Promise<Contribution[]> => {
  const contributions: Contribution[] = [];
  for await (const event of source) contributions.push(contributionOf(event, currency, basis));
  return contributions;
};

/** Every stored event of all linked ids, and an empty checkpoint. */
export const readAll = async (deps: ReadHistoryDeps, linkedIds: readonly string[]): Promise<History> => {
  const open = await readWhole(deps, linkedIds);
  return { checkpoint: emptyCheckpoint(0), ...firstReceived(open), whole: true, open, repeatsOfHeld: [] };
};

const readWhole = async (deps: ReadHistoryDeps, ids: readonly string[]): Promise<Contribution[]> => {
  const all: Contribution[] = [];
  for (const person of ids) {
    for await (const event of deps.events.read(person)) all.push(contributionOf(event, deps.currency, deps.basis));
  }
  return all;
};

/** Where an event beside the range of a checkpoint belongs; undefined: only a fold of everything can tell. */
const place = (standing: Standing, above: boolean): 'kept' | 'repeat' | 'held' | undefined => {
  switch (standing) {
    case 'new':
      return 'kept';
    case 'same':
      return 'held';
    case 'later':
      return 'repeat';
    case 'unknown':
      // An event above the checkpoint is not in it, whatever has been forgotten.
      return above ? 'kept' : undefined;
    case 'tie':
      // The smaller key wins a tie, and what the checkpoint holds lies below what it does not reach.
      return above ? 'repeat' : undefined;
    case 'earlier':
      return undefined;
  }
};

/**
 * The events that a checkpoint does not hold: those above it by range, and late or undated ones by their keys: the ones
 * that earlier projections noted (`outside`) and the ones just announced (`hinted`). Undefined if they show that the
 * checkpoint cannot be trusted; then everything must be read.
 */
export const readSince = async (
  deps: ReadHistoryDeps,
  linkedIds: readonly string[],
  checkpoint: Checkpoint,
  outside: readonly string[],
  hinted: readonly string[],
): Promise<History | undefined> => {
  // Made under other definitions of computed traits: what it holds of them cannot be added to.
  if (checkpoint.state.basis !== deps.basis.key) return undefined;
  const keys = [...new Set([...outside, ...hinted])].filter((key) => !isAbove(checkpoint, key));
  const found: Contribution[] = [];
  for (const person of linkedIds) {
    found.push(...(await collect(await deps.events.find(person, keys), deps)));
    found.push(...(await collect(deps.events.read(person, checkpoint.through), deps)));
  }
  return addFound({ checkpoint, open: [], repeatsOfHeld: [] }, found);
};

/** What was read so far and what was found beside it; undefined if that shows that everything must be read. */
const addFound = (
  before: Pick<History, 'checkpoint' | 'open' | 'repeatsOfHeld'>,
  found: readonly Contribution[],
): History | undefined => {
  const { checkpoint } = before;
  const standingOf: (event: EventIdentity) => Standing = standings(checkpoint.covered);
  const open = [...before.open];
  const repeatsOfHeld = [...before.repeatsOfHeld];
  for (const contribution of found) {
    const where = place(standingOf(contribution), isAbove(checkpoint, contribution.key));
    if (where === undefined) return undefined;
    if (where === 'kept') open.push(contribution);
    if (where === 'repeat') repeatsOfHeld.push(contribution);
  }
  const { kept, repeats } = firstReceived(open);
  return { checkpoint, kept, repeats: [...repeatsOfHeld, ...repeats], whole: false, open, repeatsOfHeld };
};

/** The same with all events of further ids; undefined as above. */
export const readFurther = async (
  deps: ReadHistoryDeps,
  history: History,
  ids: readonly string[],
): Promise<History | undefined> => {
  if (ids.length === 0) return history;
  const found = await readWhole(deps, ids);
  if (!history.whole) return addFound(history, found);
  const open = [...history.open, ...found];
  return { ...history, ...firstReceived(open), open };
};
