import type { EventStore } from '../events/event-store.ts';
import type { CheckpointStore } from './checkpoint-store.ts';
import type { ErasedStore } from './erased-store.ts';
import type { FoldRecord } from './fold-store.ts';
import { claimsOf, idsIn, isIn, type Links, NO_LINKS, newClaims } from './links.ts';
import { type FoldTerms, type History, type ReadHistoryDeps, readAll, readFurther, readSince } from './read-history.ts';
import type { SealStore } from './seal-store.ts';
import { freshIds, rootOf, type SettleDeps, settleClaims, validated } from './settle-links.ts';

export interface GatherDeps extends SettleDeps {
  readonly events: Pick<EventStore, 'read' | 'find' | 'removeAll'>;
  readonly erased: ErasedStore;
  readonly checkpoints: CheckpointStore;
  readonly seals: Pick<SealStore, 'read' | 'put'>;
}

/** Keys of events that a stream announced, by the person under whom they stand. */
export type Hints = ReadonlyMap<string, readonly string[]>;

/**
 * Why a customer is folded: events were announced; a rebuild takes nothing for granted, and seals what was received before
 * a day if it is told one; an id was lost to an earlier claim, so the fold is written in any case to turn back whoever is at
 * work on the old one.
 */
export type Task =
  | { readonly kind: 'announced'; readonly hints: Hints }
  | { readonly kind: 'rebuild'; readonly sealBefore?: string }
  | { readonly kind: 'displaced' };

/** A customer as this projection found it, with all that it is about to fold. */
export interface Subject {
  readonly customerId: string;
  readonly record: FoldRecord | undefined;
  readonly links: Links;
  /** The customer's ids, its own first. */
  readonly ids: readonly string[];
  /** Ids that the record does not know yet. */
  readonly fresh: ReadonlySet<string>;
  readonly history: History;
}

const NOBODY: ReadonlySet<string> = new Set();

/** Who has been erased has no profile, so only somebody who looks new is asked about: a known customer costs no read. */
const isErased = async (deps: GatherDeps, customerId: string, record: FoldRecord | undefined): Promise<boolean> =>
  record === undefined && (await deps.erased.find(customerId)) !== undefined;

/**
 * Finds the customer, settles whose ids are whose, and reads the events of all of them. Of an erased one it removes what
 * was stored since, and answers how many events that were (rule 16).
 */
export const gather = async (
  deps: GatherDeps,
  person: string,
  task: Task,
  shop: FoldTerms,
  refold: (displaced: string) => Promise<void>,
): Promise<Subject | number> => {
  const { customerId, record, links: found } = await rootOf(deps.customers, person);
  if (await isErased(deps, customerId, record)) {
    let removed = 0;
    for (const id of new Set([customerId, person])) removed += await deps.events.removeAll(id);
    return removed;
  }
  const known = record?.links ?? NO_LINKS;
  let links = task.kind === 'announced' ? found : await validated(deps, customerId, found);
  /** Whether an id may have a seal: its customer's record says so; nothing speaks for an id that has just come. */
  const maySeal = (id: string): boolean =>
    task.kind !== 'announced' || record?.sealed !== undefined || (id !== customerId && !isIn(known, id));
  const reading: ReadHistoryDeps = {
    events: deps.events,
    sealsOf: (ids) => deps.seals.read(ids.filter(maySeal)),
    ...shop,
  };
  const idsOf = (all: Links): string[] => [customerId, ...idsIn(all)];
  const readAgain = (): Promise<History> => readAll(reading, idsOf(links));

  const since = await readHistory(deps, reading, customerId, record, task);
  let history = (since && (await readFurther(reading, since, freshIds(known, links)))) ?? (await readAgain());

  const claims = claimsOf([...history.open, ...history.repeatsOfHeld]);
  const made =
    task.kind === 'displaced' ? [] : task.kind === 'rebuild' ? newClaims(NO_LINKS, claims) : newClaims(links, claims);
  // An erased device is nobody's: who names it later does not inherit it.
  const gone = made.length === 0 ? NOBODY : await deps.erased.among(made.map(({ id }) => id));
  const open = made.filter(({ id }) => !gone.has(id));
  if (open.length > 0) {
    const before = links;
    links = await settleClaims(deps, customerId, before, open, refold);
    const lost = freshIds(links, before).length > 0;
    const further = lost ? undefined : await readFurther(reading, history, freshIds(before, links));
    history = further ?? (await readAgain());
  }
  return { customerId, record, links, ids: idsOf(links), fresh: new Set(freshIds(known, links)), history };
};

/** The events of the ids that the record knows; undefined if everything must be read. */
const readHistory = async (
  deps: GatherDeps,
  reading: ReadHistoryDeps,
  customerId: string,
  record: FoldRecord | undefined,
  task: Task,
): Promise<History | undefined> => {
  if (task.kind !== 'announced') return undefined;
  const ids = [customerId, ...idsIn(record?.links ?? NO_LINKS)];
  if (!record?.checkpointed) return readAll(reading, ids);
  const checkpoint = await deps.checkpoints.read(customerId);
  // One who owned more ids has moved it and was turned back before the profile told of them: their claims must be made again.
  if (!checkpoint?.ids.every((id) => ids.includes(id))) return undefined;
  const keys = [...record.outside, ...ids.flatMap((id) => task.hints.get(id) ?? [])];
  return readSince(reading, ids, { checkpoint, keys, sealed: record.sealed, openSince: record.openSince });
};
