import { instantOf, valueAt } from '../events/values.ts';
import { DAY, toIso } from '../platform/clock.ts';
import { anniversaryFrom, atLocalTime, dateOfEpochDay, localEpochDay } from '../platform/time.ts';
import type { Occasion } from './enter.ts';
import type { Journey } from './journey.ts';

/** When journeys that go by a date begin. Days are counted from 1970-01-01. */

export type DateTrigger = Extract<Journey['trigger'], { readonly on: 'date' }>;

/** A person is planned for so many days ahead: a night or two that did not run make nobody late. */
const AHEAD = 3;

/**
 * First day from `from` on at which the journey begins for somebody with these traits; nothing where there is none. A date without a
 * time is that day everywhere; one with a time is cut in `zone`, the shop's. Every year begins with the date itself.
 */
export const beginsOn = (
  { trait, offsetDays, everyYear }: DateTrigger,
  traits: unknown,
  zone: string,
  from: number,
): number | undefined => {
  const ms = instantOf(valueAt(traits, trait), zone);
  if (ms === undefined) return undefined;
  const day = localEpochDay(ms, zone);
  const first = from - offsetDays;
  const wanted = everyYear && day < first ? anniversaryFrom(dateOfEpochDay(day), first) : day;
  return wanted >= first ? wanted + offsetDays : undefined;
};

/** The journey's hour on a day, ms; of one that a change of the clocks leaves out, the next. */
export const momentOn = ({ at }: Pick<DateTrigger, 'at'>, day: number, zone: string): number =>
  atLocalTime(`${dateOfEpochDay(day)}T${at}`, zone);

/** The day within the next ones at which the journey begins, today where the person is included. */
export const nextDay = (trigger: DateTrigger, traits: unknown, shopZone: string, today: number): number | undefined => {
  const day = beginsOn(trigger, traits, shopZone, today);
  return day !== undefined && day <= today + AHEAD ? day : undefined;
};

/** The occasion that a day is for a journey; seen twice it is one. */
export const dateOccasion = ({ trait }: DateTrigger, date: string, moment: number): Occasion => ({
  cause: { at: toIso(moment), name: trait, properties: { date } },
  key: `date ${date}`,
});

/** Every time that the journey begins between two moments (ms), for somebody in `zone`. */
export const datesBetween = (
  trigger: DateTrigger,
  traits: unknown,
  { zone, shopZone }: { readonly zone: string; readonly shopZone: string },
  from: number,
  until: number,
): Occasion[] => {
  const found: Occasion[] = [];
  for (let day = beginsOn(trigger, traits, shopZone, localEpochDay(from, zone)); day !== undefined; ) {
    const moment = momentOn(trigger, day, zone);
    if (moment > until) break;
    if (moment >= from) found.push(dateOccasion(trigger, dateOfEpochDay(day), moment));
    day = beginsOn(trigger, traits, shopZone, day + 1);
  }
  return found;
};

/** Whether the day may be near in any zone: a sieve that knows neither the shop's nor the person's. */
export const mayBeNear = (trigger: DateTrigger, traits: unknown, now: number): boolean => {
  const today = Math.floor(now / DAY);
  const day = beginsOn(trigger, traits, 'UTC', today - 2);
  return day !== undefined && day <= today + AHEAD + 2;
};
