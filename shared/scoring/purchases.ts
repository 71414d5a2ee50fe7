import { minorDigits } from '../platform/money.ts';
import { dateOfEpochDay } from '../platform/time.ts';
import type { Profile } from '../profiles/profile.ts';
import type { Settings } from '../settings/settings.ts';

/** One local calendar day on which a person bought, in one currency. */
export interface PurchaseDay {
  /** Days since 1970-01-01 in the shop's zone. */
  readonly day: number;
  readonly orders: number;
  /** Minor units after refunds; a day whose orders were all refunded is still a purchase day. */
  readonly net: number;
}

/** Reads the packed vector `epochDay,orders,netMinor;…` (ascending). */
export const unpackDays = (packed: string): PurchaseDay[] => {
  if (packed === '') return [];
  return packed.split(';').map((entry) => {
    const [day = Number.NaN, orders = 0, net = 0] = entry.split(',').map(Number);
    return { day, orders, net };
  });
};

/** A person's purchases up to a day, over all currencies. */
export interface Purchases {
  /** Distinct purchase days, ascending. */
  readonly days: readonly number[];
  readonly orders: number;
  /** Net revenue per currency; a currency with a dated rate is already converted into the shop's. */
  readonly money: Readonly<Record<string, number>>;
}

export interface MoneyRules {
  readonly currency: string;
  readonly exchangeRates: Settings['exchangeRates'];
}

/** Rate in force on a day: the latest dated on or before it. */
const rateOn = (rules: MoneyRules, from: string, day: number): number | undefined => {
  const date = dateOfEpochDay(day);
  let found: { date: string; rate: number } | undefined;
  for (const rate of rules.exchangeRates) {
    if (rate.from === from && rate.date <= date && (!found || rate.date >= found.date)) found = rate;
  }
  return found?.rate;
};

/** Minor units of `from` into minor units of `to`, rounded once, half away from zero. */
const convert = (net: number, rate: number, from: string, to: string): number => {
  const converted = (net * rate * 10 ** minorDigits(to)) / 10 ** minorDigits(from);
  return Math.sign(converted) * Math.round(Math.abs(converted));
};

/** What one day's purchases count as: in the shop's currency where a dated rate leads there, else in their own. */
export const valuedIn = (
  { day, net }: Pick<PurchaseDay, 'day' | 'net'>,
  currency: string,
  rules: MoneyRules,
): { readonly currency: string; readonly net: number } => {
  const rate = currency === rules.currency ? undefined : rateOn(rules, currency, day);
  if (rate === undefined) return { currency, net };
  return { currency: rules.currency, net: convert(net, rate, currency, rules.currency) };
};

/** Everything a person bought up to and including `asOfDay`; later days do not exist for a recompute of the past. */
export const purchasesUntil = (profile: Pick<Profile, 'days'>, asOfDay: number, rules: MoneyRules): Purchases => {
  const days = new Set<number>();
  const money: Record<string, number> = {};
  let orders = 0;
  for (const [currency, packed] of Object.entries(profile.days)) {
    for (const purchase of unpackDays(packed)) {
      if (purchase.day > asOfDay) break;
      days.add(purchase.day);
      orders += purchase.orders;
      const valued = valuedIn(purchase, currency, rules);
      money[valued.currency] = (money[valued.currency] ?? 0) + valued.net;
    }
  }
  return { days: [...days].sort((left, right) => left - right), orders, money };
};

/** Middle of the gaps between purchase days, in days; the mean of the two middle ones if their number is even. */
export const medianGap = (days: readonly number[]): number | undefined => {
  const gaps = days.slice(1).map((day, index) => day - (days[index] ?? day));
  return median(gaps.sort((left, right) => left - right));
};

/** Of ascending values. */
export const median = (sorted: ArrayLike<number>): number | undefined => {
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle];
  if (upper === undefined) return undefined;
  const lower = sorted.length % 2 === 0 ? (sorted[middle - 1] ?? upper) : upper;
  return (lower + upper) / 2;
};
