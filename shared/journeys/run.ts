import * as z from 'zod';
import { hexDigest } from '../platform/digest.ts';
import { REPURCHASE_SOURCES } from '../products/product.ts';

const instant = z.string();

/** What brought a person in, kept for branches and words of the run. */
const causeSchema = z.object({
  /** ISO 8601 UTC: when it happened, not when it was seen. */
  at: instant,
  /** Name of an event or a segment. */
  name: z.string().optional(),
  /** Of an event or an API call, as far as they are small. */
  properties: z.record(z.string(), z.unknown()).optional(),
});
export type Cause = z.infer<typeof causeSchema>;

/** `stuck`: kept aside after repeated errors until somebody replays it. */
export const RUN_STATUSES = ['running', 'ended', 'stuck'] as const;

/**
 * `finished`: came to the end; `exit`: to an exit; `goal`: did what the journey is for; `stopped`: by a person; `looped`: came to
 * one step too often; `merged`: the same run goes on under another id; `gone`: nobody has this id any more.
 */
export const RUN_ENDS = ['finished', 'exit', 'goal', 'stopped', 'looped', 'merged', 'gone'] as const;
export type RunEnd = (typeof RUN_ENDS)[number];

/** One person's way through a journey, once. */
export const runSchema = z.object({
  customerId: z.string(),
  journeyId: z.string(),
  /** Of the definition; a running person finishes on it. */
  version: z.number().int(),
  /** Names the run among the person's of this journey. */
  runId: z.string(),
  cause: causeSchema,
  /** By the product's clock. */
  enteredAt: instant,
  status: z.enum(RUN_STATUSES),
  end: z.enum(RUN_ENDS).optional(),
  endedAt: instant.optional(),
  /** Words of an exit step, or of the error of a stuck run. */
  reason: z.string().optional(),
  /** The current step, and since when; of a run that is over, the last one. */
  step: z.string(),
  since: instant,
  /** Times that the person came to each step, this one included. */
  visits: z.record(z.string(), z.number().int()),
  /** How often each step ended in which way: `<step> <result>`. */
  results: z.record(z.string(), z.number().int()).optional(),
  /** A message was ordered in this step; its outcome is waited for. */
  ordered: z.literal(true).optional(),
  /** When to look again; a timer stands there. Absent if nothing is waited for. */
  due: instant.optional(),
  /** What a wait for the next purchase goes by. */
  lasts: z.object({ by: z.enum([...REPURCHASE_SOURCES, 'unknown']), days: z.number() }).optional(),
  /** Arm of each experiment. */
  arms: z.record(z.string(), z.string()).optional(),
  /** Code of the last coupon. */
  coupon: z.object({ code: z.string(), expiresAt: z.string().optional() }).optional(),
  /** Address of the last page that was made for the person. */
  landing: z.object({ url: z.string() }).optional(),
  /** Came to a goal step. */
  goalAt: instant.optional(),
});
export type Run = z.infer<typeof runSchema>;

/**
 * Names one effect for good, whoever tries it and how often: journey, person, run, step and visit. A hash, because it stands in
 * keys and requests and must name nobody.
 */
export const effectIdOf = ({ customerId, journeyId, runId, step, visits }: Run, of: string = step): string =>
  `j${hexDigest([journeyId, customerId, runId, of, visits[of] ?? 0].join('\u0000')).slice(0, 40)}`;
