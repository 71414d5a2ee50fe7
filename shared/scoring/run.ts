import * as z from 'zod';
import { settingsSchema } from '../settings/settings.ts';
import { modelSchema, runRulesSchema } from './model.ts';

/** A custom segment as frozen at the start of a run. */
const frozenSegmentSchema = z.object({
  id: z.string(),
  version: z.number().int(),
  /** Never evaluated before: its members enter as `initial` and start nothing (rule 13). */
  initial: z.boolean(),
});
export type FrozenSegment = z.infer<typeof frozenSegmentSchema>;

export const RUN_STATUSES = ['running', 'succeeded', 'failed'] as const;

export const runCountsSchema = z.object({
  customers: z.number().int(),
  population: z.number().int(),
  /** Profiles written because a band, flag or segment changed. */
  changed: z.number().int(),
  entered: z.number().int(),
  left: z.number().int(),
  /** Customers with money in a currency that has no rate into the reporting one. */
  otherCurrency: z.number().int(),
});

/**
 * Record of one recompute: insights `runs` / runId. Run ids are numbered by the lock, so that their order as text is the
 * order in which they ran; membership "as of a run" rests on it.
 */
export const runSchema = z.object({
  runId: z.string(),
  status: z.enum(RUN_STATUSES),
  /** What started it: `schedule` or `api`. */
  trigger: z.string(),
  asOf: z.iso.date(),
  startedAt: z.string(),
  endedAt: z.string().optional(),
  tookMs: z.number().int().optional(),
  /** Pieces into which the customers table is cut; fixed for the run, so that a resumed one fits. */
  shards: z.number().int(),
  /** The last successful run before this one. */
  base: z.string().optional(),
  rules: runRulesSchema,
  segments: z.array(frozenSegmentSchema),
  /** How the tables for SQL are written after this run; absent if they are not: switched off, or a run of the past. */
  sqlExport: settingsSchema.shape.sqlExport.unwrap().optional(),
  /** Day of the last run whose export was whole: events received from it on are still to be written. Absent: all. */
  eventsFrom: z.iso.date().optional(),
  /** Until when the export counts as at work, epoch ms; then when it was whole, and its rows by table. */
  exportLeaseUntil: z.number().optional(),
  exportedAt: z.string().optional(),
  exported: z.record(z.string(), z.number().int()).optional(),
  /** Present after the fit. */
  model: modelSchema.optional(),
  counts: runCountsSchema.optional(),
  /** People per segment id, built-in ones included. */
  members: z.record(z.string(), z.number().int()).optional(),
  error: z.string().optional(),
});
export type Run = z.infer<typeof runSchema>;

export const awaitsExport = ({ status, sqlExport, exportedAt }: Run): boolean =>
  status === 'succeeded' && sqlExport !== undefined && exportedAt === undefined;

export const runIdOf = (number: number): string => `run-${String(number).padStart(8, '0')}`;

/** What the state machine passes to the two maps. */
export const shardInputSchema = z.object({
  runId: z.string(),
  shard: z.number().int().min(0),
  total: z.number().int().min(1),
});
export type ShardInput = z.infer<typeof shardInputSchema>;

/** Shards of the next run: about 50,000 people each, never fewer than 16 (a small table is still read side by side). */
export const shardsFor = (customers: number): number => Math.min(1_000, Math.max(16, Math.ceil(customers / 50_000)));
