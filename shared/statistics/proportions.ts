import { CONFIDENCE, type Interval, twoSided, zOf } from './interval.ts';

/** `successes` of `n` people. */
export interface Proportion {
  readonly n: number;
  readonly successes: number;
}

export const rateOf = ({ n, successes }: Proportion): number => successes / n;

export const difference = (control: Proportion, treatment: Proportion): number => rateOf(treatment) - rateOf(control);

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
  const p1 = rateOf(control);
  const p2 = rateOf(treatment);
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
  const ratio = Math.log(rateOf(treatment) / rateOf(control));
  const spread = (1 - rateOf(control)) / control.successes + (1 - rateOf(treatment)) / treatment.successes;
  const half = zOf(confidence) * Math.sqrt(spread);
  return { lift: Math.expm1(ratio), interval: { low: Math.expm1(ratio - half), high: Math.expm1(ratio + half) } };
};
