import { triedOf } from '../delivery/chain.ts';
import { type EngagedMessage, lostBy } from '../feedback/engagement.ts';
import { viewOf, wholeOf } from '../feedback/link-view.ts';
import { channelDaySubject, journeyDaySubject } from '../tables/keys.ts';
import type { Contribution } from './counters.ts';
import { add, type Counters } from './counters.ts';
import {
  answered,
  attention,
  comparison,
  costCounters,
  engagement,
  goalCounters,
  losses,
  wayCounters,
} from './message-parts.ts';

const one = 1n;

/** Skipped for what a message is, after every gate that people held back pass, too. */
const AFTER_GATES: readonly string[] = ['renderFailed', 'labelMissing', 'sameAddress', 'noCoupon'];

/** Counts on this side of the comparison, whatever became of the message: arms must be as large as they were dealt. */
const isDealt = ({ status, reason }: EngagedMessage): boolean =>
  status === 'skipped' ? AFTER_GATES.includes(reason ?? '') : status !== 'control';

/** Counts of one name come together: a message can have been paid for twice. */
const summed = (entries: readonly (readonly [string, bigint])[]): Counters => {
  const sum = new Map<string, bigint>();
  for (const [name, value] of entries) sum.set(name, (sum.get(name) ?? 0n) + value);
  return add(sum);
};

/** What one ledger row adds to its campaign's counters. Every figure of the report is a sum of these. */
export const messageContribution = (stored: EngagedMessage): Counters => {
  const row = wholeOf(stored);
  const entries: [string, bigint][] = [[`status.${row.status}`, one]];
  if (row.status === 'control') {
    const held = row.arm === 'holdout' ? 'holdout' : 'control';
    entries.push([row.eligible ? `${held}.eligible` : `${held}.ineligible.${row.reason ?? 'unknown'}`, one]);
    entries.push(...goalCounters(`${held}.all`, row));
    if (row.eligible) entries.push(...goalCounters(`${held}.eligible`, row), ...comparison(`${held}.eligible`, row));
    return add(new Map(entries));
  }
  const prefix = `arm.${row.arm}`;
  if (isDealt(row)) entries.push([`${prefix}.dealt`, one]);
  entries.push(...wayCounters(stored), ...costCounters(stored));
  if (row.status !== 'sent') {
    if (row.reason !== undefined) entries.push([`${row.status}.${row.reason}`, one]);
    return summed(entries);
  }
  entries.push([`${prefix}.sent`, one], ...engagement(prefix, row), ...goalCounters(prefix, row));
  entries.push(...losses(prefix, row), ...attention(prefix, row), ...comparison(prefix, row));
  entries.push(...answered(`${prefix}.`, row));
  return summed(entries);
};

/** Hour of the week in UTC, 0 is Sunday 00:00; the reader knows the shop's zone. */
const hourOfWeek = (at: string): number => {
  const date = new Date(at);
  return date.getUTCDay() * 24 + date.getUTCHours();
};

/**
 * What a row adds to the day (UTC) of its hand-over on its channel: figures of the account and of spans of time, whatever the
 * campaigns. Imported rows were handed over elsewhere.
 */
const dayContribution = (row: EngagedMessage, losesPerson: boolean): Contribution | undefined => {
  if (row.imported || (row.status !== 'sent' && row.status !== 'failed')) return undefined;
  // Nobody failed to deliver what was of no use any more when its hour came.
  if (row.reason === 'tooLate') return undefined;
  const subject = channelDaySubject(row.channel, (row.handedOverAt ?? row.at).slice(0, 10));
  const prefix = row.purpose;
  if (row.status === 'failed') return { subject, counters: new Map([[`${prefix}.failed`, one]]) };
  const entries: [string, bigint][] = [[`${prefix}.sent`, one], ...engagement(prefix, row)];
  entries.push(...goalCounters(prefix, row), ...attention(prefix, row), ...answered('', row));
  if (losesPerson) entries.push(...losses(prefix, row));
  if (row.goalDays !== undefined) entries.push([`${prefix}.aimed`, one]);
  if (row.costMilli && row.costCurrency)
    entries.push([`${prefix}.costMilli.${row.costCurrency}`, BigInt(row.costMilli)]);
  if (row.openedHumanAt !== undefined) entries.push([`${prefix}.openHour.${hourOfWeek(row.openedHumanAt)}`, one]);
  if (row.clickedHumanAt !== undefined) entries.push([`${prefix}.clickHour.${hourOfWeek(row.clickedHumanAt)}`, one]);
  return { subject, counters: add(new Map(entries)) };
};

/**
 * What a journey's message adds to its journey's day: everything but its own goal, which would count an order once for each message.
 * The person counts with the first one, apart for each share that was held back: only people of one share are alike on both sides.
 */
export const journeyContribution = (row: EngagedMessage): Contribution | undefined => {
  if (row.journeyDay === undefined) return undefined;
  const { goal: _own, past: _past, group: _group, ...rest } = row;
  const prefix = `lead ${row.heldShare ?? 0} ${row.status === 'control' ? 'control' : 'sent'}`;
  const led: [string, bigint][] = row.lead
    ? [[`${prefix}.people`, one], ...goalCounters(prefix, { ...rest, goal: row.lead })]
    : [];
  return { subject: journeyDaySubject(row.journeyDay), counters: add(messageContribution(rest), new Map(led)) };
};

const lostAt = (way: EngagedMessage): string =>
  way.complainedAt ?? way.optedOutAt ?? way.unsubscribedAt ?? way.bouncedAt ?? '';

/** Each way counts on its own channel and day; what the person did after it, once, and their loss with the way that first lost them. */
export const daysOf = (row: EngagedMessage): Contribution[] => {
  const ways = [...triedOf(row).keys()].flatMap((link) => viewOf(row, link) ?? []);
  const [loser] = ways
    .filter((way) => lostBy(way) !== undefined)
    .sort((left, right) => (lostAt(left) < lostAt(right) ? -1 : Number(lostAt(left) > lostAt(right))));
  return ways.flatMap((way) => {
    if (way.link === row.link) return dayContribution(way, way === loser) ?? [];
    const { goal: _goal, goalDays: _days, ignored: _ignored, survey: _survey, answer: _answer, ...alone } = way;
    return dayContribution(alone, way === loser) ?? [];
  });
};
