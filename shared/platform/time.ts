import { Temporal } from 'temporal-polyfill';

const EPOCH = Temporal.PlainDate.from('1970-01-01');
const formatters = new Map<string, Intl.DateTimeFormat>();

/** `Intl` formatters are costly to make (about 50 µs) and are asked for per order. */
const formatterOf = (zone: string): Intl.DateTimeFormat => {
  const known = formatters.get(zone);
  if (known) return known;
  const made = new Intl.DateTimeFormat('en-CA', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' });
  // Names differ in case, too, and strangers choose them.
  if (formatters.size >= 1_000) formatters.clear();
  formatters.set(zone, made);
  return made;
};

export const isTimeZone = (zone: string): boolean => {
  try {
    formatterOf(zone);
    return true;
  } catch {
    return false;
  }
};

/** The name that Intl gives a zone of many names (`US/Eastern` is `America/New_York`); nothing if it is none. */
export const canonicalZone = (zone: string): string | undefined =>
  isTimeZone(zone) ? formatterOf(zone).resolvedOptions().timeZone : undefined;

/** Calendar date `YYYY-MM-DD` of an instant in a zone. */
export const localDate = (ms: number, zone: string): string => formatterOf(zone).format(ms);

/** Days since 1970-01-01 of a calendar date `YYYY-MM-DD`. */
export const epochDay = (date: string): number => Math.round(Date.parse(`${date}T00:00:00Z`) / 86_400_000);

/** Days since 1970-01-01 of an instant's calendar date in a zone: the unit of purchase days and recency. */
export const localEpochDay = (ms: number, zone: string): number => epochDay(localDate(ms, zone));

export const dateOfEpochDay = (day: number): string => EPOCH.add({ days: day }).toString();

const LEAP_DAY = /-02-29$/;

/** Day since 1970-01-01, from `from` on, on which the month and day of a calendar date come round; 29 February falls on the 28th in other years. */
export const anniversaryFrom = (date: string, from: number): number => {
  const year = Number(dateOfEpochDay(from).slice(0, 4));
  const inYear = (candidate: number): number => {
    const leap = (candidate % 4 === 0 && candidate % 100 !== 0) || candidate % 400 === 0;
    const monthDay = LEAP_DAY.test(date) && !leap ? '-02-28' : date.slice(-6);
    return epochDay(`${String(candidate).padStart(4, '0')}${monthDay}`);
  };
  const day = inYear(year);
  return day >= from ? day : inYear(year + 1);
};

/** Hour and minute of an instant in a zone, as minutes since local midnight (0 … 1439). */
export const localMinuteOfDay = (ms: number, zone: string): number => {
  const time = Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(zone);
  return time.hour * 60 + time.minute;
};

/** Milliseconds that a zone's clock is ahead of UTC at an instant. */
export const zoneOffset = (ms: number, zone: string): number =>
  Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(zone).offsetNanoseconds / 1_000_000;

/** First instant (ms) at or after `ms` whose local time in the zone is `minuteOfDay`; exact across DST changes. */
export const nextLocalTime = (ms: number, zone: string, minuteOfDay: number): number => {
  const from = Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(zone);
  const time = Temporal.PlainTime.from({ hour: Math.floor(minuteOfDay / 60), minute: minuteOfDay % 60 });
  for (let days = 0; days < 3; days++) {
    const candidate = from.toPlainDate().add({ days }).toZonedDateTime({ timeZone: zone, plainTime: time });
    if (candidate.epochMilliseconds >= ms) return candidate.epochMilliseconds;
  }
  return ms + 86_400_000;
};

/** Instant (ms) at which a calendar date begins in a zone. */
export const startOfDay = (date: string, zone: string): number =>
  Temporal.PlainDate.from(date).toZonedDateTime(zone).epochMilliseconds;

/** Whether `YYYY-MM-DD` is a day that the calendar has; Date.parse takes 30 February for 2 March. */
export const isCalendarDate = (date: string): boolean => {
  const ms = /^\d{4}-\d{2}-\d{2}$/.test(date) ? Date.parse(`${date}T00:00:00Z`) : Number.NaN;
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(date);
};

/** Instant (ms) of a local time `YYYY-MM-DDTHH:mm[:ss]` in a zone; of one that a change of the clocks leaves out, the next. */
export const atLocalTime = (local: string, zone: string): number =>
  Temporal.PlainDateTime.from(local).toZonedDateTime(zone).epochMilliseconds;

/** The same local time so many calendar months later, ms; the last day of a month that has fewer days. */
export const monthsAfter = (ms: number, months: number, zone: string): number =>
  Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(zone).add({ months }).epochMilliseconds;
