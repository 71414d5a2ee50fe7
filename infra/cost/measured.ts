import * as z from 'zod';
import stored from './measured.json' with { type: 'json' };

/** What one of something costs: units of DynamoDB and invocations of Lambda, counted on the local stack. */
const usedSchema = z.strictObject({ read: z.number(), write: z.number(), invocations: z.number() });
export type Used = z.output<typeof usedSchema>;

/** Result of `npm run bench:cost -- --write`, kept in measured.json. */
export const measuredSchema = z.strictObject({
  /** Day of the run. */
  on: z.iso.date(),
  eventAlone: usedSchema,
  eventInBatch: usedSchema,
  email: usedSchema,
  text: usedSchema,
  /** A wait, a branch or a trait of a person in a journey, with its part of their way in. */
  journeyStep: usedSchema,
  firstNight: usedSchema,
  quietNight: usedSchema,
  /** One start of the minute's tick that finds nothing to do. */
  idleCall: usedSchema,
});
export type Measured = z.output<typeof measuredSchema>;

export const MEASURED: Measured = measuredSchema.parse(stored);
