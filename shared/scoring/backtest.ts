import { pAlive } from '../estimates/bg-nbd.ts';
import { type EstimateRules, type Estimates, fitEstimates, type Money } from '../estimates/estimates.ts';
import { boughtAfter, type History, historyAt, recencyOf } from '../estimates/histories.ts';
import { ordersExpected, returnChance } from '../estimates/person.ts';
import { rankCorrelation } from '../estimates/rank.ts';
import { dateOfEpochDay } from '../platform/time.ts';
import type { Settings } from '../settings/settings.ts';
import type { Backtest } from './backtest-schema.ts';
import { type ChurnFlag, churnOf } from './churn.ts';
import { median, medianGap } from './purchases.ts';

/** A quarter is held back, and of a young shop a third of what there is. */
const MOST_DAYS = 91;
const PART = 3;
/** More people do not make an error more exact. */
const MOST_PEOPLE = 100_000;
const TENTHS = 10;

/** Flags in the order in which people are expected to buy. */
const RANK: Readonly<Record<ChurnFlag, number>> = { new: 2, active: 2, at_risk: 1, churned: 0, not_enough_data: 0 };

interface Seen {
  readonly then: History;
  readonly actual: number;
  readonly expected: number;
  readonly chance: number;
  readonly flag: ChurnFlag;
  readonly alive: boolean;
}

const mean = (values: readonly number[]): number =>
  values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;

const calibrationOf = (seen: readonly Seen[]) =>
  Array.from({ length: TENTHS }, (_, tenth) => {
    const inside = seen.filter(({ chance }) => Math.min(TENTHS - 1, Math.floor(chance * TENTHS)) === tenth);
    return {
      from: tenth / TENTHS,
      people: inside.length,
      predicted: mean(inside.map(({ chance }) => chance)),
      actual: mean(inside.map(({ actual }) => (actual > 0 ? 1 : 0))),
    };
  }).filter(({ people }) => people > 0);

/** Share of right calls of the cut through a score that turned out best. */
const bestCut = (seen: readonly Seen[], scoreOf: (one: Seen) => number): number => {
  const order = seen
    .map((one) => ({ score: scoreOf(one), came: one.actual > 0 }))
    .sort((left, right) => left.score - right.score);
  let right = order.filter(({ came }) => came).length;
  let best = right;
  for (const [index, { score, came }] of order.entries()) {
    right += came ? -1 : 1;
    if (order[index + 1]?.score !== score) best = Math.max(best, right);
  }
  return best / Math.max(1, order.length);
};

/** `new` claims nothing, so it is counted by itself and judged nowhere. */
const flagsOf = (everybody: readonly Seen[]) => {
  const seen = everybody.filter(({ flag }) => flag !== 'new');
  const byFlag: Record<string, { people: number; ordered: number }> = {};
  for (const { flag, actual } of everybody) {
    const known = byFlag[flag] ?? { people: 0, ordered: 0 };
    byFlag[flag] = { people: known.people + 1, ordered: known.ordered + (actual > 0 ? 1 : 0) };
  }
  const right = (stays: (one: Seen) => boolean): number =>
    mean(seen.map((one) => (stays(one) === one.actual > 0 ? 1 : 0)));
  return {
    right: right(({ flag }) => RANK[flag] === 2),
    rightByAlive: right(({ alive }) => alive),
    rightByNobody: right(() => false),
    bestByRecency: bestCut(seen, ({ then }) => (then.offsets.at(-1) ?? 0) - then.age),
    bestByExpected: bestCut(seen, ({ expected }) => expected),
    rankCorrelation: rankCorrelation(
      seen.map(({ flag }) => RANK[flag]),
      seen.map(({ actual }) => actual),
    ),
    byFlag,
  };
};

export interface BacktestInput {
  readonly people: readonly History[];
  readonly asOfDay: number;
  readonly churn: Settings['churn'];
  readonly rules: EstimateRules;
  readonly money: Money;
}

const NO_WAITS = { done: new Map<number, number>(), waiting: new Map<number, number>() };

/** Scores people as of a day `days` ago, by a model that has seen nothing since, and says what they did in those days. */
const lookBack = ({ people, churn, rules, money }: BacktestInput, days: number): Seen[] | string => {
  const known = people.flatMap((now) => {
    const then = historyAt(now, days);
    return then ? [{ now, then }] : [];
  });
  const past = known.map(({ then }) => then);
  // The flag is asked about the days held back, so it learns to look as far.
  const estimates: Estimates = fitEstimates(past, NO_WAITS, { ...rules, horizonDays: days }, money);
  const gaps = past.flatMap(({ offsets }) => medianGap(offsets) ?? []).sort((left, right) => left - right);
  const flagRules = { churn, peerGap: median(gaps), estimates };
  if (!estimates.bgNbd) return 'too_few_repeat_buyers';
  const { parameters } = estimates.bgNbd;
  // One-time buyers of the same age are one row that stands for many.
  return known.slice(0, MOST_PEOPLE).flatMap(({ now, then }) => {
    const one: Seen = {
      then,
      actual: boughtAfter(now, then.age, days),
      expected: ordersExpected(estimates, then, days) ?? 0,
      chance: returnChance(estimates, then, days) ?? 0,
      flag: churnOf(then.offsets, then.age, flagRules, then.nets).flag,
      alive: pAlive('bgNbd', parameters, recencyOf(then, rules.unitDays)) >= 0.5,
    };
    return new Array<Seen>(Math.max(1, Math.round(then.weight))).fill(one);
  });
};

/** Holds the last weeks back and compares, or says why there is nothing to compare. */
export const backtestOf = (input: BacktestInput): Backtest => {
  const span = input.people.reduce((longest, { age }) => Math.max(longest, age), 0) + 1;
  const heldBackDays = Math.min(MOST_DAYS, Math.floor(span / PART));
  if (heldBackDays < 7) return { reason: 'history_too_short' };
  const seen = lookBack(input, heldBackDays);
  if (typeof seen === 'string') return { reason: seen };
  const [expected, actual] = [seen.map((one) => one.expected), seen.map((one) => one.actual)];
  return {
    until: dateOfEpochDay(input.asOfDay - heldBackDays),
    heldBackDays,
    people: seen.length,
    orders: {
      predicted: expected.reduce((sum, value) => sum + value, 0),
      actual: actual.reduce((sum, value) => sum + value, 0),
      meanError: mean(seen.map((one) => Math.abs(one.expected - one.actual))),
      rankCorrelation: rankCorrelation(expected, actual),
    },
    calibration: calibrationOf(seen),
    flags: flagsOf(seen),
  };
};
