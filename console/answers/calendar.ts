import * as z from 'zod';

const entrySchema = z.object({
  id: z.string(),
  seriesOf: z.string().nullable(),
  name: z.string(),
  channel: z.string(),
  status: z.string(),
  at: z.string(),
  day: z.string(),
  size: z.number().nullable(),
  overlaps: z.array(z.string()),
});
export type CalendarEntry = z.infer<typeof entrySchema>;

/** What goes out between two days, and the hours without ads, as minutes since midnight. */
export const calendarSchema = z.object({
  timezone: z.string(),
  nights: z.array(z.object({ from: z.number(), to: z.number() })),
  data: z.array(entrySchema),
});
export type Calendar = z.infer<typeof calendarSchema>;

const two = (value: number): string => String(value).padStart(2, '0');

/** `13:05` of minutes since midnight. */
export const timeOf = (minutes: number): string => `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;

/** Minutes since midnight in a zone. */
export const minuteIn = (at: string, timeZone: string): number => {
  const parts = new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit' }).format(
    Date.parse(at),
  );
  return Number(parts.slice(0, 2)) * 60 + Number(parts.slice(3, 5));
};

export const isNight = (minute: number, { nights }: Pick<Calendar, 'nights'>): boolean =>
  nights.some(({ from, to }) => (from <= to ? minute >= from && minute < to : minute >= from || minute < to));

/** A planned occurrence has no page of its own yet: its series has. */
export const campaignOfEntry = ({ id, status, seriesOf }: CalendarEntry): string =>
  status === 'planned' ? (seriesOf ?? id) : id;
