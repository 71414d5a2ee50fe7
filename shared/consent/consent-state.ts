import { impliedUntil } from '../law/implied.ts';
import { KOREA } from '../law/korea.ts';
import type { Law, Medium } from '../law/law.ts';
import { addStatement, type ConsentFacts, type ConsentLedger, mergeFacts, topicsIn } from './consent-ledger.ts';
import {
  CONSENT_CHANNELS,
  CONSENT_PURPOSES,
  type ConsentBasis,
  type ConsentChannel,
  type ConsentPurpose,
  type Evidence,
} from './evidence.ts';

export interface ConsentState {
  /** `pending`: asked for, and not confirmed yet (double opt-in). It allows nothing. */
  readonly state: 'granted' | 'withdrawn' | 'pending';
  /** From when the state counts, ISO 8601 UTC. */
  readonly at: string;
  readonly basis: ConsentBasis;
  /** The grant has a time of its own, so that it can be newer than a refusal. */
  readonly dated: boolean;
  /** End of a grant by transaction. */
  readonly expiresAt?: string;
}

/** Absent: never asked, or a grant by transaction has run out. Both mean no. */
export type ChannelConsent = Partial<Record<ConsentPurpose, ConsentState>> & {
  /** Ads about one topic, where the person said something about it. */
  topics?: Readonly<Record<string, ConsentState>>;
};
export type Consent = Partial<Record<ConsentChannel, ChannelConsent>>;

/** What beside the statements decides how they are read. */
export interface ConsentReading {
  /** Latest transaction of the person: a grant by transaction ends so long after it as the law says. */
  readonly lastTransactionAt?: string | undefined;
  /** Law of the person's country; Korea's if it is not known. */
  readonly law?: Law | undefined;
  /** Milliseconds; without it a grant by transaction is shown with its end, whether or not that has come. */
  readonly now?: number | undefined;
}

export interface ConsentPolicy {
  /** Grants received from this time (ISO 8601) on wait for a confirmation, unless somebody vouched for them. */
  readonly doubleOptIn?: Partial<Record<ConsentChannel, string | null>> | undefined;
  readonly lastTransactionAt?: string | undefined;
  readonly law?: Law | undefined;
}

const byTransaction = (at: string, medium: Medium, reading: ConsentReading): ConsentState | undefined => {
  const { lastTransactionAt, now, law = KOREA } = reading;
  const last = lastTransactionAt !== undefined && lastTransactionAt > at ? lastTransactionAt : at;
  const expiresAt = impliedUntil(law, medium, last);
  if (expiresAt === undefined) return undefined;
  const granted = { state: 'granted', at, basis: 'transaction', dated: true } as const;
  if (expiresAt === null) return granted;
  return now !== undefined && now >= Date.parse(expiresAt) ? undefined : { ...granted, expiresAt };
};

const explicit = (state: ConsentState['state'], at: string, dated = true): ConsentState => ({
  state,
  at,
  basis: 'explicit',
  dated,
});

const resolve = (
  facts: ConsentFacts,
  medium: Medium | undefined,
  reading: ConsentReading,
): ConsentState | undefined => {
  const { withdrawn, granted, undated, transaction, asked, askedUndated } = facts;
  // Strictly newer: a refusal wins ties.
  if (granted !== undefined && (withdrawn === undefined || granted > withdrawn)) return explicit('granted', granted);
  if (withdrawn !== undefined) {
    return asked !== undefined && asked > withdrawn ? explicit('pending', asked) : explicit('withdrawn', withdrawn);
  }
  if (undated !== undefined) return explicit('granted', undated, false);
  const implied =
    transaction === undefined || medium === undefined ? undefined : byTransaction(transaction, medium, reading);
  if (implied) return implied;
  if (asked !== undefined) return explicit('pending', asked);
  return askedUndated === undefined ? undefined : explicit('pending', askedUndated, false);
};

/** Ads in general, unless the person refused this topic, or has allowed it since refusing ads in general. */
const resolveTopic = (own: ConsentFacts, general: ConsentFacts, medium: Medium, reading: ConsentReading) => {
  const alone = resolve(own, medium, reading);
  // Refused, and perhaps asked for again without a confirmation: ads in general do not cover what was refused by name.
  if (own.withdrawn !== undefined && alone?.state !== 'granted') return alone;
  const allowed = resolve(mergeFacts(own, withdrawalOf(general)), medium, reading);
  if (allowed?.state === 'granted') return allowed;
  const ads = resolve(general, medium, reading);
  return ads?.state === 'granted' || allowed?.state !== 'pending' ? ads : allowed;
};

const withdrawalOf = ({ withdrawn }: ConsentFacts): ConsentFacts => (withdrawn === undefined ? {} : { withdrawn });

/** What the ledger says; without `now` a grant by transaction carries its end for the reader to compare. */
export const consentOf = (ledger: ConsentLedger, reading: ConsentReading = {}): Consent => {
  const consent: Consent = {};
  for (const channel of CONSENT_CHANNELS) {
    const states: ChannelConsent = {};
    const ads = ledger[`${channel}.ad`] ?? {};
    for (const purpose of CONSENT_PURPOSES) {
      const own = ledger[`${channel}.${purpose}`];
      if (!own) continue;
      // Whoever refuses ads refuses them at night, too; asking for ads again does not bring the night back. No trade opens it.
      const state =
        purpose === 'night'
          ? resolve(mergeFacts(own, withdrawalOf(ads)), undefined, reading)
          : resolve(own, channel, reading);
      if (state) states[purpose] = state;
    }
    const topics = topicsIn(ledger, channel).flatMap((topic) => {
      const state = resolveTopic(ledger[`${channel}.ad.${topic}`] ?? {}, ads, channel, reading);
      return state ? [[topic, state] as const] : [];
    });
    if (topics.length > 0) states.topics = Object.fromEntries(topics);
    if (Object.keys(states).length > 0) consent[channel] = states;
  }
  return consent;
};

/** When the person objected to being profiled, ISO 8601 UTC; nothing if the person did not, or has allowed it since. */
export const objectionOf = (ledger: ConsentLedger): string | undefined => {
  const state = resolve(ledger['person.profiling'] ?? {}, undefined, {});
  return state?.state === 'withdrawn' ? state.at : undefined;
};

/** The consent that an ad needs: that of its topic, where the person has said something about it. */
export const adConsent = (consent: ChannelConsent | undefined, topic: string | undefined): ConsentState | undefined =>
  (topic === undefined ? undefined : consent?.topics?.[topic]) ?? consent?.ad;

/** True if the grant stands at `now` (ms). */
export const isGranted = (state: Pick<ConsentState, 'state' | 'expiresAt'> | undefined, now: number): boolean =>
  state?.state === 'granted' && (state.expiresAt === undefined || now < Date.parse(state.expiresAt));

const comesBefore = (left: Evidence, right: Evidence): boolean => {
  if (left.receivedAt !== right.receivedAt) return left.receivedAt < right.receivedAt;
  if (left.eventKey !== right.eventKey) return left.eventKey < right.eventKey;
  return left.customerId < right.customerId;
};

/** One statement per id, the first received: a second row of an id is the same statement sent again. */
const firstOfEach = (evidence: readonly Evidence[]): Evidence[] => {
  const first = new Map<string, Evidence>();
  for (const row of evidence) {
    const known = first.get(row.id);
    if (!known || comesBefore(row, known)) first.set(row.id, row);
  }
  return [...first.values()];
};

const isVouched = (row: Evidence, { doubleOptIn }: ConsentPolicy): boolean => {
  const since = CONSENT_CHANNELS.find((channel) => channel === row.channel);
  const from = since === undefined ? undefined : doubleOptIn?.[since];
  return row.confirmed === true || from === undefined || from === null || row.receivedAt < from;
};

/** Everything a person ever said, in any order, as a ledger under a policy. */
export const ledgerOf = (evidence: readonly Evidence[], policy: ConsentPolicy = {}): ConsentLedger =>
  firstOfEach(evidence).reduce<ConsentLedger>((ledger, row) => addStatement(ledger, row, isVouched(row, policy)), {});

/**
 * Where a person stands on each channel, purpose and topic at `now` (ms), from all evidence in any order. A grant counts
 * from the earlier of its time and its receipt, a withdrawal from its receipt; a grant without a time never beats a
 * withdrawal; refusal wins ties; a grant by transaction ends as the law says (rule 5).
 */
export const consentState = (evidence: readonly Evidence[], now: number, policy: ConsentPolicy = {}): Consent =>
  consentOf(ledgerOf(evidence, policy), { now, lastTransactionAt: policy.lastTransactionAt, law: policy.law });
