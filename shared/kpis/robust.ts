import { median } from '../scoring/purchases.ts';

const ascending = (values: Iterable<number>): number[] => [...values].sort((left, right) => left - right);

export const medianOfAll = (values: readonly number[]): number => median(ascending(values)) ?? Number.NaN;

/** Median absolute deviation from the median (Hampel 1974), unscaled. */
export const mad = (values: readonly number[]): number => {
  const middle = medianOfAll(values);
  return medianOfAll(values.map((value) => Math.abs(value - middle)));
};

/** Scale of a normal distribution from its MAD. */
export const MAD_TO_SIGMA = 1.4826;

/** Modified z-score of a value against others (Iglewicz & Hoaglin 1993); infinite if the others do not vary. */
export const modifiedZ = (value: number, others: readonly number[]): number => {
  const difference = value - medianOfAll(others);
  return difference === 0 ? 0 : (0.6745 * difference) / mad(others);
};

/** Line through points at 0, 1, 2 …: median of all slopes, median intercept (Theil 1950, Sen 1968). */
export const theilSen = (
  values: readonly number[],
): { readonly slope: number; readonly at: (index: number) => number } => {
  const slopes: number[] = [];
  for (const [right, high] of values.entries())
    for (const [left, low] of values.slice(0, right).entries()) slopes.push((high - low) / (right - left));
  const slope = slopes.length === 0 ? 0 : medianOfAll(slopes);
  const intercept = medianOfAll(values.map((value, index) => value - slope * index));
  return { slope, at: (index) => intercept + slope * index };
};

/**
 * Z of the Mann–Kendall test for a trend (Mann 1945, Kendall 1975) with its correction for ties; above 1.645 a rise is
 * significant at 5 %, one-sided.
 */
export const mannKendall = (values: readonly number[]): number => {
  let score = 0;
  for (const [right, high] of values.entries())
    for (const low of values.slice(0, right)) score += Math.sign(high - low);
  const ties = new Map<number, number>();
  for (const value of values) ties.set(value, (ties.get(value) ?? 0) + 1);
  const weight = (count: number): number => count * (count - 1) * (2 * count + 5);
  const variance = (weight(values.length) - [...ties.values()].reduce((sum, count) => sum + weight(count), 0)) / 18;
  return variance <= 0 || score === 0 ? 0 : (score - Math.sign(score)) / Math.sqrt(variance);
};

/** Median of each value with the two before it (Tukey 1977); the first two stand alone. */
export const runningMedian = (values: readonly number[]): number[] =>
  values.map((value, index) => (index < 2 ? value : medianOfAll(values.slice(index - 2, index + 1))));
