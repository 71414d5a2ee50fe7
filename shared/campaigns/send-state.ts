import * as z from 'zod';
import { CHANNELS } from '../templates/template.ts';
import { throttleSchema } from './schedule.ts';
import { stageSchema } from './stage.ts';
import { outcomesSchema, tripSchema } from './trip.ts';

export const MESSAGE_STATUSES = ['claimed', 'sent', 'deferred', 'skipped', 'failed', 'unknown', 'control'] as const;

/**
 * draft ─► scheduled ─► launching ─► sending ─► done
 *              │   paused ◄──┴──────────┤
 *              └────────► cancelling ◄──┘ ─► cancelled
 * A campaign without a state item is a draft. Chunks are sent while launching too: the audience only grows.
 */
export const SEND_STATUSES = [
  'scheduled',
  'launching',
  'sending',
  'paused',
  'cancelling',
  'cancelled',
  'done',
] as const;
export type SendStatus = (typeof SEND_STATUSES)[number];
export type CampaignStatus = 'draft' | SendStatus;

/** The mutable head of a launched campaign, read by every worker about once a second. What was approved is in the snapshot. */
export const sendStateSchema = z.object({
  campaignId: z.string(),
  status: z.enum(SEND_STATUSES),
  channel: z.enum(CHANNELS),
  /** Not before this time, ISO 8601 UTC. */
  startAt: z.string(),
  launchedAt: z.string(),
  /** Name of the key. */
  launchedBy: z.string().optional(),
  /** Last successful nightly run at the start: the audience is its members (rule 7). Set when the launch begins. */
  runId: z.string().optional(),
  /**
   * Where the audience is read: members of segments as of the run; all customers, where a rule or a segment newer than the
   * run asks for it; or the given list. Set with `runId`.
   */
  source: z.enum(['members', 'customers', 'list']).optional(),
  /** Orders after this time are unknown to the audience: they mean `alreadyConverted`. */
  dataUntil: z.string().optional(),
  endedAt: z.string().optional(),
  /** Only of a staged send. */
  stage: stageSchema.optional(),
  throttle: throttleSchema.optional(),
  /** The last pause: who, when, and of a guardrail what it saw. */
  paused: z
    .object({
      by: z.enum(['person', 'guardrail']),
      name: z.string().optional(),
      at: z.string(),
      trip: tripSchema.optional(),
      /** What was known at that time; a person who resumes has answered for it. */
      outcomes: outcomesSchema.optional(),
    })
    .optional(),
  /** Guardrails count what happened after these. */
  answered: outcomesSchema.optional(),
  /** The campaign takes its winner by itself. */
  winnerBy: z.literal('automatic').optional(),
  /** The arm that everybody not written to yet gets from now on; `by` a person, or nobody if the campaign decided. */
  winner: z.object({ arm: z.string(), at: z.string(), by: z.string().optional() }).optional(),
  updatedAt: z.string(),
});
export type SendState = z.infer<typeof sendStateSchema>;

/** People of a campaign so far; the final number once `complete`. The control group stands outside the audience. */
export interface SendTotals {
  readonly audience: number;
  readonly control: number;
  /** Stand outside the audience as the control group does. */
  readonly holdout: number;
  readonly chunks: number;
  readonly closedChunks: number;
  /** Every bucket's audience has been written. */
  readonly complete: boolean;
}
