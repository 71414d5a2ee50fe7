import { type MeanDifference, type Moments, meanDifference } from './means.ts';

/** Sums over people of an outcome y and of what was known of them before, x. */
export interface Paired {
  readonly n: number;
  readonly x: number;
  readonly xx: number;
  readonly y: number;
  readonly yy: number;
  readonly xy: number;
}

export interface Cuped {
  readonly theta: number;
  readonly correlation: number;
  /** Share of the variance that is left, 1 − ρ². */
  readonly varianceRatio: number;
  readonly difference: MeanDifference;
}

const covariance = ({ n, x, y, xy }: Paired): number => (xy - (x * y) / n) / (n - 1);
const squares = (n: number, sum: number, sumSquares: number): number =>
  Math.max(0, (sumSquares - sum ** 2 / n) / (n - 1));

const plus = (one: Paired, two: Paired): Paired => ({
  n: one.n + two.n,
  x: one.x + two.x,
  xx: one.xx + two.xx,
  y: one.y + two.y,
  yy: one.yy + two.yy,
  xy: one.xy + two.xy,
});

/** Moments of y − θ(x − x̄) in one arm. */
const adjusted = (arm: Paired, theta: number, mean: number): Moments => {
  const middle = arm.y / arm.n - theta * (arm.x / arm.n - mean);
  const spread =
    squares(arm.n, arm.y, arm.yy) + theta ** 2 * squares(arm.n, arm.x, arm.xx) - 2 * theta * covariance(arm);
  return { n: arm.n, sum: middle * arm.n, sumSquares: Math.max(0, spread) * (arm.n - 1) + arm.n * middle ** 2 };
};

/**
 * Difference of means after taking out what was to be expected from the past (CUPED; Deng, Xu, Kohavi & Walker 2013): θ over both arms,
 * Welch on what is left. Null if the past says nothing: it does not vary, or an arm has fewer than two people.
 */
export const cuped = (control: Paired, treatment: Paired, confidence?: number): Cuped | null => {
  if (control.n < 2 || treatment.n < 2) return null;
  const both = plus(control, treatment);
  const before = squares(both.n, both.x, both.xx);
  const after = squares(both.n, both.y, both.yy);
  if (before === 0 || after === 0) return null;
  const theta = covariance(both) / before;
  const correlation = covariance(both) / Math.sqrt(before * after);
  const mean = both.x / both.n;
  const [one, two] = [adjusted(control, theta, mean), adjusted(treatment, theta, mean)];
  return { theta, correlation, varianceRatio: 1 - correlation ** 2, difference: meanDifference(one, two, confidence) };
};
