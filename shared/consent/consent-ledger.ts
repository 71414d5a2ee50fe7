import { EVIDENCE_PURPOSES, type Evidence, type Statement } from './evidence.ts';

/**
 * The most that each kind of statement has said on one channel, purpose and topic: maxima of ISO times. Maxima commute, so
 * statements may come in any order and be merged from parts (rule 5).
 */
export interface ConsentFacts {
  /** Latest receipt of a withdrawal. */
  withdrawn?: string;
  /** Latest explicit grant with a time of its own: the earlier of that time and its receipt. */
  granted?: string;
  /** Latest receipt of an explicit grant without a time. */
  undated?: string;
  /** Latest grant by transaction, counted like an explicit one. */
  transaction?: string;
  /** Latest explicit grant, with a time of its own, that must be confirmed before it counts. */
  asked?: string;
  /** The same without a time. */
  askedUndated?: string;
}

const KINDS = ['withdrawn', 'granted', 'undated', 'transaction', 'asked', 'askedUndated'] as const;

/** Facts by `<channel>.<purpose>` or `<channel>.ad.<topic>`. */
export type ConsentLedger = Readonly<Record<string, ConsentFacts>>;

/** Topics come from strangers, so a profile keeps so many of one person, first by name; a gate reads the evidence itself. */
export const MAX_TOPICS = 40;

const later = (left: string | undefined, right: string | undefined): string | undefined =>
  left === undefined || (right !== undefined && right > left) ? right : left;

export const mergeFacts = (left: ConsentFacts, right: ConsentFacts): ConsentFacts => {
  const facts: ConsentFacts = {};
  for (const kind of KINDS) {
    const time = later(left[kind], right[kind]);
    if (time !== undefined) facts[kind] = time;
  }
  return facts;
};

const factsOf = (statement: Statement, vouched: boolean): ConsentFacts => {
  if (statement.state === 'withdrawn') return { withdrawn: statement.receivedAt };
  const { at, receivedAt } = statement;
  const counts = at !== undefined && at < receivedAt ? at : receivedAt;
  if (statement.basis === 'transaction') return { transaction: counts };
  if (!vouched) return at === undefined ? { askedUndated: receivedAt } : { asked: counts };
  return at === undefined ? { undated: receivedAt } : { granted: counts };
};

export const ledgerKey = ({ channel, purpose, topic }: Pick<Evidence, 'channel' | 'purpose' | 'topic'>): string =>
  topic === undefined ? `${channel}.${purpose}` : `${channel}.${purpose}.${topic}`;

/** Adds one statement. Pure; the order of statements does not matter. `vouched: false` makes a grant wait for its confirmation. */
export const addStatement = (ledger: ConsentLedger, statement: Statement, vouched = true): ConsentLedger => {
  const key = ledgerKey(statement);
  return { ...ledger, [key]: mergeFacts(ledger[key] ?? {}, factsOf(statement, vouched)) };
};

const isTopic = (key: string): boolean => key.split('.').length > 2;

/** Only the first topics by name: what is first in a union is first in each part that has it, so merging stays associative. */
const bounded = (ledger: ConsentLedger): ConsentLedger => {
  const topics = Object.keys(ledger).filter(isTopic);
  if (topics.length <= MAX_TOPICS) return ledger;
  const kept = new Set(topics.sort().slice(0, MAX_TOPICS));
  return Object.fromEntries(Object.entries(ledger).filter(([key]) => !isTopic(key) || kept.has(key)));
};

/** Ledger of the union of two sets of statements, with at most `MAX_TOPICS` topics. */
export const mergeLedgers = (left: ConsentLedger, right: ConsentLedger): ConsentLedger => {
  const ledger: Record<string, ConsentFacts> = { ...left };
  for (const [key, facts] of Object.entries(right)) ledger[key] = mergeFacts(ledger[key] ?? {}, facts);
  return bounded(ledger);
};

/** Topics that a ledger speaks of on one channel, by name. */
export const topicsIn = (ledger: ConsentLedger, channel: string): string[] =>
  Object.keys(ledger)
    .filter((key) => key.startsWith(`${channel}.ad.`))
    .map((key) => key.slice(`${channel}.ad.`.length))
    .sort();

/** True for a key that a ledger can have; anything else in a stored one is of another time. */
export const isLedgerKey = (key: string): boolean => {
  const [, purpose] = key.split('.');
  return EVIDENCE_PURPOSES.some((known) => known === purpose);
};
