import type { KpiHistory } from './history.ts';
import { monthName, monthOf } from './period.ts';
import type { Cohort } from './retention.ts';
import type { KpiPoint } from './series.ts';
import type { Said, WarningSeries } from './warning.ts';

/** What the signs are read from. */
export interface WarningFacts {
  /** By month, oldest first; only months that are over are looked at. */
  readonly months: readonly KpiPoint[];
  readonly cohorts: readonly Cohort[];
  /** The month of cohorts' cells that is not over. */
  readonly incompleteMonth: string | null;
  readonly mainAges: KpiHistory['mainAges'];
  readonly activeDays: number;
  /** Cost of winning a customer and what one brings in, minor units of the reporting currency; null if unknown. */
  readonly cac: number | null;
  readonly ltv: number | null;
  readonly money: (amount: number, language: keyof Said) => string;
}

export const YEAR = 12;
/** Above it a rise is significant at 5 %, one-sided. */
export const SIGNIFICANT = 1.645;
export const people = (n: number): string => Math.round(n).toLocaleString('en');
export const percent = (share: number): string => `${(share * 100).toFixed(1)}%`;
export const one = (n: number): string => n.toFixed(1);
export const monthsOf = (points: readonly KpiPoint[]): string[] =>
  points.map(({ firstDay }) => monthName(monthOf(firstDay)));

export const lineOf = (
  name: Said,
  unit: WarningSeries['unit'],
  months: readonly string[],
  values: readonly (number | null)[],
) => ({
  name,
  unit,
  points: months.map((month, index) => ({ month, value: values[index] ?? null })),
});

export const numbers = (values: readonly (number | null)[]): number[] => values.filter((value) => value !== null);
