import type { Interval } from './interval.ts';
import { type Proportion, rateOf } from './proportions.ts';
import { ENOUGH_CONVERSIONS, sequentialTest, USUAL_EFFECT } from './sequential.ts';

export interface ArmCount extends Proportion {
  readonly arm: string;
}

/** Which arm stands first, and whether that may be said. */
export type Leader =
  /** Some arm has too few conversions for any statement. */
  | { readonly kind: 'notEnough'; readonly needed: number; readonly fewest: number }
  | {
      /** `winner`: better than every other arm, at whatever moment one asks. `open`: it may still turn. */
      readonly kind: 'winner' | 'open';
      readonly arm: string;
      /** The best of the others. */
      readonly against: string;
      /** Always valid, corrected for the number of pairs: the largest of the first arm's p against each other. */
      readonly p: number;
      /** First − second, such that all pairs' intervals hold together at every look. */
      readonly interval: Interval | null;
    };

export interface LeaderOptions {
  /** Spread of the effects looked for (statistics/sequential.ts). */
  readonly effect?: number | undefined;
  readonly alpha?: number;
}

/**
 * Compares the first arm with all others. Any pair could have come first, so p is corrected for all of them (Bonferroni): among arms
 * that do not differ, one is ever called the winner in at most α of all experiments, however often it is looked at.
 */
export const leaderOf = (arms: readonly ArmCount[], options: LeaderOptions = {}): Leader | null => {
  const { effect = USUAL_EFFECT, alpha = 0.05 } = options;
  const fewest = Math.min(...arms.map(({ successes }) => successes));
  const [first, second, ...rest] = [...arms].sort(
    (one, two) => (two.n > 0 ? rateOf(two) : 0) - (one.n > 0 ? rateOf(one) : 0),
  );
  if (!first || !second) return null;
  if (fewest < ENOUGH_CONVERSIONS) return { kind: 'notEnough', needed: ENOUGH_CONVERSIONS, fewest };
  const pairs = (arms.length * (arms.length - 1)) / 2;
  const tests = [second, ...rest].map((other) => sequentialTest(other, first, effect, 1 - alpha / pairs));
  const p = Math.min(1, Math.max(...tests.map((test) => test.p)) * pairs);
  const kind = p <= alpha ? 'winner' : 'open';
  return { kind, arm: first.arm, against: second.arm, p, interval: tests[0]?.interval ?? null };
};
