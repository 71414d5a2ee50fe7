import { Temporal } from 'temporal-polyfill';
import { parseTime } from '../events/event-time.ts';
import { toIso } from '../platform/clock.ts';
import { quote } from '../platform/errors.ts';
import { CellError } from './cell.ts';
import { serialToText } from './xlsx-dates.ts';

/** Order of a date whose year stands last, as the map states it. */
export type DateOrder = 'DMY' | 'MDY';

const CLOCK = String.raw`(?:[T ]+(오전|오후|AM|PM)?\s*(\d{1,2})[:시]\s*(\d\d?)(?:(?:[:분]\s*)(\d\d?)(?:\.\d+)?초?|분)?\s*(AM|PM)?)?`;
const YEAR_FIRST = new RegExp(String.raw`^(\d{4})\s*[-./년]\s*(\d{1,2})\s*[-./월]\s*(\d{1,2})\s*[.일]?${CLOCK}$`, 'iu');
const YEAR_LAST = new RegExp(String.raw`^(\d{1,2})[-./](\d{1,2})[-./](\d{4})\.?${CLOCK}$`, 'iu');
const COMPACT = /^(\d{4})(\d\d)(\d\d)(?:(\d\d)(\d\d)(\d\d)?)?$/;
const EPOCH = /^\d{10}(\d{3})?$/;
/** Days of Excel from 1954 to 2064: no shop writes a date as five digits otherwise. */
const SERIAL = /^[2-5]\d{4}(\.\d+)?$/;

const days = new Map<string, number>();

interface Local {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
}

/** 오후 12:05 is five past noon, 오전 12:05 five past midnight. */
const hourOf = (half: string | undefined, text: string | undefined): number => {
  const hour = Number(text ?? 0);
  if (half === undefined) return hour;
  if (hour < 1 || hour > 12) return Number.NaN;
  return (hour % 12) + (/오후|pm/iu.test(half) ? 12 : 0);
};

const localOf = (cell: string, order: DateOrder | undefined): Local | undefined => {
  const compact = COMPACT.exec(cell);
  if (compact) {
    const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = compact
      .slice(1)
      .map((part) => Number(part ?? 0));
    return { year, month, day, hour, minute, second };
  }
  const first = YEAR_FIRST.exec(cell);
  const last = first || order === undefined ? null : YEAR_LAST.exec(cell);
  const [, one, two, three, before, hour, minute, second, after] = first ?? last ?? [];
  if (one === undefined) return undefined;
  const [year, month, day] = first ? [one, two, three] : order === 'DMY' ? [three, two, one] : [three, one, two];
  return {
    year: Number(year),
    month: Number(month),
    day: Number(day),
    hour: hourOf(before ?? after, hour),
    minute: Number(minute ?? 0),
    second: Number(second ?? 0),
  };
};

const instantOf = (local: Local, zone: string): number => {
  const date = Temporal.PlainDateTime.from(local, { overflow: 'reject' });
  if (zone === 'UTC') return Date.parse(`${date.toString({ smallestUnit: 'second' })}Z`);
  return date.toZonedDateTime(zone).epochMilliseconds;
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

/** A date with its zone written after it: ISO 8601, or as Shopify writes it (`2026-11-22 15:05:00 +0900`). */
const zonedTime = (cell: string): number | undefined => parseTime(cell.replace(/ ?UTC$/u, 'Z'));

/**
 * A time as ISO 8601 UTC: with zone, or local in `zone` (a date alone is its midnight; 오전, 오후, AM and PM are read), or
 * Unix seconds or milliseconds, or a serial date of Excel. Throws for 11/22/2026 and the like, which read differently in
 * every country, unless their order is stated.
 */
export const readCellTime = (cell: string, zone: string, order?: DateOrder): string => {
  const hint = YEAR_LAST.test(cell)
    ? 'state its order in the map as "dateOrder": "DMY" or "MDY"'
    : 'write it as 2026-11-22, 2026-11-22 13:05 or 2026-11-22T13:05:00+09:00';
  const refusal = `${quote(cell)} is not a date${YEAR_LAST.test(cell) ? ' by itself' : ''}; ${hint}`;
  if (EPOCH.test(cell)) return toIso(Number(cell) * (cell.length === 10 ? 1_000 : 1));
  const zoned = zonedTime(cell);
  if (zoned !== undefined) return toIso(zoned);
  const text = SERIAL.test(cell) ? (serialToText(Number(cell), 'date', false) ?? cell) : cell;
  const local = localOf(text, order);
  if (!local) throw new CellError(refusal);
  try {
    return toIso(remembered(`${zone} ${order ?? ''} ${cell}`, () => instantOf(local, zone)));
  } catch (cause) {
    throw new CellError(refusal, { cause });
  }
};
