import * as z from 'zod';

/** Steps of a run in the order of the state machine. */
export const STEPS = ['plan', 'measure', 'fit', 'score', 'summarise', 'export'] as const;
export type Step = (typeof STEPS)[number];

/**
 * What one step of a run used: insights `steps#<runId>` / step. Sums over its shards and over attempts that ended; one that was
 * killed leaves nothing.
 */
export const stepSchema = z.object({
  step: z.enum(STEPS),
  startedAt: z.string(),
  endedAt: z.string(),
  /** Calls that ended well; for a map at least one per shard. */
  done: z.number().int().default(0),
  failed: z.number().int().default(0),
  /** Milliseconds of all calls together; those of a map ran side by side. */
  busyMs: z.number().int().default(0),
  readUnits: z.number().default(0),
  writeUnits: z.number().default(0),
  /** The last call that failed, in its own words. */
  error: z.string().optional(),
});
export type StepRecord = z.infer<typeof stepSchema>;
