import erfc from '@stdlib/math-base-special-erfc';
import quantile from '@stdlib/stats-base-dists-normal-quantile';

/** Lower and upper end of a confidence interval. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** 95 %: every interval of a report unless it says otherwise. */
export const CONFIDENCE = 0.95;

/** Standard normal quantile of the two-sided interval of that confidence. */
export const zOf = (confidence: number): number => quantile(1 - (1 - confidence) / 2, 0, 1);

/** Standard normal quantile. */
export const normalQuantile = (p: number): number => quantile(p, 0, 1);

/** Two-sided tail of the standard normal distribution. */
export const twoSided = (z: number): number => erfc(Math.abs(z) / Math.SQRT2);

/** Standard normal distribution function. */
export const normalCdf = (z: number): number => erfc(-z / Math.SQRT2) / 2;
