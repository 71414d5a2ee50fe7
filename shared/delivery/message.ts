import * as z from 'zod';
import { PICK_GROUNDS } from '../campaigns/fallback.ts';
import { MESSAGE_STATUSES } from '../campaigns/send-state.ts';
import { askedSurveySchema } from '../templates/survey.ts';
import { CHANNELS, PURPOSES } from '../templates/template.ts';
import { planSchema } from './plan.ts';

/** Why a person was not written to. Closed: the report counts by these and the console has a sentence for each. */
export const SKIP_REASONS = [
  'unknownCustomer',
  'erased',
  'notConsumer',
  'noAddress',
  'badAddress',
  'suppressed',
  'noConsent',
  'unconfirmed',
  'refused',
  'noCountry',
  'noLawfulHour',
  'notFriend',
  'isFriend',
  'alreadyConverted',
  'noLongerMatches',
  'recentlyMessaged',
  'paused',
  'tooOften',
  'tooLate',
  'tooDear',
  'renderFailed',
  'labelMissing',
  'sameAddress',
  'noCoupon',
  'merged',
  'cancelled',
] as const;
export type SkipReason = (typeof SKIP_REASONS)[number];

/**
 * Why a message waits. `localTime`, `usualHour` and `window` are the campaign's own timing; `quietHours` ends at a lawful hour, `tooOften` when the person's budget has room again; the others are
 * refusals that a later try can cure.
 */
export const DEFER_REASONS = [
  'quietHours',
  'tooOften',
  'localTime',
  'usualHour',
  'window',
  'throttled',
  'quota',
  'paused',
  'unreachable',
] as const;
export type DeferReason = (typeof DEFER_REASONS)[number];

/** Refusals of a provider that a later try can cure. */
export type RetryReason = Extract<DeferReason, 'throttled' | 'quota' | 'paused' | 'unreachable'>;

/** `noAnswer` may still be settled by a receipt; `noReceipt` is closed, none came by the channel's horizon. */
export const UNKNOWN_REASONS = ['noAnswer', 'noReceipt'] as const;
export type UnknownReason = (typeof UNKNOWN_REASONS)[number];

/** Orders within the window after hand-over, and when the goal was first reached; written by attribution alone. */
export const goalOutcomeSchema = z.object({
  orders: z.number().int(),
  /** Minor units of `currency`, net of refunds. */
  revenue: z.number().int(),
  currency: z.string(),
  firstAt: z.string().optional(),
});

const instant = z.string();

/** `order`: numbers of the ways, the best first. */
export const pickedSchema = z.object({ order: z.array(z.number().int()), by: z.enum(PICK_GROUNDS) });
export type Picked = z.infer<typeof pickedSchema>;

/** One way that a message took, and what came of it there. */
export const linkSchema = z.object({
  channel: z.enum(CHANNELS),
  /** Carried by provider tags and links, see tracking/ref.ts. */
  ref: z.string(),
  /** `claimed` counts as pending; `control` stands outside the audience. */
  status: z.enum(MESSAGE_STATUSES),
  /** Skip, defer or unknown reason, or the provider's code of a failure. On a control row: why it would not have been sent. */
  reason: z.string().optional(),
  /** Control only: passed every gate that a message would have had to pass. */
  eligible: z.boolean().optional(),
  /** Time of the last change by the delivery core. */
  at: instant,
  /** Tries at the provider so far, each known as not accepted but the last. */
  attempts: z.number().int(),
  /** Deferred: not before this time. */
  until: instant.optional(),
  /** Names the try that owns a claim; an answer settles only its own. */
  claimId: z.string().optional(),
  /** A claim older than this has lost its worker and means unknown. */
  claimedUntil: instant.optional(),
  /**
   * Claim time, just before the provider call; for a control person the moment it would have been. Start of the goal
   * window. Present on claimed, sent, failed, unknown and control rows.
   */
  handedOverAt: instant.optional(),
  providerId: z.string().optional(),
  /** HMAC of channel and normalised address, for suppression by feedback; the address itself is not kept. */
  address: z.string().optional(),
  /** Price of the message in thousandths of the minor unit of `costCurrency`; of a claimed or unknown one: if it was accepted. */
  costMilli: z.number().int().optional(),
  costCurrency: z.string().optional(),
  /** Language (ISO 639) in which the message was written; only of a template that has several. */
  language: z.string().optional(),
  /** Text message parts. */
  parts: z.number().int().optional(),

  deliveredAt: instant.optional(),
  openedAt: instant.optional(),
  openedHumanAt: instant.optional(),
  clickedAt: instant.optional(),
  clickedHumanAt: instant.optional(),
  unsubscribedAt: instant.optional(),
  complainedAt: instant.optional(),
  bouncedAt: instant.optional(),
  bounceType: z.enum(['Permanent', 'Transient', 'Undetermined']).optional(),
  bounceSubType: z.string().optional(),
  optedOutAt: instant.optional(),
  /** Of a push: when its app was removed or silenced after it. */
  uninstalledAt: instant.optional(),
});
export type Link = z.infer<typeof linkSchema>;

/**
 * One row of the send ledger: one person, one campaign, one step (P4), and everything that happened to that message.
 * Groups of fields with one writer each: hand-over by the delivery core, engagement by feedback, goal by attribution. Of a message
 * with several ways (`link`) the row is the one that stands for it, and `links` are the others (delivery/chain-row.ts).
 */
export const messageSchema = z.object({
  customerId: z.string(),
  /** `<campaignId>#<step>#<occurrence>`. */
  key: z.string(),
  campaignId: z.string(),
  purpose: z.enum(PURPOSES),
  /** campaigns/arm.ts */
  arm: z.string(),
  ...linkSchema.shape,
  /** Which way the row is, 0 the campaign's own; only where there are several. */
  link: z.number().int().optional(),
  /** The other ways that were tried, by number. */
  links: z.record(z.string(), linkSchema).optional(),
  /** In which order this person's ways are tried, and why; only where the campaign picks by person. */
  pick: pickedSchema.optional(),
  /** When the person was to be written to, of a campaign whose hours differ from person to person. */
  plan: planSchema.optional(),
  /** Days after `handedOverAt` in which the goal counts as conversion; absent without a goal. */
  goalDays: z.number().optional(),
  /** The event that is the goal; absent where an order is. */
  goalEvent: z.string().optional(),
  /** Net revenue of the 90 days before; absent if none. */
  past: z.object({ amount: z.number().int(), currency: z.string() }).optional(),
  /** RFM segment at the time. */
  group: z.string().optional(),
  /** Of an ad: how many ads in a row the person had left without an answer before it. */
  ignored: z.number().int().optional(),
  /** Of an ad: nothing of ours had reached the person before. */
  first: z.literal(true).optional(),
  /** A row of an imported experiment: nothing was handed over, and its goal came with it. */
  imported: z.literal(true).optional(),
  /** Of an imported experiment: what became of the person, by name, in ten-thousandths; what is 0 is absent. */
  outcomes: z.record(z.string(), z.number().int()).optional(),
  /** Of a journey's message: `<journey>#<date>`, the shop's day on which the person came to its step. */
  journeyDay: z.string().optional(),
  /** Of a journey's message: part of the people whom the journey held back from its ads at that time. */
  heldShare: z.number().optional(),
  /** Of the first ad that a person got, or was held back from, in a journey: the orders of the days after it; written by attribution alone. */
  lead: goalOutcomeSchema.optional(),
  /** What the message asked. */
  survey: askedSurveySchema.optional(),
  /** Member of the segment as of this nightly run. */
  runId: z.string().optional(),
  /** Of a person lost by this message: the 12-month value that the last run's model expected when it became known; minor units. */
  lostValue: z.object({ amount: z.number().int(), currency: z.string() }).optional(),

  goal: goalOutcomeSchema.optional(),
  /** Rises with every write of feedback, so that two workers cannot overwrite each other. */
  revision: z.number().int().optional(),
  /** Epoch seconds. */
  expiresAt: z.number(),
});
export type Message = z.infer<typeof messageSchema>;
export type MessageStatus = Message['status'];

/** A chunk may close over these; the rest will still change by the delivery core's own hand. */
export const isTerminal = (status: MessageStatus): boolean => status !== 'claimed' && status !== 'deferred';
