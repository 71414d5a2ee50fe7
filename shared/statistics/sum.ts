import type { Interval } from './interval.ts';

/** One estimate with its interval. */
export interface Estimate {
  readonly amount: number;
  readonly interval: Interval;
}

/**
 * Sum of uncorrelated estimates: distances from the estimate to each end of its interval add in squares, each side for itself (MOVER;
 * Zou & Donner 2008). Effects that were measured by draws which know nothing of each other are uncorrelated even where the people are
 * the same (docs/statistics.md, "Sums").
 */
export const sumOf = (estimates: readonly Estimate[]): Estimate => {
  const amount = estimates.reduce((sum, each) => sum + each.amount, 0);
  const side = (distance: (each: Estimate) => number): number =>
    Math.sqrt(estimates.reduce((sum, each) => sum + distance(each) ** 2, 0));
  return {
    amount,
    interval: {
      low: amount - side((each) => each.amount - each.interval.low),
      high: amount + side((each) => each.interval.high - each.amount),
    },
  };
};
