import type { Interval } from '../statistics/interval.ts';
import { type Moments, meanDifference } from '../statistics/means.ts';
import { newcombeInterval, relativeLift, wilsonInterval, zTest } from '../statistics/proportions.ts';
import { ENOUGH_CONVERSIONS } from '../statistics/sequential.ts';
import type { Gap, Report } from './report-schema.ts';

/** What the effect needs to know beside its two groups. */
export interface EffectInput {
  readonly hasGoal: boolean;
  /** Share of people held back by the campaign's definition. */
  readonly controlShare: number;
  readonly currency: string;
  readonly margin: number;
  /** Revenue of one buyer over the last twelve months in minor units of `currency`; null if nothing is known. */
  readonly revenuePerPerson: number | null;
}

const scaled = (interval: Interval, factor: number, shift = 0): Interval => ({
  low: Math.round(interval.low * factor + shift),
  high: Math.round(interval.high * factor + shift),
});

/** One side of the comparison. */
export interface Group {
  readonly converted: number;
  readonly money: Moments;
}

const gap = (code: Gap['code'], values: Gap['values'] = {}): Gap => ({ code, values });

/** Why the effect cannot be told, or nothing if it can. */
export const gapOf = (input: EffectInput, sent: Group, control: Group): Gap | null => {
  if (!input.hasGoal) return gap('noGoal');
  if (sent.money.n === 0) return gap('nobodySent');
  if (input.controlShare === 0 || control.money.n === 0) return gap('noControl');
  if (sent.converted < ENOUGH_CONVERSIONS || control.converted < ENOUGH_CONVERSIONS) {
    return gap('notEnoughConversions', {
      needed: ENOUGH_CONVERSIONS,
      sent: sent.converted,
      control: control.converted,
    });
  }
  return null;
};

export const liftOf = (sent: Group, control: Group, reason: Gap | null): Report['lift'] => {
  const population = { sent: sent.money.n, control: control.money.n };
  if (reason) {
    return { absolute: null, relative: null, interval: null, relativeInterval: null, p: null, population, reason };
  }
  const one = { n: control.money.n, successes: control.converted };
  const two = { n: sent.money.n, successes: sent.converted };
  const relative = relativeLift(one, two);
  return {
    absolute: two.successes / two.n - one.successes / one.n,
    relative: relative?.lift ?? null,
    interval: newcombeInterval(one, two),
    relativeInterval: relative?.interval ?? null,
    p: zTest(one, two).p,
    population,
    reason: null,
  };
};

export const extraOf = (sent: Group, control: Group, lift: Report['lift'], currency: string): Report['extra'] => {
  if (lift.absolute === null || lift.interval === null) {
    const { reason } = lift;
    return { people: null, peopleInterval: null, revenue: null, revenueInterval: null, reason };
  }
  const n = sent.money.n;
  const money = meanDifference(control.money, sent.money);
  return {
    people: Math.round(lift.absolute * n),
    peopleInterval: scaled(lift.interval, n),
    revenue: { amount: Math.round(money.difference * n), currency },
    revenueInterval: scaled(money.interval, n),
    reason: null,
  };
};

export const anywayOf = (sent: Group, control: Group, currency: string): Report['anyway'] => {
  if (sent.money.n === 0 || control.money.n === 0) return null;
  const factor = sent.money.n / control.money.n;
  return {
    people: Math.round(control.converted * factor),
    revenue: { amount: Math.round(control.money.sum * factor), currency },
  };
};

/** People lost, those among them whose value a model knew, and the sum of these values in minor units of the report's currency. */
export interface Lost {
  readonly people: number;
  readonly valued: number;
  readonly value: number;
}

/**
 * `sent`: people who got the message, of whom the lost are a share. Who had an estimate counts with it, anybody else with what a
 * buyer leaves in a year, an upper bound.
 */
export const lostOf = (
  { people, valued, value }: Lost,
  sent: number,
  input: EffectInput,
  by: Report['peopleLost']['by'],
): Report['peopleLost'] => {
  const { currency, margin, revenuePerPerson } = input;
  const perPerson = revenuePerPerson === null ? null : { amount: Math.round(revenuePerPerson * margin), currency };
  const share =
    sent === 0
      ? { rate: null, interval: null }
      : { rate: people / sent, interval: wilsonInterval({ n: sent, successes: people }) };
  const base = { count: people, ...share, perPerson, valued, by };
  if (people === 0) return { ...base, value: { amount: 0, currency }, reason: null };
  const others = Math.max(0, people - valued);
  if (others > 0 && !perPerson) return { ...base, value: null, reason: gap('noPersonValue') };
  return { ...base, value: { amount: value + others * (perPerson?.amount ?? 0), currency }, reason: null };
};

export const netOf = (
  extra: Report['extra'],
  /** Minor units. */
  cost: number,
  lost: Report['peopleLost'],
  { currency, margin }: EffectInput,
): Report['net'] => {
  const reason = extra.reason ?? lost.reason;
  if (reason || !extra.revenue || !extra.revenueInterval || !lost.value) {
    return { amount: null, currency, interval: null, margin, reason };
  }
  const spent = cost + lost.value.amount;
  return {
    amount: Math.round(extra.revenue.amount * margin) - spent,
    currency,
    interval: scaled(extra.revenueInterval, margin, -spent),
    margin,
    reason: null,
  };
};
