import * as z from 'zod';
import { DAY, HOUR, MINUTE } from '../platform/clock.ts';

/** Three years and some days: what a warranty or a contract runs. */
export const LONGEST = 1_100 * DAY;

const part = z.number().int().min(0).max(1_600_000).optional();

/** A span of time. A day is 24 hours; who means "the next morning" waits until a time of day. */
export const durationSchema = z
  .strictObject({ minutes: part, hours: part, days: part })
  .refine((span) => lengthOf(span) >= MINUTE, 'must be a minute or longer, such as {"hours": 2}')
  .refine((span) => lengthOf(span) <= LONGEST, 'must be 1,100 days or shorter');

/** Milliseconds. */
export const lengthOf = ({
  minutes = 0,
  hours = 0,
  days = 0,
}: {
  readonly minutes?: number | undefined;
  readonly hours?: number | undefined;
  readonly days?: number | undefined;
}): number => minutes * MINUTE + hours * HOUR + days * DAY;
