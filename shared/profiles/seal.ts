import { type ComputedBasis, signatureOf } from '../computed/basis.ts';
import { type TraitState, uncounted } from '../computed/trait-state.ts';
import { EVENT_DAYS } from '../events/event.ts';
import { DAY, toIso } from '../platform/clock.ts';
import { dateOfEpochDay, localEpochDay } from '../platform/time.ts';
import type { Contribution } from './contribution.ts';
import { type CoveredEvents, cover, joinCovered, NONE_COVERED } from './covered-events.ts';
import { emptyState, type FoldState, merge, mergeAll } from './fold.ts';

/**
 * The fold of a person's events that were received before a day: what is left of them when they expire. It stands under the
 * person as sent, so that it goes with the id when the id changes hands.
 */
export interface Seal {
  /** Day (UTC) before whose start all events of this id were received. */
  readonly before: string;
  readonly state: FoldState;
  readonly covered: CoveredEvents;
  /** Signatures of the computed traits in force when it was made, by name. */
  readonly signatures: ReadonlyMap<string, string>;
}

export type Seals = ReadonlyMap<string, Seal>;
export const NO_SEALS: Seals = new Map();

/** Boundaries lie this far apart: a person costs one seal in four weeks at most. */
const PERIOD_DAYS = 28;
/** Events are 360 to 388 days old when they are sealed: twelve nights may fail before the first of them expires. */
const SEAL_AFTER_DAYS = EVENT_DAYS - 40;

/** The day before which events are sealed now; the same for everybody, so that one night's work is not that of each night. */
export const sealBoundary = (now: number): string => {
  const day = Math.floor(now / DAY) - SEAL_AFTER_DAYS;
  return dateOfEpochDay(day - (day % PERIOD_DAYS));
};

/** True if events of a customer are old enough to be sealed. `openSince`: day of its oldest event outside of a seal. */
export const isSealDue = (openSince: string | undefined, now: number): boolean =>
  openSince !== undefined && openSince < sealBoundary(now);

export const receiptDay = (receivedAt: string): string => receivedAt.slice(0, 10);

const signaturesOf = (basis: ComputedBasis): Map<string, string> =>
  new Map(basis.definitions.map((definition) => [definition.name, signatureOf(definition, basis.zone)]));

/**
 * What the seal says under the definitions of today. A definition that is newer than the seal was never asked of its events;
 * a figure that would need them cannot be told, unless no such event is among them.
 */
export const stateUnder = ({ state, signatures }: Seal, basis: ComputedBasis): FoldState => {
  if (state.basis === basis.key) return state;
  const lastDay = localEpochDay(Date.parse(state.lastSeenAt ?? toIso(0)), basis.zone);
  const computed = new Map<string, TraitState>();
  for (const definition of basis.definitions) {
    const known = signatures.get(definition.name) === signatureOf(definition, basis.zone);
    const concerned = state.otherNames > 0 || state.names.has(definition.event);
    const told = known ? state.computed.get(definition.name) : concerned ? uncounted(definition, lastDay) : undefined;
    if (told) computed.set(definition.name, told);
  }
  return { ...state, basis: basis.key, computed };
};

/**
 * The seal with what was received before `before`; `kept` are events of this id that it does not hold, each messageId once.
 * Undefined: none of them is that old.
 */
export const sealedFurther = (
  seal: Seal | undefined,
  kept: readonly Contribution[],
  before: string,
  basis: ComputedBasis,
  remembered: number,
): Seal | undefined => {
  const taken = kept.filter(({ receivedAt }) => receivedAt < before);
  if (taken.length === 0) return undefined;
  const state = seal ? stateUnder(seal, basis) : emptyState();
  return {
    before,
    state: merge(state, mergeAll(taken.map((contribution) => contribution.state))),
    covered: cover(seal?.covered ?? NONE_COVERED, taken, remembered),
    signatures: signaturesOf(basis),
  };
};

/** What several seals amount to together, as the base of a fold of everything. */
export const baseOf = (seals: Seals, basis: ComputedBasis): { state: FoldState; covered: CoveredEvents } => {
  const all = [...seals.values()];
  return {
    state: mergeAll(all.map((seal) => stateUnder(seal, basis))),
    covered: joinCovered(all.map(({ covered }) => covered)),
  };
};
