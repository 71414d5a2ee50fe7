import { ONLY_ARM } from '../campaigns/arm.ts';
import type { Moments } from '../statistics/means.ts';
import { type Counters, count, countsUnder } from './counters.ts';
import { DEFINITIONS } from './definitions.ts';
import { anywayOf, type EffectInput, extraOf, type Group, gapOf, liftOf, netOf } from './effect.ts';
import { type ExperimentInput, experimentOf } from './experiment.ts';
import type { Money, Report } from './report-schema.ts';
import { armsOf, spentOf } from './spent.ts';
import { surveyResults } from './survey-result.ts';
import { type Way, waysOf } from './ways-report.ts';

export interface ReportInput {
  readonly campaign: {
    readonly id: string;
    readonly name: string;
    readonly channel: string;
    readonly goalEvent: string | undefined;
    readonly windowDays: number | undefined;
    readonly control: number;
    readonly arms?: ExperimentInput['arms'] | undefined;
    readonly effect?: number | undefined;
    readonly hypothesis?: string | undefined;
    /** The ways of its message, its own first; absent where it has one. */
    readonly ways?: readonly Way[] | undefined;
  };
  readonly status: string;
  readonly paused: Report['paused'];
  readonly stage: Report['stage'];
  readonly launchedAt: string | undefined;
  /** People of the frozen audience, control group apart. */
  readonly audience: number;
  /** People assigned to the control group. */
  readonly controlSize: number;
  readonly holdoutSize: number;
  /** Every arm's time has come. */
  readonly begun: boolean;
  /** An arm was chosen for the rest. */
  readonly decided: boolean;
  readonly counters: Counters;
  readonly currency: string;
  readonly margin: number;
  /** What the cloud takes for one message, in thousandths of the minor unit of `currency`. */
  readonly platformMilli: number;
  /** Revenue of one buyer over the last twelve months in minor units of `currency`; null if nothing is known. */
  readonly revenuePerPerson: number | null;
  /** ISO 8601 UTC. */
  readonly now: string;
}

const ratio = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole);

const outcome = (counters: Counters, prefix: string, currency: string) => ({
  converted: count(counters, `${prefix}.converted`),
  orders: count(counters, `${prefix}.orders`),
  revenue: { amount: count(counters, `${prefix}.revenue.${currency}`), currency },
});

export const moments = (counters: Counters, prefix: string, currency: string, n: number): Moments => ({
  n,
  sum: count(counters, `${prefix}.revenue.${currency}`),
  sumSquares: count(counters, `${prefix}.squares.${currency}`),
});

export const plus = (left: Moments, right: Moments): Moments => ({
  n: left.n + right.n,
  sum: left.sum + right.sum,
  sumSquares: left.sumSquares + right.sumSquares,
});

const otherRevenue = (counters: Counters, currency: string): Money[] => {
  const found = new Map<string, number>();
  for (const [name, value] of counters) {
    const other = /^(?:arm\.[^.]+|control\.all)\.revenue\.([A-Z]{3})$/.exec(name)?.[1];
    if (other !== undefined && other !== currency) found.set(other, (found.get(other) ?? 0) + Number(value));
  }
  return [...found].map(([code, amount]) => ({ amount, currency: code }));
};

/** The report of one campaign from its counters. Pure: the same counters give the same report. */
export const reportOf = (input: ReportInput): Report => {
  const { campaign, counters, currency } = input;
  const arms = armsOf(counters);
  const over = (name: string): number => arms.reduce((sum, arm) => sum + count(counters, `arm.${arm}.${name}`), 0);
  const actors = (name: string): Record<string, number> => {
    const sum: Record<string, number> = {};
    for (const arm of arms) {
      for (const [actor, value] of Object.entries(countsUnder(counters, `arm.${arm}.${name}.`)))
        sum[actor] = (sum[actor] ?? 0) + value;
    }
    return sum;
  };
  const status = (name: string): number => count(counters, `status.${name}`);
  const skipped = countsUnder(counters, 'skipped.');
  const open = status('deferred') + status('sent') + status('skipped') + status('failed') + status('unknown');
  const sent = status('sent');
  const delivered = over('delivered');
  const eligible = count(counters, 'control.eligible');
  const treated: Group = {
    converted: over('converted'),
    money: arms
      .map((arm) => moments(counters, `arm.${arm}`, currency, count(counters, `arm.${arm}.sent`)))
      .reduce(plus, { n: 0, sum: 0, sumSquares: 0 }),
  };
  const control: Group = {
    converted: count(counters, 'control.eligible.converted'),
    money: moments(counters, 'control.eligible', currency, eligible),
  };
  const effect: EffectInput = {
    hasGoal: campaign.windowDays !== undefined,
    controlShare: campaign.control,
    currency,
    margin: input.margin,
    revenuePerPerson: input.revenuePerPerson,
  };
  const lift = liftOf(treated, control, gapOf(effect, treated, control));
  const extra = extraOf(treated, control, lift, currency);
  const spent = spentOf({ counters, effect, platformMilli: input.platformMilli });
  const { cost, platformCost, peopleLost } = spent;
  const competing = campaign.arms ?? [{ id: ONLY_ARM, share: 1 }];
  const nameOf = (arm: string): string => competing.find(({ id }) => id === arm)?.name ?? arm;
  const { begun, decided } = input;
  const experiment = effect.hasGoal
    ? experimentOf({
        ...{ counters, currency, begun, decided, arms: competing, over: input.status === 'done' },
        ...{ control: campaign.control, effect: campaign.effect, goalEvent: campaign.goalEvent },
      })
    : null;

  return {
    campaignId: campaign.id,
    name: campaign.name,
    channel: campaign.channel,
    status: input.status,
    paused: input.paused,
    stage: input.stage,
    asOf: input.now,
    currency,
    goalEvent: campaign.goalEvent ?? null,
    windowDays: campaign.windowDays ?? null,
    launchedAt: input.launchedAt ?? null,
    audience: input.audience,
    // Whoever has no row yet, and claims in flight.
    pending: Math.max(0, input.audience - open),
    deferred: status('deferred'),
    delivered,
    opened: { all: over('opened'), human: over('openedHuman'), by: actors('openedBy') },
    clicked: { all: over('clicked'), human: over('clickedHuman'), by: actors('clickedBy') },
    converted: treated.converted,
    orders: over('orders'),
    revenue: { amount: treated.money.sum, currency },
    negative: {
      unsubscribed: over('unsubscribed'),
      complained: over('complained'),
      bounced: over('bounced'),
      optedOut: over('optedOut'),
      uninstalled: over('uninstalled'),
    },
    skipped,
    failed: status('failed'),
    unknown: status('unknown'),
    reasons: {
      deferred: countsUnder(counters, 'deferred.'),
      failed: countsUnder(counters, 'failed.'),
      unknown: countsUnder(counters, 'unknown.'),
    },
    rates: {
      delivery: ratio(delivered, sent),
      open: ratio(over('openedHuman'), delivered),
      click: ratio(over('clickedHuman'), delivered),
      conversion: ratio(treated.converted, sent),
    },
    control: {
      size: input.controlSize,
      ...outcome(counters, 'control.all', currency),
      eligible: { size: eligible, ...outcome(counters, 'control.eligible', currency) },
      ineligible: countsUnder(counters, 'control.ineligible.'),
    },
    arms: arms.map((arm) => ({
      arm,
      sent: count(counters, `arm.${arm}.sent`),
      delivered: count(counters, `arm.${arm}.delivered`),
      opened: count(counters, `arm.${arm}.openedHuman`),
      clicked: count(counters, `arm.${arm}.clickedHuman`),
      ...outcome(counters, `arm.${arm}`, currency),
      name: nameOf(arm),
      rates: {
        open: ratio(count(counters, `arm.${arm}.openedHuman`), count(counters, `arm.${arm}.delivered`)),
        click: ratio(count(counters, `arm.${arm}.clickedHuman`), count(counters, `arm.${arm}.delivered`)),
        conversion: ratio(count(counters, `arm.${arm}.converted`), count(counters, `arm.${arm}.sent`)),
      },
    })),
    ways: campaign.ways ? waysOf(campaign.ways, counters, currency) : null,
    holdout: { size: input.holdoutSize, ...outcome(counters, 'holdout.all', currency) },
    hypothesis: campaign.hypothesis ?? null,
    surveys: surveyResults(
      counters,
      arms.map((arm) => `arm.${arm}.`),
      delivered,
    ),
    experiment,
    attributed: {
      orders: count(counters, 'attributed.orders'),
      revenue: { amount: count(counters, `attributed.revenue.${currency}`), currency },
      byClick: count(counters, 'attributed.click.orders'),
      byDelivery: count(counters, 'attributed.delivered.orders'),
    },
    lift,
    anyway: anywayOf(treated, control, currency),
    extra,
    ...spent,
    net: netOf(extra, cost.amount + platformCost.amount, peopleLost, effect),
    otherRevenue: otherRevenue(counters, currency),
    definitions: DEFINITIONS,
  };
};
