import { DAY } from '../platform/clock.ts';
import { epochDay } from '../platform/time.ts';
import type { EventIdentity } from './covered-events.ts';

/** An event received so many days after its own time, or without one, is not found by reading the newest of a history. */
const LATE_DAYS = 30;
/** Days before a receipt from which on an event that is not late has its key; one more for clocks that run ahead. */
const KEY_DAYS = LATE_DAYS + 1;

const dayOf = (instant: string): number => epochDay(instant.slice(0, 10));

const isLate = ({ key, receivedAt }: Pick<EventIdentity, 'key' | 'receivedAt'>): boolean => {
  const time = Date.parse(key.slice(0, key.indexOf('#')));
  return Number.isNaN(time) || Date.parse(receivedAt) - time > LATE_DAYS * DAY;
};

/**
 * UTC day, since 1970, of the newest receipt that `lastSeenAt` does not tell of: after it, or of a late event. Nothing for most
 * people, whose events are received when they happen: a profile has to stay small.
 */
export const heardOf = (
  before: number | undefined,
  kept: readonly Pick<EventIdentity, 'key' | 'receivedAt'>[],
  lastSeenAt = '1970-01-01',
): number | undefined => {
  const latest = (days: readonly number[]): number => days.reduce((last, day) => Math.max(last, day), 0);
  const late = Math.max(before ?? 0, latest(kept.filter(isLate).map(({ receivedAt }) => dayOf(receivedAt))));
  const last = latest(kept.map(({ receivedAt }) => dayOf(receivedAt)));
  const heard = Math.max(late, last > dayOf(lastSeenAt) ? last : 0);
  return heard > 0 ? heard : undefined;
};

/** Key above which all events lie that came in from `from` (ISO) on; `everything`, or nothing if none did. */
export const readAbove = (
  {
    heard = 0,
    lastSeenAt = '1970-01-01',
  }: { readonly heard?: number | undefined; readonly lastSeenAt?: string | undefined },
  from: string,
): { readonly above: string } | 'everything' | undefined => {
  if (from === '' || heard >= dayOf(from)) return 'everything';
  if (dayOf(lastSeenAt) < dayOf(from)) return undefined;
  return { above: new Date(Date.parse(from) - KEY_DAYS * DAY).toISOString() };
};
