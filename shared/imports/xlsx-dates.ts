/** What a number of a sheet stands for, told by its number format (ECMA-376 part 1, 18.8.30). */
export type NumberKind = 'number' | 'date' | 'time';

/** Formats without a code of their own; 27–36 and 50–58 are the dates of Korean, Chinese and Japanese Excel. */
const BUILT_IN_TIMES: ReadonlySet<number> = new Set([18, 19, 20, 21, 32, 33, 45, 46, 47]);
const isBuiltInDate = (id: number): boolean =>
  (id >= 14 && id <= 17) || id === 22 || (id >= 27 && id <= 36) || (id >= 50 && id <= 58);

/** `code` is absent for a built-in format. */
export const kindOfFormat = (id: number, code: string | undefined): NumberKind => {
  if (code === undefined) {
    if (BUILT_IN_TIMES.has(id)) return 'time';
    return isBuiltInDate(id) ? 'date' : 'number';
  }
  // Quoted text, escaped letters, colours and conditions are no part of the pattern; [h] is a duration.
  const pattern = code
    .replace(/"[^"]*"|\\.|_.|\*./gu, '')
    .replace(/\[(?![hms]+\])[^\]]*\]/giu, '')
    .replace(/general/giu, '');
  if (/[yd]/i.test(pattern)) return 'date';
  if (/[hs]/i.test(pattern)) return 'time';
  return /m/i.test(pattern) ? 'date' : 'number';
};

const DAY_SECONDS = 86_400;
/** Days between 1900-01-01 and 1904-01-01 in Excel's counting, which has a 29 February 1900. */
const FROM_1904 = 1462;
const UNIX_EPOCH = 25_569;

const two = (value: number): string => String(value).padStart(2, '0');

/**
 * An Excel serial number as `2026-11-22`, `2026-11-22 15:05:00` or, for a time alone, `15:05:00`. Undefined outside
 * 1900 … 9999. Excel counts a 29 February 1900, so days before 1900-03-01 stand one lower.
 */
export const serialToText = (serial: number, kind: NumberKind, is1904: boolean): string | undefined => {
  const value = serial + (is1904 ? FROM_1904 : 0);
  if (!(serial >= 0) || value >= 2_958_466) return undefined;
  let day = Math.floor(value);
  let second = Math.round((value - day) * DAY_SECONDS);
  if (second === DAY_SECONDS) {
    day += 1;
    second = 0;
  }
  const clock = `${two(Math.floor(second / 3_600))}:${two(Math.floor(second / 60) % 60)}:${two(second % 60)}`;
  if (kind === 'time' && serial < 1) return clock;
  if (value < 1) return undefined;
  const unixDay = day - UNIX_EPOCH + (value < 60 ? 1 : 0);
  const date = new Date(unixDay * DAY_SECONDS * 1_000).toISOString().slice(0, 10);
  return second === 0 ? date : `${date} ${clock}`;
};
