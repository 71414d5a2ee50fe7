import { toIso } from '../platform/clock.ts';
import {
  CONSENT_CHANNELS,
  CONSENT_PURPOSES,
  type ConsentBasis,
  type ConsentChannel,
  type ConsentPurpose,
  type Evidence,
  type Statement,
} from './evidence.ts';

/**
 * The most that each kind of statement has said on one channel and purpose: four maxima of ISO times. Maxima commute, so
 * statements may come in any order and be merged from parts (rule 5).
 */
interface ConsentFacts {
  /** Latest receipt of a withdrawal. */
  withdrawn?: string;
  /** Latest explicit grant with a time of its own: the earlier of that time and its receipt. */
  granted?: string;
  /** Latest receipt of an explicit grant without a time. */
  undated?: string;
  /** Latest grant by transaction, counted like an explicit one. */
  transaction?: string;
}

/** Facts by `<channel>.<purpose>`; the keys are a closed list, so the size is bounded. */
export type ConsentLedger = Partial<Record<`${ConsentChannel}.${ConsentPurpose}`, ConsentFacts>>;

export interface ConsentState {
  readonly state: 'granted' | 'withdrawn';
  /** From when the state counts, ISO 8601 UTC. */
  readonly at: string;
  readonly basis: ConsentBasis;
  /** The grant has a time of its own, so that it can be newer than a refusal. */
  readonly dated: boolean;
  /** End of a grant by transaction. */
  readonly expiresAt?: string;
}

/** Absent: never asked, or a grant by transaction has run out. Both mean no. */
export type ChannelConsent = Partial<Record<ConsentPurpose, ConsentState>>;
export type Consent = Partial<Record<ConsentChannel, ChannelConsent>>;

const later = (left: string | undefined, right: string | undefined): string | undefined =>
  left === undefined || (right !== undefined && right > left) ? right : left;

const merged = (left: ConsentFacts, right: ConsentFacts): ConsentFacts => {
  const facts: ConsentFacts = {};
  for (const kind of ['withdrawn', 'granted', 'undated', 'transaction'] as const) {
    const time = later(left[kind], right[kind]);
    if (time !== undefined) facts[kind] = time;
  }
  return facts;
};

const factsOf = (statement: Statement): ConsentFacts => {
  if (statement.state === 'withdrawn') return { withdrawn: statement.receivedAt };
  const { at, receivedAt } = statement;
  const counts = at !== undefined && at < receivedAt ? at : receivedAt;
  if (statement.basis === 'transaction') return { transaction: counts };
  return at === undefined ? { undated: receivedAt } : { granted: counts };
};

/** Adds one statement. Pure; the order of statements does not matter. */
export const addStatement = (ledger: ConsentLedger, statement: Statement): ConsentLedger => {
  const key = `${statement.channel}.${statement.purpose}` as const;
  return { ...ledger, [key]: merged(ledger[key] ?? {}, factsOf(statement)) };
};

export const mergeLedgers = (left: ConsentLedger, right: ConsentLedger): ConsentLedger => {
  const ledger: ConsentLedger = { ...left };
  for (const channel of CONSENT_CHANNELS) {
    for (const purpose of CONSENT_PURPOSES) {
      const key = `${channel}.${purpose}` as const;
      const facts = right[key];
      if (facts) ledger[key] = merged(ledger[key] ?? {}, facts);
    }
  }
  return ledger;
};

/** Six calendar months on (시행령 제61조 ①); the last day of the month where that has fewer days. */
const sixMonthsAfter = (iso: string): string => {
  const from = new Date(iso);
  const month = from.getUTCMonth() + 6;
  const lastDay = new Date(Date.UTC(from.getUTCFullYear(), month + 1, 0)).getUTCDate();
  const day = Math.min(from.getUTCDate(), lastDay);
  return toIso(Date.UTC(from.getUTCFullYear(), month, day) + (from.getTime() % 86_400_000));
};

const resolve = (facts: ConsentFacts): ConsentState | undefined => {
  const { withdrawn, granted, undated, transaction } = facts;
  // Strictly newer: a refusal wins ties.
  if (granted !== undefined && (withdrawn === undefined || granted > withdrawn)) {
    return { state: 'granted', at: granted, basis: 'explicit', dated: true };
  }
  if (withdrawn !== undefined) return { state: 'withdrawn', at: withdrawn, basis: 'explicit', dated: true };
  if (undated !== undefined) return { state: 'granted', at: undated, basis: 'explicit', dated: false };
  if (transaction === undefined) return undefined;
  return {
    state: 'granted',
    at: transaction,
    basis: 'transaction',
    dated: true,
    expiresAt: sixMonthsAfter(transaction),
  };
};

/** What the ledger says, without a clock: a grant by transaction carries its end for the reader to compare. */
export const consentOf = (ledger: ConsentLedger): Consent => {
  const consent: Consent = {};
  for (const channel of CONSENT_CHANNELS) {
    const states: ChannelConsent = {};
    for (const purpose of CONSENT_PURPOSES) {
      const own = ledger[`${channel}.${purpose}`] ?? {};
      // Whoever refuses ads refuses them at night, too; asking for ads again does not bring the night back.
      const facts = purpose === 'night' ? merged(own, { withdrawn: ledger[`${channel}.ad`]?.withdrawn }) : own;
      const state = resolve(facts);
      if (state && (purpose !== 'night' || ledger[`${channel}.night`])) states[purpose] = state;
    }
    if (Object.keys(states).length > 0) consent[channel] = states;
  }
  return consent;
};

/** True if the grant stands at `now` (ms). */
export const isGranted = (state: ConsentState | undefined, now: number): boolean =>
  state?.state === 'granted' && (state.expiresAt === undefined || now < Date.parse(state.expiresAt));

const comesBefore = (left: Evidence, right: Evidence): boolean =>
  left.receivedAt === right.receivedAt ? left.eventKey < right.eventKey : left.receivedAt < right.receivedAt;

/** One statement per id, the first received: a second row of an id is the same statement sent again. */
const firstOfEach = (evidence: readonly Evidence[]): Evidence[] => {
  const first = new Map<string, Evidence>();
  for (const row of evidence) {
    const known = first.get(row.id);
    if (!known || comesBefore(row, known)) first.set(row.id, row);
  }
  return [...first.values()];
};

/**
 * Where a person stands on each channel and purpose at `now` (ms), from all evidence in any order. A grant counts from
 * the earlier of its time and its receipt, a withdrawal from its receipt; a grant without a time never beats a
 * withdrawal; refusal wins ties; a grant by transaction ends after six months (rule 5).
 */
export const consentState = (evidence: readonly Evidence[], now: number): Consent => {
  const consent = consentOf(firstOfEach(evidence).reduce<ConsentLedger>(addStatement, {}));
  const standing: Consent = {};
  for (const channel of CONSENT_CHANNELS) {
    const states = consent[channel];
    if (!states) continue;
    const kept: ChannelConsent = {};
    for (const purpose of CONSENT_PURPOSES) {
      const state = states[purpose];
      if (state && (state.state === 'withdrawn' || isGranted(state, now))) kept[purpose] = state;
    }
    if (Object.keys(kept).length > 0) standing[channel] = kept;
  }
  return standing;
};
