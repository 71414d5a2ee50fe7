import { bump, type Counts } from './counts.ts';
import { periodOf } from './period.ts';

/** Weeks kept. */
const WEEKS = 270;
/** Longer gaps count as this one. */
const LONGEST = 1_095;
/** A figure looks at this many whole weeks. */
export const GAP_WEEKS = 13;

/** Counts days between purchase days, by the week in which the later one lies: key `<week>:<days>`. */
export const addGaps = (gaps: Counts, days: readonly { readonly day: number }[], asOfDay: number): void => {
  const oldest = periodOf('week', asOfDay) - WEEKS;
  for (const [index, { day }] of days.entries()) {
    const previous = days[index - 1];
    const week = periodOf('week', day);
    if (previous && week > oldest) bump(gaps, `${week}:${Math.min(LONGEST, day - previous.day)}`);
  }
};

/** Answers medians of merged gaps by week. */
export const createGapMedians = (gaps: Readonly<Counts>) => {
  const byWeek = new Map<number, Map<number, number>>();
  for (const [key, count] of Object.entries(gaps)) {
    const [week = 0, gap = 0] = key.split(':').map(Number);
    const known = byWeek.get(week) ?? new Map<number, number>();
    byWeek.set(week, known.set(gap, (known.get(gap) ?? 0) + count));
  }

  /** Median of the gaps that ended in the weeks from `from` to `to`, both included; how many they are. */
  return (from: number, to: number): { readonly median: number | null; readonly gaps: number } => {
    const counts = new Map<number, number>();
    let total = 0;
    for (let week = from; week <= to; week++) {
      for (const [gap, count] of byWeek.get(week) ?? []) {
        counts.set(gap, (counts.get(gap) ?? 0) + count);
        total += count;
      }
    }
    return { median: medianOf(counts, total), gaps: total };
  };
};

/** Middle value of a histogram; the mean of the two middle ones if their number is even. */
export const medianOf = (counts: ReadonlyMap<number, number>, total: number): number | null => {
  if (total === 0) return null;
  const values = [...counts.keys()].sort((left, right) => left - right);
  const nth = (rank: number): number => {
    let seen = 0;
    for (const value of values) {
      seen += counts.get(value) ?? 0;
      if (seen > rank) return value;
    }
    return values.at(-1) ?? 0;
  };
  return (nth(Math.floor((total - 1) / 2)) + nth(Math.floor(total / 2))) / 2;
};
