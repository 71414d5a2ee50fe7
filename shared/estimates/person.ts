import { countsOfKnown, expectedOrders, nextOrderQuantile, pAlive, pReturn, type Recency } from './bg-nbd.ts';
import { LEAST_DROPOUT } from './bg-nbd-fit.ts';
import type { Estimates, FittedBuying, Money } from './estimates.ts';
import { expectedOrderValue } from './gamma-gamma.ts';
import { type Bought, meanNet, recencyOf } from './histories.ts';
import { lifetimeValue } from './lifetime-value.ts';
import type { Waiting } from './waiting.ts';

/** Where nobody is seen to leave, b → ∞ and a → 0: P(alive) = 1 and E[Y(t)] = t (r + x) / (α + T). */
const isLimit = ({ flaw, parameters: { a, b } }: FittedBuying): boolean =>
  flaw === 'dropout_not_identified' && a / (a + b) < LEAST_DROPOUT;

/** Purchase days expected in the next `days`; nothing without a model. */
export const ordersExpected = ({ bgNbd, unitDays }: Estimates, person: Bought, days: number): number | undefined => {
  if (!bgNbd) return undefined;
  const recency = recencyOf(person, unitDays);
  const { r, alpha } = bgNbd.parameters;
  const t = days / unitDays;
  if (isLimit(bgNbd)) return (t * (r + recency.x)) / (alpha + recency.T);
  return expectedOrders('bgNbd', bgNbd.parameters, recency, t);
};

/** Chance of at least one purchase day in the next `days`. */
export const returnChance = ({ bgNbd, unitDays }: Estimates, person: Bought, days: number): number | undefined =>
  bgNbd && pReturn('bgNbd', bgNbd.parameters, recencyOf(person, unitDays), days / unitDays);

/**
 * Chance of still being a customer. Of one-time buyers by MBG/NBD, because BG/NBD says 1 of each of them by assumption;
 * without such a fit nothing is said.
 */
export const aliveChance = ({ bgNbd, mbgNbd, unitDays }: Estimates, person: Bought): number | undefined => {
  const recency = recencyOf(person, unitDays);
  if (recency.x === 0) return mbgNbd && !mbgNbd.flaw ? pAlive('mbgNbd', mbgNbd.parameters, recency) : undefined;
  if (!bgNbd) return undefined;
  return isLimit(bgNbd) ? 1 : pAlive('bgNbd', bgNbd.parameters, recency);
};

/** Nine in ten such people buy on a number of days within these bounds, both included. */
export interface CountInterval {
  readonly low: number;
  readonly high: number;
  readonly level: number;
}

const LEVEL = 0.9;
const MOST_ORDERS = 4_096;

/** Predictive interval of the count: its own 5 % and 95 % quantiles, chance and dropout of this person included. */
export const ordersInterval = (
  { bgNbd, unitDays }: Estimates,
  person: Bought,
  days: number,
): CountInterval | undefined => {
  if (!bgNbd) return undefined;
  const recency: Recency = recencyOf(person, unitDays);
  for (let most = 16; ; most *= 4) {
    let below = 0;
    let low: number | undefined;
    for (const [n, chance] of countsOfKnown('bgNbd', bgNbd.parameters, recency, days / unitDays, most).entries()) {
      below += chance;
      if (low === undefined && below >= (1 - LEVEL) / 2) low = n;
      if (below >= (1 + LEVEL) / 2) return { low: low ?? 0, high: n, level: LEVEL };
    }
    if (most >= MOST_ORDERS) return { low: low ?? 0, high: most, level: LEVEL };
  }
};

/** Days from the run's day to the next order of those who do come back: middle, and the span of eight in ten. */
export interface NextOrder {
  readonly days: number;
  readonly low: number;
  readonly high: number;
}

const NEXT_QUANTILES = [0.1, 0.5, 0.9] as const;

/** Day by which a share of those who still order, as far as second orders were watched, have done so. */
const waitLeft = (curve: Waiting, waited: number, share: number): number | undefined => {
  const end = curve.at(-1);
  const now = curve.findLast(([day]) => day <= waited);
  if (!end || !now || now[1] <= end[1]) return undefined;
  const target = now[1] - share * (now[1] - end[1]);
  const day = curve.find(([until, left]) => until > waited && left <= target)?.[0];
  return day === undefined ? undefined : day - waited;
};

export const nextOrder = ({ bgNbd, unitDays, secondOrder }: Estimates, person: Bought): NextOrder | undefined => {
  const recency = recencyOf(person, unitDays);
  const [low, days, high] = NEXT_QUANTILES.map((share) => {
    if (recency.x === 0) return waitLeft(secondOrder, person.age, share);
    return bgNbd && nextOrderQuantile(bgNbd.parameters, recency, share) * unitDays;
  });
  if (low === undefined || days === undefined || high === undefined) return undefined;
  const whole = (value: number): number => Math.max(1, Math.min(36_500, Math.round(value)));
  return { low: whole(low), days: whole(days), high: whole(high) };
};

export interface ValueRules {
  readonly discountMonthly: number;
  /** Part of revenue that an order leaves. */
  readonly margin: number;
}

/** The next twelve months of one buyer; money in minor units. */
export interface PersonValue {
  readonly expectedOrders12m: number;
  readonly expectedOrderValue: number | undefined;
  readonly clv12m: number | undefined;
}

const MONTHS = 12;
/** 52 weeks of a year over its months, in days. */
const DAYS_PER_MONTH = (52 * 7) / MONTHS;

export const personValue = (
  estimates: Estimates,
  person: Bought,
  { discountMonthly, margin }: ValueRules,
  { minorPerMajor }: Pick<Money, 'minorPerMajor'>,
): PersonValue | undefined => {
  const ordersUntil = (days: number): number => ordersExpected(estimates, person, days) ?? 0;
  if (!estimates.bgNbd) return undefined;
  const expectedOrders12m = ordersUntil(MONTHS * DAYS_PER_MONTH);
  const spent = {
    x: person.nets.slice(1).filter((net) => net !== null).length,
    mean: (meanNet(person, 1) ?? 0) / minorPerMajor,
  };
  const worth = estimates.gammaGamma && expectedOrderValue(estimates.gammaGamma.parameters, spent);
  if (worth === undefined) return { expectedOrders12m, expectedOrderValue: undefined, clv12m: undefined };
  const terms = { months: MONTHS, unitsPerMonth: DAYS_PER_MONTH, discountMonthly };
  return {
    expectedOrders12m,
    expectedOrderValue: worth * minorPerMajor,
    clv12m: lifetimeValue(margin * worth * minorPerMajor, ordersUntil, terms),
  };
};
