import { Temporal } from 'temporal-polyfill';
import { parseTime } from '../../shared/events/event-time.ts';
import { toIso } from '../../shared/platform/clock.ts';
import { quote } from '../../shared/platform/errors.ts';

/** A cell that cannot be used; the message follows the name of its column. */
export class CellError extends Error {}

const THOUSANDS = /^[+-]?\d{1,3}(,\d{3})+(\.\d+)?$/;
const DECIMAL = /^[+-]?\d+(\.\d+)?$/;
const CURRENCY_SIGN = /^[₩$€£¥]\s*|\s*원$/gu;

/** 12000, "12,000", "₩12,000", "12,000원", "-3.50". Throws for anything else: money is never guessed. */
export const readMoney = (cell: string): number => {
  const text = cell.replace(CURRENCY_SIGN, '');
  const plain = THOUSANDS.test(text) ? text.replaceAll(',', '') : text;
  const value = DECIMAL.test(plain) ? Number(plain) : Number.NaN;
  if (!Number.isFinite(value)) throw new CellError(`${quote(cell)} is not a number; write it as 12000 or 12,000.50`);
  return value;
};

const LOCAL = /^(\d{4})[-./](\d{1,2})[-./](\d{1,2})\.?(?:[T ]+(\d{1,2}):(\d\d)(?::(\d\d)(?:\.\d+)?)?)?$/;
const COMPACT = /^(\d{4})(\d\d)(\d\d)$/;
const EPOCH = /^\d{10}(\d{3})?$/;

const days = new Map<string, number>();

const instantOf = (parts: readonly (string | undefined)[], zone: string): number => {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts.map((part) => Number(part ?? 0));
  if (zone === 'UTC') {
    const date = Temporal.PlainDateTime.from({ year, month, day, hour, minute, second }, { overflow: 'reject' });
    return Date.parse(`${date.toString({ smallestUnit: 'second' })}Z`);
  }
  return Temporal.PlainDateTime.from(
    { year, month, day, hour, minute, second },
    { overflow: 'reject' },
  ).toZonedDateTime(zone).epochMilliseconds;
};

/** The same few dates stand in thousands of rows, and a time zone calculation takes about 20 µs. */
const remembered = (key: string, compute: () => number): number => {
  const known = days.get(key);
  if (known !== undefined) return known;
  if (days.size > 20_000) days.clear();
  const value = compute();
  days.set(key, value);
  return value;
};

/**
 * A time as ISO 8601 UTC: with zone, or local in `zone` (a date alone is its midnight), or Unix seconds or milliseconds.
 * Throws for 11/22/2026 and the like, which read differently in every country.
 */
export const readCellTime = (cell: string, zone: string): string => {
  const refusal = `${quote(cell)} is not a date; write it as 2026-11-22, 2026-11-22 13:05 or 2026-11-22T13:05:00+09:00`;
  if (EPOCH.test(cell)) return toIso(Number(cell) * (cell.length === 10 ? 1_000 : 1));
  const zoned = parseTime(cell.replace(/ ?UTC$/, 'Z'));
  if (zoned !== undefined) return toIso(zoned);
  const parts = (LOCAL.exec(cell) ?? COMPACT.exec(cell))?.slice(1);
  if (!parts) throw new CellError(refusal);
  try {
    return toIso(remembered(`${zone} ${cell}`, () => instantOf(parts, zone)));
  } catch (cause) {
    throw new CellError(refusal, { cause });
  }
};

const CANONICAL_NUMBER = /^-?(0|[1-9]\d{0,14})(\.\d{1,6})?$/;
/** Digits that are a name, not an amount: a leading zero or a comparison by size would mean nothing. */
const TEXT_TARGET =
  /(^|[._])(id|code|sku|zip|postal|phone|tel|mobile|email|name|version)$|Id$|Code$|Phone$|Name$|^consent\./i;

/** A cell of an extra column: numbers and true/false become such, unless the target is plainly a text. */
export const readValue = (target: string, cell: string): string | number | boolean => {
  if (TEXT_TARGET.test(target)) return cell;
  if (cell === 'true' || cell === 'false') return cell === 'true';
  return CANONICAL_NUMBER.test(cell) ? Number(cell) : cell;
};
