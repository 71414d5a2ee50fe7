import type { ComputedBasis } from '../computed/basis.ts';
import type { StoredEvent } from '../events/event.ts';
import type { EventStore } from '../events/event-store.ts';
import { type Checkpoint, emptyCheckpoint, isAbove } from './checkpoint.ts';
import { type Contribution, contributionOf, firstReceived } from './contribution.ts';
import { type CoveredEvents, type EventIdentity, type Standing, standings } from './covered-events.ts';
import { baseOf, NO_SEALS, receiptDay, type Seals } from './seal.ts';

/** What a projection folds: a checkpoint and the events that it does not hold, one per messageId. */
export interface History {
  /** What was folded before; of a history that was read whole, what its seals amount to. */
  readonly checkpoint: Checkpoint;
  readonly kept: readonly Contribution[];
  /** Events that count for nothing because their messageId was received before. */
  readonly repeats: readonly Contribution[];
  /** Every stored event was read, but for those that are in a seal. */
  readonly whole: boolean;
  /** The seals of the ids, if it was read whole. */
  readonly seals: Seals;
  /** All that was read and not yet held by the checkpoint, before one per messageId was chosen. */
  readonly open: readonly Contribution[];
  /** Repeats of events that the checkpoint holds. */
  readonly repeatsOfHeld: readonly Contribution[];
  /** Day before whose start received events are no longer read. */
  readonly sealed: string | undefined;
  /** Day of receipt of the oldest event outside of the seals. */
  readonly openSince: string | undefined;
}

/** What the shop has set of how events are read. */
export interface FoldTerms {
  /** Currency of orders that name none. */
  readonly currency: string;
  readonly basis: ComputedBasis;
}

export interface ReadHistoryDeps extends FoldTerms {
  readonly events: Pick<EventStore, 'read' | 'find'>;
  /** Seals of those of the ids that have one. */
  readonly sealsOf: (ids: readonly string[]) => Promise<Seals>;
}

/** What an earlier fold left to be read again. */
export interface Since {
  readonly checkpoint: Checkpoint;
  /** Keys of events beside the checkpoint that earlier projections noted, and of those just announced. */
  readonly keys: readonly string[];
  readonly sealed: string | undefined;
  readonly openSince: string | undefined;
}

const collect = async (
  source: AsyncIterable<StoredEvent> | Iterable<StoredEvent>,
  { currency, basis }: FoldTerms,
  sealed: string | undefined,
): Promise<Contribution[]> => {
  const contributions: Contribution[] = [];
  for await (const event of source) {
    // What a seal holds may still be stored for a month.
    if (sealed === undefined || event.receivedAt >= sealed) contributions.push(contributionOf(event, currency, basis));
  }
  return contributions;
};

/** The earliest day of receipt; `since` if there is none or all are later. */
export const oldestDay = (contributions: readonly Contribution[], since?: string): string | undefined =>
  contributions.reduce<string | undefined>((first, { receivedAt }) => {
    const day = receiptDay(receivedAt);
    return first === undefined || day < first ? day : first;
  }, since);

/** Every stored event of all linked ids, on the base of their seals. */
export const readAll = (deps: ReadHistoryDeps, linkedIds: readonly string[]): Promise<History> =>
  readWhole(deps, NOTHING_READ, linkedIds);

const NOTHING_READ = { seals: NO_SEALS, open: [] } satisfies Pick<History, 'seals' | 'open'>;

/** What was read of some ids, and everything of further ones. */
const readWhole = async (
  deps: ReadHistoryDeps,
  before: Pick<History, 'seals' | 'open'>,
  ids: readonly string[],
): Promise<History> => {
  const seals = new Map([...before.seals, ...(await deps.sealsOf(ids))]);
  const open = [...before.open];
  for (const person of ids) open.push(...(await collect(deps.events.read(person), deps, seals.get(person)?.before)));
  const checkpoint = { ...emptyCheckpoint(0), ...baseOf(seals, deps.basis) };
  const repeatsOfHeld = seals.size === 0 ? [] : heldBy(checkpoint.covered, open);
  const held = new Set(repeatsOfHeld);
  const { kept, repeats } = firstReceived(held.size === 0 ? open : open.filter((event) => !held.has(event)));
  const sealed = [...seals.values()].map((seal) => seal.before).sort();
  return {
    checkpoint,
    kept,
    repeats: [...repeatsOfHeld, ...repeats],
    whole: true,
    seals,
    open,
    repeatsOfHeld,
    sealed: sealed.at(-1),
    openSince: oldestDay(open),
  };
};

/** A seal never gives back what it holds: of a message that was sent under two ids, it keeps the one it took in. */
const heldBy = (covered: CoveredEvents, open: readonly Contribution[]): Contribution[] => {
  const standingOf = standings(covered);
  return open.filter((event) => !['new', 'unknown'].includes(standingOf(event)));
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
 * The events that a checkpoint does not hold: those above it by range, and late or undated ones by their keys. Undefined if
 * they show that the checkpoint cannot be trusted; then everything must be read.
 */
export const readSince = async (
  deps: ReadHistoryDeps,
  linkedIds: readonly string[],
  { checkpoint, keys, sealed, openSince }: Since,
): Promise<History | undefined> => {
  // Made under other definitions of computed traits: what it holds of them cannot be added to.
  if (checkpoint.state.basis !== deps.basis.key) return undefined;
  const beside = [...new Set(keys)].filter((key) => !isAbove(checkpoint, key));
  const found: Contribution[] = [];
  for (const person of linkedIds) {
    found.push(...(await collect(await deps.events.find(person, beside), deps, sealed)));
    found.push(...(await collect(deps.events.read(person, checkpoint.through), deps, sealed)));
  }
  return addFound({ checkpoint, open: [], repeatsOfHeld: [], sealed, openSince }, found);
};

/** What was read so far and what was found beside it; undefined if that shows that everything must be read. */
const addFound = (
  before: Pick<History, 'checkpoint' | 'open' | 'repeatsOfHeld' | 'sealed' | 'openSince'>,
  found: readonly Contribution[],
): History | undefined => {
  const { checkpoint, sealed } = before;
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
  return {
    checkpoint,
    kept,
    repeats: [...repeatsOfHeld, ...repeats],
    whole: false,
    seals: NO_SEALS,
    open,
    repeatsOfHeld,
    sealed,
    openSince: oldestDay(found, before.openSince),
  };
};

/** The same with all events of further ids; undefined as above. */
export const readFurther = async (
  deps: ReadHistoryDeps,
  history: History,
  ids: readonly string[],
): Promise<History | undefined> => {
  if (ids.length === 0) return history;
  if (history.whole) return readWhole(deps, history, ids);
  // The checkpoint does not hold what a seal of theirs does.
  if ((await deps.sealsOf(ids)).size > 0) return undefined;
  const found: Contribution[] = [];
  for (const person of ids) found.push(...(await collect(deps.events.read(person), deps, undefined)));
  return addFound(history, found);
};
