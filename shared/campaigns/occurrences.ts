import { MINUTE } from '../platform/clock.ts';
import { atLocalTime, dateOfEpochDay, localDate, localEpochDay } from '../platform/time.ts';
import type { Repeat } from './schedule.ts';

/** ISO weekday of an epoch day; 1970-01-01 was a Thursday. */
const weekday = (day: number): number => ((day + 3) % 7) + 1;

const isOn = ({ days, from, until }: Repeat, day: number): boolean => {
  const date = dateOfEpochDay(day);
  return days.includes(weekday(day)) && (from === undefined || date >= from) && (until === undefined || date <= until);
};

/** First occurrence (ms) after `after`, at most one a day; nothing once the last day is over. */
export const nextOccurrence = (repeat: Repeat, zone: string, after: number): number | undefined => {
  const today = localEpochDay(after, zone);
  const begins =
    repeat.from === undefined ? today : Math.max(today, localEpochDay(Date.parse(`${repeat.from}T12:00:00Z`), 'UTC'));
  for (let day = begins; day <= begins + 8; day++) {
    if (!isOn(repeat, day)) continue;
    const at = atLocalTime(`${dateOfEpochDay(day)}T${repeat.at}`, zone);
    if (at > after) return at;
  }
  return undefined;
};

/** Every occurrence (ms) from `from` up to and with `to`, the first `most` of them. */
export const occurrencesIn = (repeat: Repeat, zone: string, from: number, to: number, most: number): number[] => {
  const found: number[] = [];
  let at = nextOccurrence(repeat, zone, from - 1);
  while (at !== undefined && at <= to && found.length < most) {
    found.push(at);
    at = nextOccurrence(repeat, zone, at);
  }
  return found;
};

/** What a tick makes of a series whose next occurrence was to be at `nextAt`; ms. */
export interface DueOccurrence {
  /** The one to send: the newest, if it is not too old. */
  readonly due: number | undefined;
  /** Those left out: older ones, or all of them where the newest is too old, too. */
  readonly missed: number;
  readonly next: number | undefined;
}

/** More occurrences than this have not been missed by a stack that is looked after. */
const MOST_MISSED = 400;

export const dueOccurrence = (repeat: Repeat, zone: string, nextAt: number, now: number): DueOccurrence => {
  // The one that was due stays so, though an edit may have moved the days since.
  const passed = nextAt > now ? [] : [nextAt, ...occurrencesIn(repeat, zone, nextAt + 1, now, MOST_MISSED)];
  const newest = passed.at(-1);
  const isFresh = newest !== undefined && now - newest <= repeat.catchUpMinutes * MINUTE;
  return {
    due: isFresh ? newest : undefined,
    missed: passed.length - (isFresh ? 1 : 0),
    next: nextOccurrence(repeat, zone, now),
  };
};

/** Characters that an occurrence's id has beyond its series'. */
export const OCCURRENCE_SUFFIX = 9;

/** One campaign a day: whatever fires twice means the same one. */
export const occurrenceId = (seriesId: string, at: number, zone: string): string =>
  `${seriesId}-${localDate(at, zone).replaceAll('-', '')}`;
