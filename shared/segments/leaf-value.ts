import { addressFor } from '../consent/address.ts';
import { isGranted } from '../consent/consent-state.ts';
import type { Operators } from '../events/condition.ts';
import { compares, instantOf, numberOf, satisfies, valueAt } from '../events/values.ts';
import { fractionOf } from '../platform/hash.ts';
import { anniversaryFrom, dateOfEpochDay, epochDay, localEpochDay } from '../platform/time.ts';
import { allContacts } from '../profiles/devices.ts';
import type { Customer, Scores } from '../profiles/profile.ts';
import { PROSPECT } from '../scoring/rfm.ts';
import { type ComputedContext, createComputed } from './computed.ts';
import { consentHolds, consentState } from './consent-rule.ts';
import { ignoredInARow } from './ignored.ts';
import type { Channel, DateLeaf, EventLeaf, Leaf, MessageLeaf, ScoreName, Within } from './leaf.ts';
import { COMPUTED_PATH, type Rule } from './rule.ts';

/** One message as rules see it: handed over, and what the person did with it. Control and skipped rows are none. */
export interface MessageFact {
  readonly campaignId: string;
  readonly channel: string;
  /** Hand-over, ISO 8601 UTC. */
  readonly at: string;
  readonly opened: boolean;
  readonly clicked: boolean;
  readonly purpose?: string | undefined;
  /** The newest answer of the person to it, ISO 8601 UTC. */
  readonly respondedAt?: string | undefined;
}

/** Names of track events that rules ask for, each with the names of properties that they look at. */
export type AskedEvents = ReadonlyMap<string, ReadonlySet<string>>;

/** One track event as rules see it, with those of its properties that they ask for. */
export interface EventFact {
  readonly name: string;
  /** ISO 8601 UTC. */
  readonly at: string;
  readonly properties: Readonly<Record<string, unknown>>;
}

/** What a person did, read only when a rule cannot be decided without it. Events are deduplicated by messageId. */
export interface History {
  readonly events: readonly EventFact[];
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

/** What a leaf found of one person, for people to read, and whether it holds. Nothing is found before the history is read. */
export interface Finding {
  readonly value: unknown;
  readonly holds: Verdict;
}

const unread: Finding = { value: undefined, holds: 'unknown' };

/** Has an address on the channel (of push: a device that takes messages) and agreed to ads there. What else stands in the way is checked at hand-over (P5). */
export const isReachable = ({ fold }: Pick<Subject, 'fold'>, channel: Channel, now: number): boolean => {
  const address = addressFor(channel, allContacts(fold));
  return address !== undefined && isGranted(fold.consent[channel]?.ad, now);
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

const eventFinding = (
  leaf: EventLeaf,
  subject: Subject,
  context: RuleContext,
  history: History | undefined,
): Finding => {
  if (!history) {
    // The profile's counters settle the common case of somebody who never did it, without reading an event.
    const counted = subject.fold.eventCounts;
    const never = !Object.hasOwn(counted, leaf.event) && !Object.hasOwn(counted, '…');
    if (!never) return unread;
  }
  let count = 0;
  let sum = 0;
  for (const event of history?.events ?? []) {
    if (event.name !== leaf.event || !inWindow(event.at, leaf.within, context)) continue;
    const { properties } = event;
    const fits = (leaf.where ?? []).every((condition) =>
      satisfies(valueAt(properties, condition.property), condition, context.zone),
    );
    if (!fits) continue;
    count += 1;
    if (leaf.sum) sum += numberOf(valueAt(properties, leaf.sum.property)) ?? 0;
  }
  if (leaf.sum) return { value: sum, holds: compares(sum, leaf.sum) };
  return { value: count, holds: compares(count, leaf.count ?? { gte: 1 }) };
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

const messageFinding = (
  leaf: MessageLeaf,
  { fold }: Subject,
  context: RuleContext,
  history: History | undefined,
): Finding => {
  if (!history) return unread;
  const { campaign, channel, outcome, inARow } = leaf.message;
  const asked = inARow ? ignoredInARow(history.messages, fold.lastOrderAt) : history.messages;
  const count = asked.filter(
    (message) =>
      (campaign === undefined || message.campaignId === campaign) &&
      (channel === undefined || message.channel === channel) &&
      inWindow(message.at, leaf.within, context) &&
      hasOutcome(message, outcome),
  ).length;
  return { value: count, holds: compares(count, leaf.count ?? { gte: 1 }) };
};

const dateFinding = (leaf: DateLeaf, value: unknown, context: RuleContext): Finding => {
  const ms = instantOf(value, context.zone);
  if (ms === undefined) return { value: undefined, holds: false };
  const day = localEpochDay(ms, context.zone);
  const days = leaf.everyYear
    ? anniversaryFrom(dateOfEpochDay(day), context.today) - context.today
    : day - context.today;
  return { value: days, holds: compares(days, leaf.inDays) };
};

/** Looks leaves up in one person; a leaf about a segment is for who knows the other rules. */
export const createFinder = (subject: Subject, context: RuleContext, history: History | undefined) => {
  const { fold, scores, customerId } = subject;
  const computed = createComputed(fold, context);

  const dateAt = (path: string): unknown => {
    const trait = valueAt(fold.traits, path);
    return trait === undefined && path.startsWith(COMPUTED_PATH) ? computed(path.slice(COMPUTED_PATH.length)) : trait;
  };

  const ofValue = (value: unknown, leaf: Operators): Finding => ({
    value,
    holds: satisfies(value, leaf, context.zone),
  });

  return (leaf: Exclude<Leaf, { readonly segment: string }>): Finding => {
    if ('trait' in leaf) return ofValue(valueAt(fold.traits, leaf.trait), leaf);
    if ('computed' in leaf) return ofValue(computed(leaf.computed), leaf);
    if ('score' in leaf) return ofValue(scoreValue(scores, leaf.score), leaf);
    if ('event' in leaf) return eventFinding(leaf, subject, context, history);
    if ('message' in leaf) return messageFinding(leaf, subject, context, history);
    if ('date' in leaf) return dateFinding(leaf, dateAt(leaf.date), context);
    if ('consent' in leaf) return { value: consentState(leaf, fold), holds: consentHolds(leaf, fold, context.now) };
    if ('reachable' in leaf) {
      const holds = isReachable(subject, leaf.reachable, context.now);
      return { value: holds, holds };
    }
    const { salt, from, to } = leaf.bucket;
    const fraction = fractionOf('bucket', salt, customerId);
    return { value: fraction, holds: fraction >= from && fraction < to };
  };
};
