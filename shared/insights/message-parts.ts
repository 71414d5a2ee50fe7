import { cameBack, hasArrived } from '../delivery/arrival.ts';
import { arrivedTwice, triedOf } from '../delivery/chain.ts';
import { type EngagedMessage, isHardBounce, judgedClicks, lostBy } from '../feedback/engagement.ts';
import { LEAFLET, respondedAt } from '../segments/ignored.ts';

const one = 1n;

/**
 * People who will not be written to again because of this message, by how they said so, with what they were worth. A dead mailbox
 * was lost before the message: it stands beside the others and is not counted among the lost.
 */
export const losses = (prefix: string, row: EngagedMessage): [string, bigint][] => {
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
export const attention = (prefix: string, row: EngagedMessage): [string, bigint][] => {
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
export const goalCounters = (prefix: string, row: EngagedMessage): [string, bigint][] => {
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
export const comparison = (prefix: string, row: EngagedMessage): [string, bigint][] => {
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

/** An open that looked like a person's and was part of a scanner's round through the links is the scanner's. */
const openerOf = (actor: string, { openedHumanAt }: EngagedMessage): string =>
  actor === 'human' && openedHumanAt === undefined ? 'scanner' : actor;

export const engagement = (prefix: string, row: EngagedMessage): [string, bigint][] => {
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
export const answered = (prefix: string, { survey, answer }: EngagedMessage): [string, bigint][] =>
  survey && answer ? [[`${prefix}${survey.kind}.${answer.score}`, one]] : [];

/** What each way of a message adds: how it fared, and what it cost. Nothing of a message that has only one. */
export const wayCounters = (row: EngagedMessage): [string, bigint][] => {
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
export const costCounters = (row: EngagedMessage): [string, bigint][] =>
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
