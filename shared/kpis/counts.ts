import * as z from 'zod';

/** Counts by key; shards merge by adding, so a merged count is the count over all. */
export type Counts = Record<string, number>;
export const countsSchema = z.record(z.string(), z.number().int());

/** Hostile totals must not push a sum beyond the integers that are exact. */
export const plus = (left: number, right: number): number =>
  Math.max(-Number.MAX_SAFE_INTEGER, Math.min(Number.MAX_SAFE_INTEGER, left + right));

export const bump = (counts: Counts, key: string, by = 1): void => {
  counts[key] = plus(counts[key] ?? 0, by);
};

export const mergeCounts = (into: Counts, from: Readonly<Counts>): void => {
  for (const [key, count] of Object.entries(from)) bump(into, key, count);
};

/** A share of a whole; null where there is no whole. */
export const shareOf = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole);
