import { normalCdf, normalQuantile } from './interval.ts';

/**
 * Variance of the difference if there is none, as the test will take it: `pooled` over both arms (R's power.prop.test), the
 * control's `control` (Evan Miller's calculator), or `unpooled`, as if the effect were there.
 */
export type NullVariance = 'pooled' | 'control' | 'unpooled';

export interface SampleSizeInput {
  /** Share of the control group that converts. */
  readonly baseline: number;
  /** Share of the treated group to be told apart from it. */
  readonly expected: number;
  /** Chance of a false alarm, two-sided. */
  readonly alpha?: number;
  /** Chance of finding the effect if it is there. */
  readonly power?: number;
  /** People of the treated group for each one of the control group. */
  readonly ratio?: number;
  readonly nullVariance?: NullVariance;
}

/** Sum of both arms' variances per person of the control group, if there is no effect and if there is. */
const spreads = ({ baseline: p1, expected: p2, ratio = 1, nullVariance = 'pooled' }: SampleSizeInput) => {
  const own = (p: number): number => p * (1 - p);
  const effect = own(p1) + own(p2) / ratio;
  if (nullVariance === 'unpooled') return { none: effect, effect };
  const shared = nullVariance === 'control' ? own(p1) : own((p1 + ratio * p2) / (1 + ratio));
  return { none: shared * (1 + 1 / ratio), effect };
};

/**
 * People needed in the control group, not rounded; times `ratio` in the treated group. With equal arms, people per arm.
 * Infinite if the two shares are the same (Fleiss, Levin & Paik 2003, chapter 4).
 */
export const sampleSize = (input: SampleSizeInput): number => {
  const { baseline, expected, alpha = 0.05, power = 0.8 } = input;
  const { none, effect } = spreads(input);
  const root = normalQuantile(1 - alpha / 2) * Math.sqrt(none) + normalQuantile(power) * Math.sqrt(effect);
  return root ** 2 / (expected - baseline) ** 2;
};

/** Chance of finding the effect with `n` people in the control group; the other tail is left out, as R's default does. */
export const powerOf = (n: number, input: SampleSizeInput): number => {
  const { baseline, expected, alpha = 0.05 } = input;
  const { none, effect } = spreads(input);
  const reach = Math.sqrt(n) * Math.abs(expected - baseline) - normalQuantile(1 - alpha / 2) * Math.sqrt(none);
  return normalCdf(reach / Math.sqrt(effect));
};

/** Smallest effect upwards that `n` people in the control group would show with that power; null if not even certainty would. */
export const smallestEffect = (n: number, input: Omit<SampleSizeInput, 'expected'>): number | null => {
  const found = (effect: number): boolean => sampleSize({ ...input, expected: input.baseline + effect }) <= n;
  const most = 1 - input.baseline;
  if (!found(most)) return null;
  let low = 0;
  let high = most;
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    if (found(middle)) high = middle;
    else low = middle;
  }
  return high;
};
