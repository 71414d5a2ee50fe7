import type * as z from 'zod';
import { cameBack, hasArrived } from '../delivery/arrival.ts';
import { arrivedTwice, triedOf } from '../delivery/chain.ts';
import {
  type EngagedMessage,
  engagedMessageSchema,
  isHardBounce,
  judgedClicks,
  lostBy,
} from '../feedback/engagement.ts';
import { viewOf, wholeOf } from '../feedback/link-view.ts';
import { orderSchema } from '../orders/order.ts';
import { LEAFLET, respondedAt } from '../segments/ignored.ts';
import { campaignSubject, channelDaySubject, isMessageOf, journeyDaySubject, journeySubject } from '../tables/keys.ts';
import { MODELS } from './attribution-models.ts';
import { add, type Counters, NO_COUNTERS, subtract } from './counters.ts';
import { runCounters } from './run-counters.ts';

/** What one item adds to the counters of one subject. */
export interface Contribution {
  readonly subject: string;
  readonly counters: Counters;
}

const one = 1n;

/**
 * People who will not be written to again because of this message, by how they said so, with what they were worth. A dead mailbox
 * was lost before the message: it stands beside the others and is not counted among the lost.
 */
const losses = (prefix: string, row: EngagedMessage): [string, bigint][] => {
  const by = lostBy(row);
  if (by === undefined) return [];
  const { lostValue } = row;
  const value = (name: string): [string, bigint][] =>
    lostValue === undefined
      ? []
      : [
          [`${name}.valued.${lostValue.currency}`, one],
          [`${name}.value.${lostValue.currency}`, BigInt(lostValue.amount)],
        ];
  const each: [string, bigint][] = [[`${prefix}.lostBy.${by}.people`, one], ...value(`${prefix}.lostBy.${by}`)];
  return by === 'deadAddress' ? each : [...each, [`${prefix}.lost`, one], ...value(`${prefix}.lost`)];
};

/** How an ad was received by who had ignored the ones before, and by who had never had one. */
const attention = (prefix: string, row: EngagedMessage): [string, bigint][] => {
  if (row.ignored === undefined) return [];
  const answered = respondedAt(row) !== undefined;
  return [
    [`${prefix}.ads`, one],
    ...(row.ignored >= LEAFLET ? [[`${prefix}.leaflets`, one] satisfies [string, bigint]] : []),
    ...(row.first ? [[`${prefix}.first`, one] satisfies [string, bigint]] : []),
    ...(row.first && answered ? [[`${prefix}.firstAnswered`, one] satisfies [string, bigint]] : []),
  ];
};

/** What followed under a prefix: people who reached the goal, orders, revenue and its squares per currency. */
const goalCounters = (prefix: string, row: EngagedMessage): [string, bigint][] => {
  const goal = row.goal;
  if (!goal) return [];
  const revenue = BigInt(goal.revenue);
  const reached: [string, bigint][] = goal.firstAt === undefined ? [] : [[`${prefix}.converted`, one]];
  if (goal.orders === 0) return reached;
  return [
    ...reached,
    [`${prefix}.orders`, BigInt(goal.orders)],
    [`${prefix}.revenue.${goal.currency}`, revenue],
    [`${prefix}.squares.${goal.currency}`, revenue * revenue],
  ];
};

/** How a figure of people is counted so that it can be set against another one: its sum and the sum of its squares. */
const sums = (prefix: string, value: bigint): [string, bigint][] => [
  [`${prefix}.sum`, value],
  [`${prefix}.squares`, value * value],
];

/** What was known before, beside what came of it (statistics/cuped.ts), and how the person's group did. */
const comparison = (prefix: string, row: EngagedMessage): [string, bigint][] => {
  const found: [string, bigint][] = [];
  if (row.past) {
    const past = BigInt(row.past.amount);
    const same = row.goal?.currency === row.past.currency;
    found.push(...sums(`${prefix}.past.${row.past.currency}`, past));
    if (same) found.push([`${prefix}.pastTimesRevenue.${row.past.currency}`, past * BigInt(row.goal?.revenue ?? 0)]);
  }
  if (row.group !== undefined) {
    found.push([`${prefix}.group.${row.group}.people`, one]);
    if (row.goal?.firstAt !== undefined) found.push([`${prefix}.group.${row.group}.converted`, one]);
  }
  for (const [name, value] of Object.entries(row.outcomes ?? {}))
    found.push(...sums(`${prefix}.outcome.${name}`, BigInt(value)));
  return found;
};

/** Skipped for what a message is, after every gate that people held back pass, too. */
const AFTER_GATES: readonly string[] = ['renderFailed', 'labelMissing', 'sameAddress'];

/** Counts on this side of the comparison, whatever became of the message: arms must be as large as they were dealt. */
const isDealt = ({ status, reason }: EngagedMessage): boolean =>
  status === 'skipped' ? AFTER_GATES.includes(reason ?? '') : status !== 'control';

/** An open that looked like a person's and was part of a scanner's round through the links is the scanner's. */
const openerOf = (actor: string, { openedHumanAt }: EngagedMessage): string =>
  actor === 'human' && openedHumanAt === undefined ? 'scanner' : actor;

const engagement = (prefix: string, row: EngagedMessage): [string, bigint][] => {
  const found: [string, bigint][] = [];
  const note = (holds: boolean, name: string): void => {
    if (holds) found.push([`${prefix}.${name}`, one]);
  };
  note(row.deliveredAt !== undefined && !cameBack(row), 'delivered');
  note(row.openedAt !== undefined, 'opened');
  note(row.openedHumanAt !== undefined, 'openedHuman');
  note(row.clickedAt !== undefined, 'clicked');
  note(row.clickedHumanAt !== undefined, 'clickedHuman');
  note(row.unsubscribedAt !== undefined, 'unsubscribed');
  note(row.complainedAt !== undefined, 'complained');
  note(cameBack(row), 'bounced');
  note(isHardBounce(row), 'bouncedHard');
  note(row.optedOutAt !== undefined, 'optedOut');
  note(row.uninstalledAt !== undefined, 'uninstalled');
  for (const actor of new Set(Object.keys(row.opens ?? {}).map((name) => openerOf(name, row))))
    note(true, `openedBy.${actor}`);
  for (const actor of new Set(judgedClicks(row).map((click) => click.actor))) note(true, `clickedBy.${actor}`);
  return found;
};

/** The answer that stands, by kind and score. */
const answered = (prefix: string, { survey, answer }: EngagedMessage): [string, bigint][] =>
  survey && answer ? [[`${prefix}${survey.kind}.${answer.score}`, one]] : [];

/** What each way of a message adds: how it fared, and what it cost. Nothing of a message that has only one. */
const wayCounters = (row: EngagedMessage): [string, bigint][] => {
  if (row.link === undefined || row.status === 'control') return [];
  const found: [string, bigint][] = arrivedTwice(row) ? [['arrivedTwice', one]] : [];
  for (const [link, way] of triedOf(row)) {
    const prefix = `link.${link}`;
    found.push([`${prefix}.${way.status}`, one]);
    if (way.status !== 'sent') continue;
    if (hasArrived(way)) found.push([`${prefix}.delivered`, one]);
    if (cameBack(way)) found.push([`${prefix}.bounced`, one]);
    if (way.costMilli && way.costCurrency)
      found.push([`${prefix}.costMilli.${way.costCurrency}`, BigInt(way.costMilli)]);
    const isCredited = link === row.link && row.status === 'sent';
    if (isCredited) found.push(...goalCounters(prefix, row).filter(([name]) => !name.includes('.squares.')));
    if (isCredited && row.pick) found.push([`picked.${link}.${row.pick.by}`, one]);
  }
  return found;
};

/** What the ways that were taken cost, whichever of them stands for the message. */
const costCounters = (row: EngagedMessage): [string, bigint][] =>
  [...triedOf(row).values()].flatMap(({ status, costMilli, costCurrency, parts }) =>
    status === 'sent'
      ? [
          ...(costMilli && costCurrency
            ? [[`costMilli.${costCurrency}`, BigInt(costMilli)] satisfies [string, bigint]]
            : []),
          ...(parts ? [['parts', BigInt(parts)] satisfies [string, bigint]] : []),
        ]
      : [],
  );

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
const journeyContribution = (row: EngagedMessage): Contribution | undefined => {
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
const daysOf = (row: EngagedMessage): Contribution[] => {
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

/** The part of an order that attribution counts; how it came together does not matter here. */
const earnedSchema = orderSchema.pick({ currency: true, net: true, placedAt: true, attribution: true });
type EarnedOrder = z.infer<typeof earnedSchema>;

/** What one order adds to the campaign that earned it. Orders without a campaign add nothing. */
const orderContribution = (order: EarnedOrder): Counters => {
  if (!order.attribution || order.placedAt === undefined) return NO_COUNTERS;
  return add(
    new Map([
      ['attributed.orders', one],
      [`attributed.${order.attribution.touch}.orders`, one],
      [`attributed.revenue.${order.currency}`, BigInt(order.net)],
    ]),
  );
};

/** What one order adds to each campaign that another model gives a part of it: in ten-thousandths. */
const sharedContributions = ({ attribution, placedAt, currency, net }: EarnedOrder): Contribution[] => {
  if (placedAt === undefined) return [];
  return (attribution?.shares ?? []).map(({ campaignId, ...parts }) => ({
    subject: campaignSubject(campaignId),
    counters: add(
      new Map(
        MODELS.flatMap((model): [string, bigint][] => [
          [`model.${model}.orders`, BigInt(parts[model])],
          [`model.${model}.revenue.${currency}`, BigInt(parts[model]) * BigInt(net)],
        ]),
      ),
    ),
  }));
};

/** Guards and reservations share the ledger's table and are no messages. */
const isGuard = (image: unknown): boolean =>
  typeof image === 'object' &&
  image !== null &&
  'customerId' in image &&
  typeof image.customerId === 'string' &&
  !isMessageOf(image.customerId);

/** Contributions of an item's image; none if there is no image or it counts nowhere. Throws on an unknown shape. */
export const contributions = (table: CountedTable, image: unknown): Contribution[] => {
  if (image === undefined) return [];
  if (table === 'runs') {
    const run = runCounters(image);
    return run ? [{ subject: journeySubject(run.journeyId), counters: add(new Map(run.counters)) }] : [];
  }
  if (isGuard(image)) return [];
  if (table === 'messages') {
    const row = engagedMessageSchema.parse(image);
    const journey = journeyContribution(row);
    const campaign = { subject: campaignSubject(row.campaignId), counters: messageContribution(row) };
    return [campaign, ...daysOf(row), ...(journey ? [journey] : [])];
  }
  const order = earnedSchema.parse(image);
  if (!order.attribution) return [];
  const own = { subject: campaignSubject(order.attribution.campaignId), counters: orderContribution(order) };
  return [own, ...sharedContributions(order)];
};

export type CountedTable = 'messages' | 'orders' | 'runs';

/** Difference that one change makes, by subject: a message counts for its campaign and its day. */
export const difference = (table: CountedTable, before: unknown, after: unknown): ReadonlyMap<string, Counters> => {
  const changes = new Map<string, Counters>();
  for (const { subject, counters } of contributions(table, after))
    changes.set(subject, add(changes.get(subject) ?? NO_COUNTERS, counters));
  for (const { subject, counters } of contributions(table, before))
    changes.set(subject, subtract(changes.get(subject) ?? NO_COUNTERS, counters));
  for (const [subject, counters] of changes) if (counters.size === 0) changes.delete(subject);
  return changes;
};

/** Counters of one subject from one shard, with the last change that went into them. */
export interface ShardCounters {
  readonly sequence: string;
  readonly counters: Counters;
}

export interface Change {
  /** Padded. */
  readonly sequence: string;
  readonly counters: Counters;
}

/**
 * Applies the changes that the shard's counters have not seen (rule 11). One lane delivers a shard in order, so
 * everything up to `sequence` is in; a replay or a stale batch changes nothing.
 */
export const advance = (known: ShardCounters | undefined, changes: readonly Change[]): ShardCounters | undefined => {
  const last = known?.sequence ?? '';
  const fresh = changes.filter(({ sequence }) => sequence > last);
  if (fresh.length === 0) return undefined;
  return {
    sequence: fresh.reduce((highest, { sequence }) => (sequence > highest ? sequence : highest), last),
    counters: add(known?.counters ?? NO_COUNTERS, ...fresh.map(({ counters }) => counters)),
  };
};
