import { HOUR, MINUTE } from '../platform/clock.ts';
import { localMinuteOfDay, nextLocalTime } from '../platform/time.ts';

/** Minutes since local midnight; `from` later than `to` spans midnight, equal ones mean none. */
export interface QuietSpan {
  readonly from: number;
  readonly to: number;
}

/** A message handed over now may arrive minutes later: the span begins so many minutes early. */
export const MARGIN = 5;

/** Beyond this no lawful hour is looked for. */
const HORIZON = 48 * HOUR;
const DAY_MINUTES = 24 * 60;

/** Minutes of `21:00`. */
export const minutesOf = (text: string): number => {
  const [hours = 0, minutes = 0] = text.split(':').map(Number);
  return hours * 60 + minutes;
};

const isInside = (minute: number, span: QuietSpan): boolean => {
  if (span.from === span.to) return false;
  const from = (span.from - MARGIN + DAY_MINUTES) % DAY_MINUTES;
  return from <= span.to ? minute >= from && minute < span.to : minute >= from || minute < span.to;
};

/**
 * First instant at or after `now` (ms) that is outside every span in every zone: `now` itself if it is lawful already,
 * nothing if there is none within two days.
 */
export const nextLawful = (now: number, zones: readonly string[], spans: readonly QuietSpan[]): number | undefined => {
  let at = now;
  while (at - now <= HORIZON) {
    let next = at;
    for (const zone of zones) {
      const minute = localMinuteOfDay(at, zone);
      for (const span of spans) {
        if (isInside(minute, span)) next = Math.max(next, nextLocalTime(at, zone, span.to));
      }
    }
    if (next === at) return at;
    // A clock change can put the end of a span a moment before it began to be looked for.
    at = next > at ? next : at + MINUTE;
  }
  return undefined;
};
