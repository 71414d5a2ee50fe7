import * as z from 'zod';
import { atLocalTime, dateOfEpochDay, epochDay, localDate } from '../platform/time.ts';

/** Kind of the definitions that keep what a week's digest said. */
export const DIGEST = 'digest';

/** The shop's Monday hour. */
const AT = '09:00';
const WEEK = 7;
/** 1970-01-05 was a Monday. */
const FIRST_MONDAY = 4;

export interface DigestWeek {
  /** The Monday on which it goes out, a date of the shop. */
  readonly monday: string;
  /** The seven days before, both included. */
  readonly from: string;
  readonly to: string;
  /** ms */
  readonly dueAt: number;
}

/** The digest of the week that lies before the last Monday. */
export const digestWeek = (now: number, zone: string): DigestWeek => {
  const today = epochDay(localDate(now, zone));
  const monday = today - ((today - FIRST_MONDAY) % WEEK);
  const date = dateOfEpochDay(monday);
  return {
    monday: date,
    from: dateOfEpochDay(monday - WEEK),
    to: dateOfEpochDay(monday - 1),
    dueAt: atLocalTime(`${date}T${AT}`, zone),
  };
};

/** What was said, kept so that whoever died half-way tells the rest the same. */
export const digestSchema = z.object({
  title: z.string(),
  from: z.string(),
  to: z.string(),
  lines: z.array(z.object({ label: z.string(), value: z.string(), note: z.string().nullable() })),
  foot: z.string(),
  /** The figures behind the lines, for machines. */
  figures: z.record(z.string(), z.unknown()),
  sentAt: z.string().nullable(),
});
export type Digest = z.infer<typeof digestSchema>;
