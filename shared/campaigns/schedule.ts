import * as z from 'zod';

const minuteText = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time of day such as 10:00');

const EVERY_DAY = [1, 2, 3, 4, 5, 6, 7];

/** Hours of the receiver's day in which a campaign may write; `days` are ISO weekdays, 1 is Monday. */
const windowSchema = z
  .strictObject({
    days: z.array(z.number().int().min(1).max(7)).min(1).max(7).default(EVERY_DAY),
    from: minuteText,
    to: minuteText,
  })
  .refine(({ from, to }) => from < to, {
    error: 'must end after it begins; write a window over midnight as two',
    path: ['to'],
  });
export type SendWindow = z.infer<typeof windowSchema>;

export const throttleSchema = z.strictObject({
  messages: z.number().int().min(1).max(1_000_000),
  per: z.enum(['minute', 'hour']),
});
export type Throttle = z.infer<typeof throttleSchema>;

/** When within its days a campaign writes to a person; hours are the receiver's own. */
export const timingSchema = z.strictObject({
  windows: z.array(windowSchema).min(1).max(14).optional(),
  /** Each person's own hour, learned from what they did; `otherwise`: of whom too little is known, else at the start. */
  usualHour: z.strictObject({ otherwise: minuteText.optional() }).optional(),
  /** At most so many messages in each minute or hour of the clock, over all workers. */
  throttle: throttleSchema.optional(),
});

/** A campaign that is sent again and again: on these weekdays at this time of the shop's zone. */
export const repeatSchema = z
  .strictObject({
    days: z.array(z.number().int().min(1).max(7)).min(1).max(7).default(EVERY_DAY),
    at: minuteText,
    /** First and last day, `YYYY-MM-DD` in the shop's zone. */
    from: z.iso.date().optional(),
    until: z.iso.date().optional(),
    /** An occurrence that could not begin is made up for within so many minutes; after them it is left out. */
    catchUpMinutes: z
      .number()
      .int()
      .min(5)
      .max(24 * 60)
      .default(360),
  })
  .refine(({ from, until }) => from === undefined || until === undefined || from <= until, {
    error: 'must not end before it begins',
    path: ['until'],
  });
export type Repeat = z.infer<typeof repeatSchema>;
