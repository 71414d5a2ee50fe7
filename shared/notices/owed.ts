import { ledgerKey } from '../consent/consent-ledger.ts';
import { type Consent, type ConsentPolicy, type ConsentState, consentState } from '../consent/consent-state.ts';
import { type ConsentChannel, type ConsentPurpose, type Evidence, hasAddress } from '../consent/evidence.ts';
import type { NoticePolicy } from '../consent/keep-statement.ts';
import { resultDue } from '../consent/notices.ts';
import { DAY } from '../platform/clock.ts';
import type { Channel } from '../templates/template.ts';
import type { Notice, Said } from './notice.ts';

/** What is to be told, and the statements that are answered by it. */
export interface Owed {
  readonly covers: readonly string[];
  readonly said: readonly Said[];
}

export interface Debts {
  /** Results of consents and refusals, in one notice. */
  readonly result: Owed | undefined;
  /** Questions of double opt-in: each goes to the very address that it is about. */
  readonly asks: readonly (Owed & { readonly channel: Channel })[];
}

/** What is known of a person when notices are worked out. */
export interface Known {
  /** Everything the person ever said, under all ids. */
  readonly evidence: readonly Evidence[];
  readonly notices: readonly Notice[];
  readonly policy: NoticePolicy;
  readonly lastTransactionAt?: string | undefined;
  /** Milliseconds. */
  readonly now: number;
}

/** What was said longer ago starts no question any more. */
const HORIZON = DAY;

/** A statement about ads on a channel with an address. */
type Cause = Evidence & { readonly channel: ConsentChannel; readonly purpose: ConsentPurpose };

const isCause = (row: Evidence): row is Cause =>
  hasAddress(row.channel) && (row.purpose === 'ad' || row.purpose === 'night');

/** Imported ones start nothing (rule 13); what was told on the page is told. */
const isOpen = (row: Evidence, covered: ReadonlySet<string>): boolean =>
  !covered.has(row.id) && row.told === undefined && row.file === undefined && !row.imported;

const stateOf = (consent: Consent, { channel, purpose, topic }: Cause): ConsentState | undefined => {
  const states = consent[channel];
  return topic === undefined ? states?.[purpose] : states?.topics?.[topic];
};

const saidOf = ({ channel, purpose, topic, state, at, receivedAt }: Cause): Said => ({
  ...{ channel, purpose, state },
  ...(topic === undefined ? {} : { topic }),
  at: state === 'granted' && at !== undefined && at < receivedAt ? at : receivedAt,
});

const ofEachKey = (causes: readonly Cause[]): readonly (readonly Cause[])[] => [
  ...Map.groupBy(causes, ledgerKey).values(),
];

/** The last of them to have been received. */
const latest = (causes: readonly Cause[], state: Cause['state']): Cause | undefined =>
  causes
    .filter((cause) => cause.state === state)
    .toSorted((left, right) => (left.receivedAt < right.receivedAt ? -1 : 1))
    .at(-1);

/**
 * What a person must be told or asked now: where the statements that no notice has answered changed anything. Pure; said
 * twice, it is owed once.
 */
export const owedOf = ({ evidence, notices, policy, lastTransactionAt, now }: Known): Debts => {
  const { doubleOptIn, notices: since } = policy;
  const reading: ConsentPolicy = { doubleOptIn, lastTransactionAt };
  const covered = new Set(notices.flatMap(({ covers }) => covers));
  const causes = evidence.filter(isCause).filter((row) => isOpen(row, covered));
  const open = new Set(causes.map(({ id }) => id));
  const before = consentState(
    evidence.filter(({ id }) => !open.has(id)),
    now,
    reading,
  );
  const after = consentState(evidence, now, reading);
  const results: { said: Said; covers: string[] }[] = [];
  const asks = new Map<Channel, { said: Said[]; covers: string[] }>();
  for (const group of ofEachKey(causes)) {
    const [first] = group;
    const state = first && stateOf(after, first);
    if (!first || !state) continue;
    const covers = group.map(({ id }) => id);
    if (state.state === 'pending') {
      const cause = latest(group, 'granted');
      const { channel } = first;
      if (!cause || (channel !== 'email' && channel !== 'sms')) continue;
      if (Date.parse(cause.at ?? cause.receivedAt) < Date.parse(cause.receivedAt) - HORIZON) continue;
      const ask = asks.get(channel) ?? { said: [], covers: [] };
      ask.said.push(saidOf(cause));
      ask.covers.push(...covers);
      asks.set(channel, ask);
      continue;
    }
    const cause = latest(group, state.state);
    if (!cause || state.state === stateOf(before, first)?.state || state.basis === 'transaction') continue;
    const isAsked = since.result !== null && cause.receivedAt >= since.result;
    // Past its day it was missed, or another system's affair: a notice of an old story would only puzzle people.
    if (isAsked && toTell(cause, now)) results.push({ said: saidOf(cause), covers });
  }
  return {
    result:
      results.length === 0
        ? undefined
        : { said: results.map(({ said }) => said), covers: results.flatMap((one) => one.covers) },
    asks: [...asks].map(([channel, ask]) => ({ channel, ...ask })),
  };
};

const toTell = ({ receivedAt }: Cause, now: number): boolean => now < Date.parse(resultDue(receivedAt));
