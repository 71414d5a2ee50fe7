import * as z from 'zod';
import { MESSAGE_STATUSES } from '../campaigns/send-state.ts';
import { CONSENT_CHANNELS, CONSENT_PURPOSES } from '../consent/evidence.ts';
import { CHANNELS, LANGUAGES } from '../templates/template.ts';
import { NOTICE_KINDS } from '../transactional/built-in.ts';

/** One thing that a notice speaks of. */
export const saidSchema = z.object({
  channel: z.enum(CONSENT_CHANNELS),
  purpose: z.enum(CONSENT_PURPOSES),
  topic: z.string().optional(),
  state: z.enum(['granted', 'withdrawn']),
  /** When it was said, ISO 8601 UTC. */
  at: z.string(),
});
export type Said = z.infer<typeof saidSchema>;

/** Why no message carries the notice: the duty stands in the evidence all the same. */
export const UNSENT_REASONS = ['noAddress', 'askedTooOften'] as const;

/** A notice to a person, written before it is sent and never changed: each duty has one (제50조 ⑦ ⑧). */
export const noticeSchema = z.object({
  customerId: z.string(),
  /** Counts up from 1 for each person. */
  number: z.number().int(),
  kind: z.enum(NOTICE_KINDS),
  /** ISO 8601 UTC. */
  at: z.string(),
  /** Ids of the statements that it answers; for a reconfirmation the consents and their day. */
  covers: z.array(z.string()),
  said: z.array(saidSchema),
  language: z.enum(LANGUAGES),
  /** Medium; absent with `unsent`. */
  by: z.enum(CHANNELS).optional(),
  unsent: z.enum(UNSENT_REASONS).optional(),
});
export type Notice = z.infer<typeof noticeSchema>;

/** What became of the message that carries a notice. */
export const noticeEndSchema = z.object({
  customerId: z.string(),
  /** Of the notice. */
  of: z.number().int(),
  status: z.enum(MESSAGE_STATUSES),
  reason: z.string().optional(),
  at: z.string(),
  handedOverAt: z.string().optional(),
  providerId: z.string().optional(),
});
export type NoticeEnd = z.infer<typeof noticeEndSchema>;
