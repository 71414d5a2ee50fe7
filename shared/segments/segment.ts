import * as z from 'zod';
import { ruleSchema } from './rule.ts';

export const SEGMENT_KIND = 'segment';

export const segmentIdSchema = z
  .string()
  .regex(/^[a-z0-9][a-z0-9_-]{0,59}$/, 'must be 1 to 60 of a–z, 0–9, _ and -, such as one-time-buyers');

/** A custom segment as a person defines it. */
export const segmentBodySchema = z.object({
  name: z.string().min(1).max(120),
  description: z.string().max(1_000).optional(),
  rule: ruleSchema,
});
export type SegmentBody = z.infer<typeof segmentBodySchema>;
