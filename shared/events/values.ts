import { atLocalTime, isCalendarDate, startOfDay } from '../platform/time.ts';
import type { Comparison, Operators } from './condition.ts';

/** Comparing one value with one operator. A missing value satisfies only `isNot`, `notIn` and `exists: false`. */

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

/** The value at `address.city`, own properties only, so that a hostile path reaches nothing else. */
export const valueAt = (root: unknown, path: string): unknown => {
  let value = root;
  for (const name of path.split('.')) {
    if (!isObject(value) || !Object.hasOwn(value, name)) return undefined;
    value = value[name];
  }
  return value;
};

/** Senders write 42 and "42" for the same thing; they count as equal, as do true and "true". */
const same = (value: unknown, wanted: unknown): boolean => {
  if (value === wanted) return true;
  const mixed = typeof value === 'string' ? typeof wanted !== 'string' : typeof wanted === 'string';
  return mixed && !isObject(value) && !isObject(wanted) && String(value) === String(wanted);
};

export const numberOf = (value: unknown): number | undefined => {
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  if (typeof value !== 'string' || value.trim() === '') return undefined;
  const number = Number(value);
  return Number.isFinite(number) ? number : undefined;
};

const DATE = /^\d{4}-\d{2}-\d{2}$/;
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/;
const WITHOUT_ZONE = /^\d{4}-\d{2}-\d{2}T([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,9})?)?$/;

/**
 * Milliseconds of an ISO time, or of the local midnight at which an ISO date begins; undefined for anything else, such as
 * 30 February. A time without a zone is one of the shop's.
 */
export const instantOf = (value: unknown, zone: string): number | undefined => {
  if (typeof value !== 'string' || !isCalendarDate(value.slice(0, 10))) return undefined;
  if (DATE.test(value)) return startOfDay(value, zone);
  if (WITHOUT_ZONE.test(value)) return atLocalTime(value, zone);
  const ms = INSTANT.test(value) ? Date.parse(value) : Number.NaN;
  return Number.isNaN(ms) ? undefined : ms;
};

const ordered = (
  value: unknown,
  wanted: unknown,
  read: (value: unknown) => number | undefined,
  holds: (left: number, right: number) => boolean,
): boolean => {
  const left = read(value);
  const right = read(wanted);
  return left !== undefined && right !== undefined && holds(left, right);
};

const includes = (value: unknown, wanted: unknown): boolean => {
  if (Array.isArray(value)) return value.some((entry) => same(entry, wanted));
  return typeof value === 'string' && value.includes(String(wanted));
};

/** Whether a value satisfies the one operator that is set. Dates are cut in the shop's zone. */
export const satisfies = (given: unknown, operators: Operators, zone: string): boolean => {
  const value = given === null ? undefined : given;
  const { is, isNot, gt, gte, lt, lte, contains, startsWith, endsWith, before, after, exists } = operators;
  if (isNot !== undefined) return value === undefined || !same(value, isNot);
  if (operators.notIn !== undefined) {
    return value === undefined || !operators.notIn.some((wanted) => same(value, wanted));
  }
  if (exists !== undefined) return (value !== undefined) === exists;
  if (value === undefined) return false;
  if (is !== undefined) return same(value, is);
  if (operators.in !== undefined) return operators.in.some((wanted) => same(value, wanted));
  if (gt !== undefined) return ordered(value, gt, numberOf, (left, right) => left > right);
  if (gte !== undefined) return ordered(value, gte, numberOf, (left, right) => left >= right);
  if (lt !== undefined) return ordered(value, lt, numberOf, (left, right) => left < right);
  if (lte !== undefined) return ordered(value, lte, numberOf, (left, right) => left <= right);
  if (contains !== undefined) return includes(value, contains);
  if (startsWith !== undefined) return typeof value === 'string' && value.startsWith(startsWith);
  if (endsWith !== undefined) return typeof value === 'string' && value.endsWith(endsWith);
  const time = (entry: unknown) => instantOf(entry, zone);
  if (before !== undefined) return ordered(value, before, time, (left, right) => left < right);
  if (after !== undefined) return ordered(value, after, time, (left, right) => left > right);
  return false;
};

export const compares = (number: number, { gte, gt, lte, lt, eq }: Comparison): boolean => {
  if (gte !== undefined) return number >= gte;
  if (gt !== undefined) return number > gt;
  if (lte !== undefined) return number <= lte;
  if (lt !== undefined) return number < lt;
  return number === eq;
};
