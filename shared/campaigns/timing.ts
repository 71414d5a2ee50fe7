import { Temporal } from 'temporal-polyfill';
import { DAY, HOUR, MINUTE } from '../platform/clock.ts';
import { atLocalTime, localMinuteOfDay } from '../platform/time.ts';
import type { SendWindow, Throttle } from './schedule.ts';

/** A start without an offset is a local time: each receiver's own. */
export const isLocal = (at: string): boolean => !/(?:Z|[+-]\d{2}:?\d{2})$/i.test(at);

/** Where a day begins first. */
const FIRST_ZONE = 'Pacific/Kiritimati';

/** When a campaign begins: its instant, or the first moment at which its local time has come anywhere. */
export const startOf = (at: string): number => (isLocal(at) ? atLocalTime(at, FIRST_ZONE) : Date.parse(at));

const minutes = (text: string): number => Number(text.slice(0, 2)) * 60 + Number(text.slice(3));

export const isInWindows = (now: number, zone: string, windows: readonly SendWindow[]): boolean => {
  const { dayOfWeek } = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(zone);
  const minute = localMinuteOfDay(now, zone);
  return windows.some(
    ({ days, from, to }) => days.includes(dayOfWeek) && minute >= minutes(from) && minute < minutes(to),
  );
};

/** The change of the clocks within eight days after `now` (ms), if there is one. */
const changeAfter = (now: number, zone: string): number | undefined => {
  const here = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(zone);
  // Asked for only then: where no change is near, looking for it takes longer than all the rest.
  if (here.offsetNanoseconds === here.add({ days: 8 }).offsetNanoseconds) return undefined;
  return here.getTimeZoneTransition('next')?.epochMilliseconds;
};

/**
 * First instant (ms) at or after `now` inside a window in the zone; nothing within eight days, as where a change of the
 * clocks leaves a window out for good.
 */
export const nextInWindows = (now: number, zone: string, windows: readonly SendWindow[]): number | undefined => {
  if (isInWindows(now, zone, windows)) return now;
  const today = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(zone).toPlainDate();
  // A change may set the clocks into the midst of a window.
  const change = changeAfter(now, zone);
  const changed = change !== undefined && isInWindows(change, zone, windows) ? change : undefined;
  let first: number | undefined;
  for (let ahead = 0; ahead <= 8 && first === undefined; ahead++) {
    const date = today.add({ days: ahead });
    for (const { days, from } of windows) {
      if (!days.includes(date.dayOfWeek)) continue;
      const local = `${date.toString()}T${from}`;
      // Where the clocks are put back an hour comes twice, and the second may be the one that still lies ahead.
      const twice = Temporal.PlainDateTime.from(local).toZonedDateTime(zone, { disambiguation: 'later' });
      for (const at of [atLocalTime(local, zone), twice.epochMilliseconds]) {
        if (at >= now && isInWindows(at, zone, windows) && (first === undefined || at < first)) first = at;
      }
    }
  }
  return changed !== undefined && (first === undefined || changed < first) ? changed : first;
};

/** An hour is believed from so many visits on so many days of the last half year, if so many of them lie around it. */
const VISITS = 5;
const VISIT_DAYS = 3;
const AROUND = 0.4;
/** Older visits say nothing of the habit, ms. */
export const MEMORY = 180 * DAY;
/** A click or an order is a decision, an open may be a glance. */
const WEIGHTS = { open: 1, click: 2, order: 2 } as const;

/** Something a person did at a time of their own choosing. */
export interface Visit {
  readonly kind: keyof typeof WEIGHTS;
  /** ms */
  readonly at: number;
}

/** `hour` is local; `near` of `visits` lie within an hour of its middle. Without an hour: too few, or at all times of day. */
export interface UsualHour {
  readonly hour: number | undefined;
  readonly near: number;
  readonly visits: number;
}

/** The hour of the day at which a person usually comes, in their zone. */
export const usualHourOf = (visits: readonly Visit[], zone: string, now: number): UsualHour => {
  const weights = Array.from({ length: 24 }, () => 0);
  const counts = Array.from({ length: 24 }, () => 0);
  const days = new Set<number>();
  // A date without a time is stored as midnight of some zone, and says nothing of the hour.
  const known = visits.filter(({ at }) => at <= now && at > now - MEMORY && at % (HOUR / 2) !== 0);
  for (const { kind, at } of known) {
    const hour = Math.floor(localMinuteOfDay(at, zone) / 60);
    weights[hour] = (weights[hour] ?? 0) + WEIGHTS[kind];
    counts[hour] = (counts[hour] ?? 0) + 1;
    days.add(Math.floor(at / DAY));
  }
  // The hours beside it count half, so that 19:58 and 20:02 are not two habits.
  const around = (of: readonly number[], hour: number): readonly [number, number, number] => [
    of[(hour + 23) % 24] ?? 0,
    of[hour] ?? 0,
    of[(hour + 1) % 24] ?? 0,
  ];
  let best = 0;
  let most = -1;
  for (let hour = 0; hour < 24; hour++) {
    const [before, here, after] = around(weights, hour);
    const score = here + (before + after) / 2;
    if (score > most) [best, most] = [hour, score];
  }
  const near = around(counts, best).reduce((sum, each) => sum + each, 0);
  const isKnown = known.length >= VISITS && days.size >= VISIT_DAYS && near >= known.length * AROUND;
  return { hour: isKnown ? best : undefined, near, visits: known.length };
};

/** Messages that a throttle allows in the clock minute that begins at `minute` (ms); an hour's are dealt out evenly. */
export const allowedIn = ({ messages, per }: Throttle, minute: number): number => {
  if (per === 'minute') return messages;
  const index = Math.floor(minute / MINUTE) % 60;
  return Math.floor((messages * (index + 1)) / 60) - Math.floor((messages * index) / 60);
};

/** Begin (ms) of the clock minute in which more than nothing is allowed, after the one of `now`. */
export const nextMinute = (throttle: Throttle, now: number): number => {
  let minute = Math.floor(now / MINUTE) * MINUTE + MINUTE;
  while (allowedIn(throttle, minute) === 0) minute += MINUTE;
  return minute;
};
