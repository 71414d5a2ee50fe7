import { isGranted } from '../consent/consent-state.ts';
import type { StoredEvent } from '../events/event.ts';
import { compares, instantOf, numberOf, satisfies, valueAt } from '../events/values.ts';
import { fractionOf } from '../platform/hash.ts';
import { dateOfEpochDay, epochDay, localEpochDay } from '../platform/time.ts';
import { kindOf } from '../profiles/customer-kind.ts';
import { type Customer, idsOf, type Scores } from '../profiles/profile.ts';
import { PROSPECT } from '../scoring/rfm.ts';
import { type ComputedContext, createComputed } from './computed.ts';
import { consentHolds } from './consent-rule.ts';
import type { Channel, DateLeaf, EventLeaf, MessageLeaf, ScoreName, Within } from './leaf.ts';
import { partsOf, type Rule } from './rule.ts';

/** One message as rules see it: handed over, and what the person did with it. Control and skipped rows are none. */
export interface MessageFact {
  readonly campaignId: string;
  readonly channel: string;
  /** Hand-over, ISO 8601 UTC. */
  readonly at: string;
  readonly opened: boolean;
  readonly clicked: boolean;
}

/** What a person did, read only when a rule cannot be decided without it. Events are deduplicated by messageId. */
export interface History {
  readonly events: readonly StoredEvent[];
  readonly messages: readonly MessageFact[];
}

export interface RuleContext extends ComputedContext {
  readonly zone: string;
  /** Instant of the evaluation, ms: the end of `today` in a nightly run, the clock at hand-over. */
  readonly now: number;
  /** Rule of another segment by id, in the version that belongs to this evaluation. */
  readonly segmentRule: (id: string) => Rule | undefined;
}

export interface Subject extends Pick<Customer, 'customerId' | 'fold' | 'linkedIds'> {
  readonly scores?: Omit<Scores, 'runId'> | undefined;
}

/** `unknown`: only the person's history can tell. */
export type Verdict = true | false | 'unknown';

const negate = (verdict: Verdict): Verdict => (verdict === 'unknown' ? 'unknown' : !verdict);

const CONTACT: Readonly<Record<Channel, 'email' | 'phone' | undefined>> = {
  email: 'email',
  sms: 'phone',
  kakao: 'phone',
  push: undefined,
};

/** Has an address on the channel and agreed to ads there. What else stands in the way is checked at hand-over (P5). */
export const isReachable = ({ fold }: Pick<Subject, 'fold'>, channel: Channel, now: number): boolean => {
  const contact = CONTACT[channel];
  return contact !== undefined && fold.contacts[contact] !== undefined && isGranted(fold.consent[channel]?.ad, now);
};

const scoreValue = (scores: Subject['scores'], name: ScoreName): unknown => {
  if (name === 'rfm.segment') return scores ? (scores.rfm?.segment ?? PROSPECT) : undefined;
  return valueAt(scores, name);
};

/** Local days of a window, both ends included; never beyond the day of evaluation. */
const windowOf = (within: Within | undefined, today: number): { from: number; to: number } => {
  if (!within) return { from: Number.NEGATIVE_INFINITY, to: today };
  if ('days' in within) return { from: today - within.days + 1, to: today };
  return { from: epochDay(within.from), to: Math.min(today, epochDay(within.to)) };
};

const inWindow = (at: string, within: Within | undefined, context: RuleContext): boolean => {
  const { from, to } = windowOf(within, context.today);
  const day = localEpochDay(Date.parse(at), context.zone);
  return day >= from && day <= to;
};

const eventVerdict = (
  leaf: EventLeaf,
  subject: Subject,
  context: RuleContext,
  history: History | undefined,
): Verdict => {
  if (!history) {
    // The profile's counters settle the common case of somebody who never did it, without reading an event.
    const counted = subject.fold.eventCounts;
    const never = !Object.hasOwn(counted, leaf.event) && !Object.hasOwn(counted, '…');
    if (!never) return 'unknown';
  }
  let count = 0;
  let sum = 0;
  for (const event of history?.events ?? []) {
    if (event.type !== 'track' || event.name !== leaf.event || !inWindow(event.at, leaf.within, context)) continue;
    const properties = event.body.properties;
    const fits = (leaf.where ?? []).every((condition) =>
      satisfies(valueAt(properties, condition.property), condition, context.zone),
    );
    if (!fits) continue;
    count += 1;
    if (leaf.sum) sum += numberOf(valueAt(properties, leaf.sum.property)) ?? 0;
  }
  if (leaf.sum) return compares(sum, leaf.sum);
  return compares(count, leaf.count ?? { gte: 1 });
};

const hasOutcome = (message: MessageFact, outcome: MessageLeaf['message']['outcome']): boolean => {
  switch (outcome) {
    case 'received':
      return true;
    case 'opened':
      return message.opened;
    case 'clicked':
      return message.clicked;
    case 'ignored':
      return !message.opened && !message.clicked;
  }
};

const messageVerdict = (leaf: MessageLeaf, context: RuleContext, history: History | undefined): Verdict => {
  if (!history) return 'unknown';
  const { campaign, channel, outcome } = leaf.message;
  const count = history.messages.filter(
    (message) =>
      (campaign === undefined || message.campaignId === campaign) &&
      (channel === undefined || message.channel === channel) &&
      inWindow(message.at, leaf.within, context) &&
      hasOutcome(message, outcome),
  ).length;
  return compares(count, leaf.count ?? { gte: 1 });
};

const LEAP_DAY = /-02-29$/;

/** Days until the next time this month and day come round; 29 February falls on the 28th in other years. */
const daysToAnniversary = (date: string, today: number): number => {
  const year = Number(dateOfEpochDay(today).slice(0, 4));
  for (const candidate of [year, year + 1]) {
    const leap = (candidate % 4 === 0 && candidate % 100 !== 0) || candidate % 400 === 0;
    const monthDay = LEAP_DAY.test(date) && !leap ? '-02-28' : date.slice(-6);
    const day = epochDay(`${String(candidate).padStart(4, '0')}${monthDay}`);
    if (day >= today) return day - today;
  }
  return 365;
};

const dateVerdict = (leaf: DateLeaf, value: unknown, context: RuleContext): boolean => {
  const ms = instantOf(value, context.zone);
  if (ms === undefined) return false;
  const day = localEpochDay(ms, context.zone);
  const days = leaf.everyYear ? daysToAnniversary(dateOfEpochDay(day), context.today) : day - context.today;
  return compares(days, leaf.inDays);
};

/** Whether a rule asks for scores, itself or through a segment that it names. */
const asksScores = (rule: Rule, context: RuleContext, open: ReadonlySet<string> = new Set()): boolean => {
  for (const part of partsOf(rule)) {
    if ('score' in part) return true;
    if (!('segment' in part) || open.has(part.segment)) continue;
    const other = context.segmentRule(part.segment);
    if (other && asksScores(other, context, new Set([...open, part.segment]))) return true;
  }
  return false;
};

/** Whether a rule asks what kind of customer somebody is, itself or through a segment that it names. */
const asksKind = (rule: Rule, context: RuleContext, open: ReadonlySet<string> = new Set()): boolean => {
  for (const part of partsOf(rule)) {
    if (('computed' in part && part.computed === 'kind') || ('trait' in part && part.trait === 'customerKind'))
      return true;
    if (!('segment' in part) || open.has(part.segment)) continue;
    const other = context.segmentRule(part.segment);
    if (other && asksKind(other, context, new Set([...open, part.segment]))) return true;
  }
  return false;
};

/**
 * Whether a rule holds for one customer. One that does not ask for the kind of customer is about consumers. One that asks for scores holds for nobody who objected to profiling, whatever
 * it says about them. Without `history`, parts that need it are `unknown`, and so is the whole unless
 * the other parts decide it; then read the history and ask again. With `history` the answer is never `unknown`.
 */
export const evaluate = (rule: Rule, subject: Subject, context: RuleContext, history?: History): Verdict => {
  if (subject.fold.objectedAt !== undefined && asksScores(rule, context)) return false;
  if (kindOf(subject.fold, context.customerKinds) !== 'consumer' && !asksKind(rule, context)) return false;
  const computed = createComputed(subject.fold, context);
  const open = new Set<string>();

  const every = (rules: readonly Rule[], ends: boolean): Verdict => {
    let verdict: Verdict = !ends;
    for (const part of rules) {
      const result = holds(part);
      if (result === ends) return ends;
      if (result === 'unknown') verdict = 'unknown';
    }
    return verdict;
  };

  const ofSegment = (id: string): Verdict => {
    const other = context.segmentRule(id);
    // Cycles are refused when a segment is saved; one that slipped in must end, and holds for nobody.
    if (!other || open.has(id)) return false;
    open.add(id);
    const verdict = holds(other);
    open.delete(id);
    return verdict;
  };

  const dateAt = (path: string): unknown => {
    const trait = valueAt(subject.fold.traits, path);
    if (trait !== undefined || !path.startsWith('computed.')) return trait;
    return computed(path.slice('computed.'.length));
  };

  const holds = (part: Rule): Verdict => {
    if ('all' in part) return every(part.all, false);
    if ('any' in part) return every(part.any, true);
    if ('not' in part) return negate(holds(part.not));
    if ('trait' in part) return satisfies(valueAt(subject.fold.traits, part.trait), part, context.zone);
    if ('computed' in part) return satisfies(computed(part.computed), part, context.zone);
    if ('score' in part) return satisfies(scoreValue(subject.scores, part.score), part, context.zone);
    if ('event' in part) return eventVerdict(part, subject, context, history);
    if ('message' in part) return messageVerdict(part, context, history);
    if ('date' in part) return dateVerdict(part, dateAt(part.date), context);
    if ('consent' in part) {
      return consentHolds(part, subject.fold, context.now);
    }
    if ('reachable' in part) return isReachable(subject, part.reachable, context.now);
    if ('segment' in part) return ofSegment(part.segment);
    const { salt, from, to } = part.bucket;
    const fraction = fractionOf('bucket', salt, subject.customerId);
    return fraction >= from && fraction < to;
  };

  return holds(rule);
};

/** Evaluates, reading the person's history only if the rule cannot be decided without it. */
export const matches = async (
  rule: Rule,
  subject: Subject,
  context: RuleContext,
  history: (ids: readonly string[]) => Promise<History>,
): Promise<boolean> => {
  const first = evaluate(rule, subject, context);
  if (first !== 'unknown') return first;
  return evaluate(rule, subject, context, await history(idsOf(subject))) === true;
};
