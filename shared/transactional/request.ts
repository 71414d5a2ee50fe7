import * as z from 'zod';
import { MESSAGE_STATUSES } from '../campaigns/send-state.ts';
import { CONSENT_CHANNELS } from '../consent/evidence.ts';
import { hmac } from '../platform/hash.ts';
import { CHANNELS } from '../templates/template.ts';

/** What somebody asked to have sent: one information message to one person. It stands for good, because it is the key. */
export const requestSchema = z.object({
  messageId: z.string(),
  /** Hash of what was asked: the same key with something else is a mistake. */
  fingerprint: z.string(),
  customerId: z.string(),
  channel: z.enum(CHANNELS),
  templateId: z.string(),
  templateVersion: z.number().int(),
  /** Versions of the blocks in the template. */
  blocks: z.record(z.string(), z.number().int()).optional(),
  /** What the caller sent along, JSON; gone when the message is over. */
  data: z.string().optional(),
  /** A message of ours that asks for a confirmation, see consent/confirmation.ts. */
  asksFor: z.object({ channel: z.enum(CONSENT_CHANNELS), issuedAt: z.string() }).optional(),
  /** The notice that this message is, of its person's (shared/notices). */
  notice: z.number().int().optional(),
  /** The campaign of which this is a trial, to one of the people named for it. */
  trialOf: z.string().optional(),
  /** The run of a journey that ordered it, and how its step's messages are counted and judged. */
  journey: z
    .object({
      id: z.string(),
      step: z.string(),
      /** Names the run's row. */
      run: z.object({ customerId: z.string(), run: z.string() }),
      priority: z.enum(['normal', 'high']),
      /** What the journey is for is an order. */
      order: z.literal(true).optional(),
    })
    .optional(),
  /** Name of the key. */
  by: z.string().optional(),
  /** ISO 8601 UTC. */
  acceptedAt: z.string(),
  /** After this it is too late to be of use. */
  uselessAt: z.string(),
  /** What became of it, when nothing more is to be done; the ledger row may still say more. */
  outcome: z.object({ status: z.enum(MESSAGE_STATUSES), reason: z.string().optional() }).optional(),
});
export type MessageRequest = z.infer<typeof requestSchema>;

/**
 * One key of a caller is one message for good. Keyed, because callers put order numbers and addresses into their keys and
 * the id stands in provider tags.
 */
export const messageIdOf = (key: Buffer, idempotencyKey: string): string =>
  `M${hmac(key, idempotencyKey).toString('hex').slice(0, 32)}`;

/** Purpose label of `deriveKey(secret, MESSAGE_KEY)`. */
export const MESSAGE_KEY = 'message';

/** The ledger counts single messages by template, trials and steps of journeys apart, beside the campaigns; no campaign's id has a capital letter. */
const PREFIX = 'Message-';
const TRIAL = 'Trial-';
const JOURNEY = 'Journey-';
/** Step of a journey as the ledger counts it; neither id has the sign between them. */
export const ledgerStepOf = (journeyId: string, step: string): string => `${JOURNEY}${journeyId}_${step}`;
export const ledgerCampaignOf = ({
  templateId,
  trialOf,
  journey,
}: Pick<MessageRequest, 'templateId' | 'trialOf' | 'journey'>): string => {
  if (journey) return ledgerStepOf(journey.id, journey.step);
  return trialOf === undefined ? `${PREFIX}${templateId}` : `${TRIAL}${trialOf}`;
};
/** What a journey calls the source of a message: `<journey>/<step>`, or the campaign. */
export const sourceOfLedger = (campaignId: string): string =>
  campaignId.startsWith(JOURNEY) ? campaignId.slice(JOURNEY.length).replace('_', '/') : campaignId;
export const journeyOfLedger = (campaignId: string): { readonly id: string; readonly step: string } | undefined => {
  if (!campaignId.startsWith(JOURNEY)) return undefined;
  const [id = '', step = ''] = campaignId.slice(JOURNEY.length).split('_');
  return { id, step };
};
export const isOfJourney = (campaignId: string): boolean => campaignId.startsWith(JOURNEY);
export const templateOfLedger = (campaignId: string): string | undefined =>
  campaignId.startsWith(PREFIX) ? campaignId.slice(PREFIX.length) : undefined;
export const trialOfLedger = (campaignId: string): string | undefined =>
  campaignId.startsWith(TRIAL) ? campaignId.slice(TRIAL.length) : undefined;

export const requestDataSchema = z.record(z.string(), z.unknown());
