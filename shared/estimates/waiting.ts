import * as z from 'zod';

/**
 * How long people wait before they do something, with those who still wait (Kaplan & Meier 1958): `[days, share that has not
 * done it by then]`, ascending, from `[0, 1]` to the last day at which enough people were still watched.
 */
export const waitingSchema = z.array(z.tuple([z.number(), z.number()]));
export type Waiting = z.infer<typeof waitingSchema>;

/** People by days waited. */
export type Waits = ReadonlyMap<number, number>;

/** A share of fewer is not shown. */
const FEWEST = 30;
/** Points kept: the curve is frozen with a run's record. */
const MOST_POINTS = 80;

/** `done`: those who did it, by how long it took; `waiting`: those who have not, by how long they have been watched. */
export const waitingOf = (done: Waits, waiting: Waits): Waiting => {
  const sum = (waits: Waits): number => [...waits.values()].reduce((total, count) => total + count, 0);
  let watched = sum(done) + sum(waiting);
  if (sum(done) < FEWEST) return [];
  const days = [...new Set([...done.keys(), ...waiting.keys()])].sort((left, right) => left - right);
  const curve: Waiting = [[0, 1]];
  let left = 1;
  for (const day of days) {
    if (watched < FEWEST) break;
    left *= 1 - (done.get(day) ?? 0) / watched;
    watched -= (done.get(day) ?? 0) + (waiting.get(day) ?? 0);
    curve.push([day, left]);
  }
  if (curve.length <= MOST_POINTS) return curve;
  const step = (curve.length - 1) / (MOST_POINTS - 1);
  return Array.from({ length: MOST_POINTS }, (_, index) => curve[Math.round(index * step)] ?? [0, 1]);
};

const leftAt = (curve: Waiting, day: number): number => {
  let left = 1;
  for (const [until, share] of curve) {
    if (until > day) break;
    left = share;
  }
  return left;
};

/** Chance of doing it within the next `days` after having waited; nothing where the curve does not reach so far. */
export const chanceWithin = (curve: Waiting, waited: number, days: number): number | undefined => {
  const end = curve.at(-1)?.[0];
  if (end === undefined || waited + days > end) return undefined;
  const left = leftAt(curve, waited);
  return left <= 0 ? undefined : 1 - leftAt(curve, waited + days) / left;
};

/** Days by which a share of those who do it at all, as far as the curve reaches, have done it. */
export const doneBy = (curve: Waiting, share: number): number | undefined => {
  const last = curve.at(-1);
  if (!last || last[1] >= 1) return undefined;
  return curve.find(([, left]) => 1 - left >= share * (1 - last[1]))?.[0];
};
