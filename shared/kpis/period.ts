/** Days, weeks and months by number, so that a count per period is a count per whole number. */

export const GRANULARITIES = ['day', 'week', 'month'] as const;
export type Granularity = (typeof GRANULARITIES)[number];

const DAY_MS = 86_400_000;
const WEEK_DAYS = 7;
/** 1970-01-01 was a Thursday; weeks begin on Monday (ISO 8601). */
const MONDAY_SHIFT = 3;
const MONTHS = 12;

/** Months since January 1970 of an epoch day. */
export const monthOf = (day: number): number => {
  const date = new Date(day * DAY_MS);
  return (date.getUTCFullYear() - 1970) * MONTHS + date.getUTCMonth();
};

/** Number of the period that an epoch day lies in. */
export const periodOf = (granularity: Granularity, day: number): number => {
  switch (granularity) {
    case 'day':
      return day;
    case 'week':
      return Math.floor((day + MONDAY_SHIFT) / WEEK_DAYS);
    case 'month':
      return monthOf(day);
  }
};

/** First epoch day of a period. */
export const firstDayOf = (granularity: Granularity, period: number): number => {
  switch (granularity) {
    case 'day':
      return period;
    case 'week':
      return period * WEEK_DAYS - MONDAY_SHIFT;
    case 'month':
      return Date.UTC(1970, period, 1) / DAY_MS;
  }
};

/** Last epoch day of a period. */
export const lastDayOf = (granularity: Granularity, period: number): number => firstDayOf(granularity, period + 1) - 1;

/** `2026-11` of a month's number. */
export const monthName = (month: number): string =>
  new Date(firstDayOf('month', month) * DAY_MS).toISOString().slice(0, 7);

/** Number of a month written `2026-11`; a day of it may follow. */
export const monthNumber = (text: string): number =>
  (Number(text.slice(0, 4)) - 1970) * MONTHS + Number(text.slice(5, 7)) - 1;
