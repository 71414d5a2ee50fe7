import erfc from '@stdlib/math-base-special-erfc';
import quantile from '@stdlib/stats-base-dists-normal-quantile';

/** Lower and upper end of a confidence interval. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** `successes` of `n` people. */
export interface Proportion {
  readonly n: number;
  readonly successes: number;
}

/** What a mean and its variance need, so that nobody has to be read again. */
export interface Moments {
  readonly n: number;
  readonly sum: number;
  readonly sumSquares: number;
}

/** 95 %: every interval of a report unless it says otherwise. */
const CONFIDENCE = 0.95;

const zOf = (confidence: number): number => quantile(1 - (1 - confidence) / 2, 0, 1);

const rate = ({ n, successes }: Proportion): number => successes / n;

const difference = (control: Proportion, treatment: Proportion): number => rate(treatment) - rate(control);

/** Two-sided tail of the standard normal distribution. */
const twoSided = (z: number): number => erfc(Math.abs(z) / Math.SQRT2);

/**
 * Two-proportion z-test with pooled variance, two-sided. Nobody or everybody converted in both arms: z = 0, p = 1.
 * Both arms need n > 0.
 */
export const zTest = (control: Proportion, treatment: Proportion): { readonly z: number; readonly p: number } => {
  const pooled = (control.successes + treatment.successes) / (control.n + treatment.n);
  const variance = pooled * (1 - pooled) * (1 / control.n + 1 / treatment.n);
  if (variance === 0) return { z: 0, p: 1 };
  const z = difference(control, treatment) / Math.sqrt(variance);
  return { z, p: twoSided(z) };
};

/** Difference treatment − control with unpooled variance (Wald); too narrow when counts are small. */
export const waldInterval = (control: Proportion, treatment: Proportion, confidence = CONFIDENCE): Interval => {
  const spread = ({ n, successes }: Proportion): number => (successes / n) * ((1 - successes / n) / n);
  const half = zOf(confidence) * Math.sqrt(spread(control) + spread(treatment));
  const middle = difference(control, treatment);
  return { low: middle - half, high: middle + half };
};

/** Wilson's score interval of one proportion (Wilson 1927). */
export const wilsonInterval = ({ n, successes }: Proportion, confidence = CONFIDENCE): Interval => {
  const z = zOf(confidence);
  const p = successes / n;
  const middle = p + (z * z) / (2 * n);
  const half = z * Math.sqrt((p * (1 - p)) / n + (z * z) / (4 * n * n));
  const scale = 1 + (z * z) / n;
  return { low: Math.max(0, (middle - half) / scale), high: Math.min(1, (middle + half) / scale) };
};

/** Difference treatment − control by the hybrid of Wilson's intervals (Newcombe 1998, method 10); right for small counts too. */
export const newcombeInterval = (control: Proportion, treatment: Proportion, confidence = CONFIDENCE): Interval => {
  const one = wilsonInterval(control, confidence);
  const two = wilsonInterval(treatment, confidence);
  const p1 = rate(control);
  const p2 = rate(treatment);
  return {
    low: p2 - p1 - Math.hypot(p2 - two.low, one.high - p1),
    high: p2 - p1 + Math.hypot(two.high - p2, p1 - one.low),
  };
};

/** p₂/p₁ − 1 with its log-normal interval. Undefined (null) when nobody converted in one of the arms. */
export const relativeLift = (
  control: Proportion,
  treatment: Proportion,
  confidence = CONFIDENCE,
): { readonly lift: number; readonly interval: Interval } | null => {
  if (control.successes === 0 || treatment.successes === 0) return null;
  const ratio = Math.log(rate(treatment) / rate(control));
  const spread = (1 - rate(control)) / control.successes + (1 - rate(treatment)) / treatment.successes;
  const half = zOf(confidence) * Math.sqrt(spread);
  return { lift: Math.expm1(ratio), interval: { low: Math.expm1(ratio - half), high: Math.expm1(ratio + half) } };
};

/** Unbiased variance; 0 below two people. Rounding may leave a tiny negative remainder, which is 0. */
export const variance = ({ n, sum, sumSquares }: Moments): number =>
  n < 2 ? 0 : Math.max(0, (sumSquares - (sum * sum) / n) / (n - 1));

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
  return {
    difference: middle,
    standardError,
    degreesOfFreedom,
    t: standardError === 0 ? 0 : middle / standardError,
    interval: { low: middle - half, high: middle + half },
  };
};
