import { type Counts, shareOf } from './counts.ts';
import { lastDayOf, monthName, monthOf } from './period.ts';

/** Cohorts counted: those of sixty years, a bound on what hostile dates can make of a shard. */
const COUNTED_MONTHS = 720;
/** Cohorts of a report: those of the twenty years before its latest order. */
export const REPORT_MONTHS = 240;

/** Counts a person once per month with an order: key `<month of the first order>:<months since>`. */
export const addCohort = (cells: Counts, days: readonly { readonly day: number }[], asOfDay: number): void => {
  const [first] = days;
  if (!first) return;
  const cohort = monthOf(first.day);
  if (monthOf(asOfDay) - cohort >= COUNTED_MONTHS) return;
  let counted = -1;
  for (const { day } of days) {
    const offset = monthOf(day) - cohort;
    if (offset === counted) continue;
    counted = offset;
    const key = `${cohort}:${offset}`;
    cells[key] = (cells[key] ?? 0) + 1;
  }
};

export interface Cohort {
  /** Month of the first order, `2026-11`. */
  readonly cohort: string;
  readonly size: number;
  /** Distinct people with an order, by months since the first; the first equals `size`. Ends where the data end. */
  readonly cells: readonly number[];
  /** The same as shares of `size`. */
  readonly shares: readonly number[];
}

export interface RetentionTable {
  readonly cohorts: readonly Cohort[];
  /** The month that is not over: each cohort's cell of it still grows. Null if the last month is whole. */
  readonly incompleteMonth: string | null;
  /** By months since the first order, over cohorts whose month is over, weighted by their size. */
  readonly average: readonly {
    readonly offset: number;
    readonly customers: number;
    readonly of: number;
    readonly share: number;
  }[];
}

/** Merged cells as rows by month of the first order, each up to the month of the latest order of anybody. */
export const cohortRows = (counts: Readonly<Counts>, lastOrderDay: number | null): Record<string, number[]> => {
  if (lastOrderDay === null) return {};
  const last = monthOf(lastOrderDay);
  const rows: Record<string, number[]> = {};
  for (const key of Object.keys(counts)) {
    if (!key.endsWith(':0')) continue;
    const month = Number(key.slice(0, -2));
    if (last - month >= REPORT_MONTHS) continue;
    rows[month] = Array.from({ length: last - month + 1 }, (_, offset) => counts[`${month}:${offset}`] ?? 0);
  }
  return rows;
};

/**
 * The table of cohorts. Columns end with the month of the latest order; a month counts as over once `asOfDay` lies
 * after its last day.
 */
export const retentionTable = (
  rows: Readonly<Record<string, readonly number[]>>,
  asOfDay: number,
  lastOrderDay: number | null,
  within: { readonly from: number; readonly to: number } = {
    from: Number.NEGATIVE_INFINITY,
    to: Number.POSITIVE_INFINITY,
  },
): RetentionTable => {
  if (lastOrderDay === null) return { cohorts: [], incompleteMonth: null, average: [] };
  const lastMonth = monthOf(lastOrderDay);
  const incomplete = asOfDay <= lastDayOf('month', lastMonth);
  const months = Object.keys(rows)
    .map(Number)
    .filter((month) => month >= within.from && month <= within.to)
    .sort((left, right) => left - right);
  const sums: { customers: number; of: number }[] = [];
  const cohorts = months.map((month) => {
    const cells = rows[month] ?? [];
    const size = cells[0] ?? 0;
    const whole = incomplete ? cells.slice(0, -1) : cells;
    for (const [offset, customers] of whole.entries()) {
      const sum = sums[offset] ?? { customers: 0, of: 0 };
      sums[offset] = { customers: sum.customers + customers, of: sum.of + size };
    }
    return { cohort: monthName(month), size, cells, shares: cells.map((cell) => shareOf(cell, size) ?? 0) };
  });
  return {
    cohorts,
    incompleteMonth: incomplete ? monthName(lastMonth) : null,
    average: sums.map(({ customers, of }, offset) => ({ offset, customers, of, share: shareOf(customers, of) ?? 0 })),
  };
};
