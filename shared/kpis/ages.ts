import type { Profile } from '../profiles/profile.ts';
import type { BoughtDay } from '../scoring/bought-days.ts';
import { bump, type Counts } from './counts.ts';
import { medianOf } from './gaps.ts';
import { monthOf } from './period.ts';

/** Months kept. */
const MONTHS = 37;
const OLDEST_YEAR = 1900;
const UNKNOWN = '-';

/** The year of the trait `birthday` (`1990-05-17`, `19900517`); absent if it says none that can be. */
export const birthYearOf = ({ traits }: Pick<Profile, 'traits'>, thisYear: number): number | undefined => {
  const { birthday } = traits;
  if (typeof birthday !== 'string') return undefined;
  const year = Number(/^(\d{4})(?:[-./]?\d{1,2}[-./]?\d{1,2}|$)/.exec(birthday)?.[1] ?? Number.NaN);
  return year >= OLDEST_YEAR && year <= thisYear ? year : undefined;
};

/** Adds a buyer's revenue by month and year of birth: key `<month>:<year>`, or `<month>:-`. */
export const addAges = (
  ages: Counts,
  fold: Pick<Profile, 'traits'>,
  days: readonly BoughtDay[],
  asOfDay: number,
): void => {
  const today = monthOf(asOfDay);
  const year = birthYearOf(fold, 1970 + Math.floor(today / 12));
  for (const { day, net } of days) {
    const month = monthOf(day);
    if (month > today - MONTHS && net > 0) bump(ages, `${month}:${year ?? UNKNOWN}`, net);
  }
};

/** Age that splits the month's revenue in halves, and the part of the revenue whose buyer's age is known. */
export const mainAge = (
  ages: Readonly<Counts>,
  month: number,
): { readonly age: number | null; readonly known: number | null } => {
  const byAge = new Map<number, number>();
  let [known, all] = [0, 0];
  for (const [key, net] of Object.entries(ages)) {
    const [at, year] = key.split(':');
    if (Number(at) !== month) continue;
    all += net;
    if (year === UNKNOWN) continue;
    known += net;
    byAge.set(1970 + Math.floor(month / 12) - Number(year), net);
  }
  return { age: medianOf(byAge, known), known: all === 0 ? null : known / all };
};
