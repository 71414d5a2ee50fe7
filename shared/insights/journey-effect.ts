import type { Interval } from '../statistics/interval.ts';
import { type Estimate, sumOf } from '../statistics/sum.ts';
import { type Counters, count } from './counters.ts';
import { type EffectInput, extraOf, type Group, gapOf, liftOf } from './effect.ts';
import { moments, plus } from './report.ts';
import type { Gap, Report } from './report-schema.ts';
import { type Receipted, spentOf } from './spent.ts';

export type JourneyEffectInput = Omit<EffectInput, 'hasGoal' | 'controlShare'> & { readonly platformMilli: number };

/** What a journey's messages of some days did, cost and lost. */
export interface JourneyReceipt extends Receipted {
  /** People whose comparison began in these days, and how many of them ordered in the days after it. */
  readonly compared: {
    readonly sent: { readonly people: number; readonly converted: number };
    readonly control: { readonly people: number; readonly converted: number };
  };
}

const NOBODY: Group = { converted: 0, money: { n: 0, sum: 0, sumSquares: 0 } };

const NO_CONTROL: Gap = { code: 'noControl', values: {} };

const both = (left: Group, right: Group): Group => ({
  converted: left.converted + right.converted,
  money: plus(left.money, right.money),
});

const rounded = ({ low, high }: Interval): Interval => ({ low: Math.round(low), high: Math.round(high) });

const estimateOf = (amount: number | null, interval: Interval | null): Estimate[] =>
  amount === null || interval === null ? [] : [{ amount, interval }];

/** The two sides, apart for each share of people that was held back: only at one share are they alike but for the draw. */
const strataOf = (counters: Counters, currency: string) => {
  const shares = new Set([...counters.keys()].flatMap((name) => /^lead (\S+) /.exec(name)?.[1] ?? []));
  const side = (share: string, name: 'sent' | 'control'): Group => {
    const prefix = `lead ${share} ${name}`;
    return {
      converted: count(counters, `${prefix}.converted`),
      money: moments(counters, prefix, currency, count(counters, `${prefix}.people`)),
    };
  };
  return [...shares].sort().map((share) => ({
    share: Number(share),
    sent: side(share, 'sent'),
    control: side(share, 'control'),
  }));
};

const over = (strata: ReturnType<typeof strataOf>, side: 'sent' | 'control'): Group =>
  strata.map((each) => each[side]).reduce(both, NOBODY);

const extraOver = (strata: ReturnType<typeof strataOf>, currency: string): Report['extra'] => {
  const each = strata
    .filter(({ sent, control }) => sent.money.n > 1 && control.money.n > 1)
    .map(({ sent, control }) => extraOf(sent, control, liftOf(sent, control, null), currency));
  const people = sumOf(each.flatMap((one) => estimateOf(one.people, one.peopleInterval)));
  const revenue = sumOf(each.flatMap((one) => estimateOf(one.revenue?.amount ?? null, one.revenueInterval)));
  return {
    people: people.amount,
    peopleInterval: rounded(people.interval),
    revenue: { amount: revenue.amount, currency },
    revenueInterval: rounded(revenue.interval),
    reason: null,
  };
};

/** What stands on the receipt of a journey, from counters of its days (tally.ts). Pure. */
export const journeyReceiptOf = (counters: Counters, input: JourneyEffectInput): JourneyReceipt => {
  const strata = strataOf(counters, input.currency);
  // Of those among whom nobody was held back nobody knows what they would have bought: nothing is claimed.
  const drawn = strata.filter(({ share }) => share > 0);
  const effect: EffectInput = { ...input, hasGoal: true, controlShare: drawn.length === 0 ? 0 : 1 };
  const spent = spentOf({ counters, effect, platformMilli: input.platformMilli });
  const sides = { sent: over(drawn, 'sent'), control: over(drawn, 'control') };
  const gap = spent.sent > 0 && drawn.length === 0 ? NO_CONTROL : gapOf(effect, sides.sent, sides.control);
  const size = ({ money, converted }: Group) => ({ people: money.n, converted });
  return {
    ...spent,
    compared: { sent: size(over(strata, 'sent')), control: size(sides.control) },
    extra: gap
      ? { people: null, peopleInterval: null, revenue: null, revenueInterval: null, reason: gap }
      : extraOver(drawn, input.currency),
  };
};
