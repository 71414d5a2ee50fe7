import { toIso } from '../platform/clock.ts';
import { quote } from '../platform/errors.ts';

const CANONICAL = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const ISO = /^(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)? ?([Zz]|[+-]\d\d(?::?\d\d)?)$/;
const ZONELESS = /^\d{4}-\d\d-\d\d(?:[Tt ]\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?)?$/;

const zoneOf = (zone: string): string => {
  if (zone === 'Z' || zone === 'z') return 'Z';
  const digits = zone.slice(1).replace(':', '').padEnd(4, '0');
  return `${zone[0]}${digits.slice(0, 2)}:${digits.slice(2)}`;
};

/** `Date.parse` rolls 30 February over into March; a wrong date is refused instead. */
const isCalendarDate = (date: string): boolean => {
  const ms = Date.parse(`${date}T00:00:00.000Z`);
  return !Number.isNaN(ms) && toIso(ms).startsWith(date);
};

/**
 * Milliseconds of an ISO 8601 time with zone, cut to milliseconds; `undefined` for anything else. A time without zone is
 * refused rather than guessed: a shop in Seoul would silently be nine hours off.
 */
export const parseTime = (text: string): number | undefined => {
  if (CANONICAL.test(text)) {
    const ms = Date.parse(text);
    return Number.isNaN(ms) || toIso(ms) !== text ? undefined : ms;
  }
  const [, date, minute, second = '00', fraction = '', zone] = ISO.exec(text) ?? [];
  if (date === undefined || minute === undefined || zone === undefined || !isCalendarDate(date)) return undefined;
  const ms = Date.parse(`${date}T${minute}:${second}.${fraction.slice(0, 3).padEnd(3, '0')}${zoneOf(zone)}`);
  return Number.isNaN(ms) ? undefined : ms;
};

/** What to tell the sender of a time that `parseTime` refuses. */
export const timeAdvice = (text: string): string =>
  ZONELESS.test(text)
    ? `${quote(text)} has no zone; send it as 2026-11-22T10:00:00+09:00 or in UTC with a Z`
    : `${quote(text)} is not an ISO 8601 time; send it as 2026-11-22T10:00:00.000Z`;

/** Below this the difference between the sender's clock and ours is the network, not the clock. */
const CLOCK_TOLERANCE = 5_000;

/**
 * The sender's time moved onto our clock: what matters is how long before sending it happened
 * (`receivedAt − (sentAt − time)`, as the Segment spec does).
 */
export const correctTime = (time: number, sentAt: number | undefined, receivedAt: number): number => {
  if (sentAt === undefined || Math.abs(receivedAt - sentAt) <= CLOCK_TOLERANCE) return time;
  return receivedAt - (sentAt - time);
};

/** Before this nothing was sold online: such a time comes from a clock that was never set. */
const EARLIEST = Date.parse('1990-01-01T00:00:00.000Z');
/** Covers the widest mistake of zone (26 h) and a clock a few hours ahead. */
const FURTHEST_AHEAD = 48 * 3_600_000;

/** Why a corrected time cannot be believed, if it cannot. */
export const timeFlaw = (at: number, receivedAt: number): string | undefined => {
  if (!(at >= EARLIEST)) return 'lies before 1990; check the clock or the format of the date';
  if (at > receivedAt + FURTHEST_AHEAD)
    return `lies more than 48 hours after its receipt (${toIso(receivedAt)}); check the clock, or send sentAt so that it can be corrected`;
  return undefined;
};
