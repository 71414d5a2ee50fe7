import gammaln from '@stdlib/math-base-special-gammaln';
import * as z from 'zod';
import { minimise } from './minimise.ts';

/** Gamma-Gamma model of what an order is worth (Fader & Hardie 2013, note 025). Money in any one unit. */
export const spendingSchema = z.object({
  p: z.number().positive(),
  q: z.number().positive(),
  v: z.number().positive(),
});
export type Spending = z.infer<typeof spendingSchema>;

/** Repeat purchase days of one person and the mean of what they brought; the first day is left out. */
export interface Spent {
  readonly x: number;
  readonly mean: number;
}

/**
 * `too_few_repeat_buyers`: nothing was fitted. `spread_not_identified`: the fit ran to its bound, as on heavy-tailed
 * amounts; a person's expected order value is then near their own mean. `no_mean`: q ≤ 1, so that strangers have no
 * expected value.
 */
export const SPENDING_FLAWS = ['too_few_repeat_buyers', 'spread_not_identified', 'no_mean'] as const;
export type SpendingFlaw = (typeof SPENDING_FLAWS)[number];

export interface SpendingFit {
  readonly spending: Spending;
  readonly logLikelihood: number;
  readonly flaw?: SpendingFlaw;
}

const FEWEST = 30;
const MOST_P = 1e3;
/** Share of the bound from which on it counts as reached. */
const NEAR = 0.99;
const WALL = 16;
const STARTS = [
  [1, 1, 1],
  [6, 4, 15],
].map((start) => start.map(Math.log));

/** Σ ln L over people who bought again. */
export const spendingLogLikelihood = ({ p, q, v }: Spending, people: readonly Spent[]): number => {
  const fixed = -gammaln(q) + q * Math.log(v);
  let sum = 0;
  for (const { x, mean } of people) {
    const px = p * x;
    sum +=
      fixed +
      gammaln(px + q) -
      gammaln(px) +
      (px - 1) * Math.log(mean) +
      px * Math.log(x) -
      (px + q) * Math.log(v + x * mean);
  }
  return sum;
};

const spendingAt = (logs: readonly number[], scale: number): Spending => {
  const [p = 1, q = 1, v = 1] = logs.map(Math.exp);
  return { p, q, v: v * scale };
};

/** Maximum likelihood over people who bought again for money; amounts may be in any unit. */
export const fitSpending = (everybody: readonly Spent[]): SpendingFit | 'too_few_repeat_buyers' => {
  const people = everybody.filter(({ x, mean }) => x > 0 && mean > 0);
  if (people.length < FEWEST) return 'too_few_repeat_buyers';
  // The starts are for amounts of some tens: cents, won and dollars are brought to that size.
  const average = people.reduce((sum, { mean }) => sum + mean, 0) / people.length;
  const scale = average / 35;
  const scaled = people.map(({ x, mean }) => ({ x, mean: mean / scale }));
  const most = Math.log(MOST_P);
  const objective = (logs: readonly number[]): number => {
    if ((logs[0] ?? 0) > most || logs.some((log) => Math.abs(log) > WALL)) return Number.POSITIVE_INFINITY;
    return -spendingLogLikelihood(spendingAt(logs, 1), scaled) / scaled.length;
  };
  const { point } = minimise(objective, STARTS);
  const spending = spendingAt(point, scale);
  const flaw = spending.p > NEAR * MOST_P ? 'spread_not_identified' : spending.q <= 1 ? 'no_mean' : undefined;
  return {
    spending,
    logLikelihood: spendingLogLikelihood(spending, people),
    ...(flaw === undefined ? {} : { flaw }),
  };
};

/** E[M]: expected value of an order of somebody; of a stranger (x = 0) the population's mean, if there is one (q > 1). */
export const expectedOrderValue = ({ p, q, v }: Spending, { x, mean }: Spent): number | undefined => {
  if (x === 0 || mean <= 0) return q > 1 ? (p * v) / (q - 1) : undefined;
  return (p * (v + x * mean)) / (p * x + q - 1);
};
