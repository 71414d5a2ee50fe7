import betainc from '@stdlib/math-base-special-betainc';
import { CONFIDENCE, type Interval, zOf } from './interval.ts';

/** What a mean and its variance need, so that nobody has to be read again. */
export interface Moments {
  readonly n: number;
  readonly sum: number;
  readonly sumSquares: number;
}

/** Unbiased variance; 0 below two people. Rounding may leave a tiny negative remainder, which is 0. */
export const variance = ({ n, sum, sumSquares }: Moments): number =>
  n < 2 ? 0 : Math.max(0, (sumSquares - (sum * sum) / n) / (n - 1));

/** Two-sided tail of Student's t with that many degrees of freedom. */
export const twoSidedT = (t: number, degrees: number): number => betainc(degrees / (degrees + t * t), degrees / 2, 0.5);

/** Student's t quantile by the expansion in 1/ν (Abramowitz & Stegun 26.7.5); within 1e-6 for ν ≥ 20. */
const tQuantile = (z: number, degrees: number): number =>
  z +
  (z ** 3 + z) / (4 * degrees) +
  (5 * z ** 5 + 16 * z ** 3 + 3 * z) / (96 * degrees ** 2) +
  (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / (384 * degrees ** 3) +
  (79 * z ** 9 + 776 * z ** 7 + 1482 * z ** 5 - 1920 * z ** 3 - 945 * z) / (92_160 * degrees ** 4);

export interface MeanDifference {
  readonly difference: number;
  readonly standardError: number;
  /** Welch–Satterthwaite degrees of freedom. */
  readonly degreesOfFreedom: number;
  readonly t: number;
  /** Two-sided; 1 where nothing varies. */
  readonly p: number;
  readonly interval: Interval;
}

/** Difference of two means treatment − control without assuming equal variances (Welch 1947). Both arms need n ≥ 2. */
export const meanDifference = (control: Moments, treatment: Moments, confidence = CONFIDENCE): MeanDifference => {
  const one = variance(control) / control.n;
  const two = variance(treatment) / treatment.n;
  const standardError = Math.sqrt(one + two);
  const middle = treatment.sum / treatment.n - control.sum / control.n;
  const denominator = one ** 2 / (control.n - 1) + two ** 2 / (treatment.n - 1);
  const degreesOfFreedom = denominator === 0 ? control.n + treatment.n - 2 : (one + two) ** 2 / denominator;
  const half = tQuantile(zOf(confidence), degreesOfFreedom) * standardError;
  const t = standardError === 0 ? 0 : middle / standardError;
  return {
    difference: middle,
    standardError,
    degreesOfFreedom,
    t,
    p: t === 0 ? 1 : twoSidedT(t, degreesOfFreedom),
    interval: { low: middle - half, high: middle + half },
  };
};
