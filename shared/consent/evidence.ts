import * as z from 'zod';

/** Channels on which a person can be asked; a long text message (LMS) goes by the consent of `sms`. */
export const CONSENT_CHANNELS = ['email', 'sms', 'push', 'kakao'] as const;
export type ConsentChannel = (typeof CONSENT_CHANNELS)[number];

/**
 * `ad` and `info` are what a message may be for. `night` is the consent of its own that ads between 21:00 and 08:00 need
 * on every medium but e-mail (정보통신망법 제50조 ③).
 */
export const CONSENT_PURPOSES = ['ad', 'info', 'night'] as const;
export type ConsentPurpose = (typeof CONSENT_PURPOSES)[number];

/**
 * `explicit`: the person said so. `transaction`: implied by a trade in the same kind of goods, for six months
 * (정보통신망법 제50조 ① 1, 시행령 제61조 ①); it holds only while nothing has been refused.
 */
export const CONSENT_BASES = ['explicit', 'transaction'] as const;
export type ConsentBasis = (typeof CONSENT_BASES)[number];

/** One statement about one channel and purpose, kept for ever: the burden of proof is the sender's. */
export const evidenceSchema = z.object({
  customerId: z.string(),
  /** `<messageId>:<channel>:<purpose>` of the event that carried the statement. */
  id: z.string(),
  channel: z.enum(CONSENT_CHANNELS),
  purpose: z.enum(CONSENT_PURPOSES),
  state: z.enum(['granted', 'withdrawn']),
  basis: z.enum(CONSENT_BASES),
  /** When it was said, as claimed; absent if the statement carries no time of its own. */
  at: z.string().optional(),
  /** When it first reached this system. A withdrawal counts from here, a grant never from later. */
  receivedAt: z.string(),
  /** Key of the event in the events table; settles which of two events with one messageId counts. */
  eventKey: z.string(),
  source: z.string(),
  /** Version or text of the question that was answered. */
  wording: z.string().optional(),
  /** Network address of the request. */
  ip: z.string().optional(),
});
export type Evidence = z.infer<typeof evidenceSchema>;

/** What the consent rules need to know of a statement. */
export type Statement = Pick<Evidence, 'channel' | 'purpose' | 'state' | 'basis' | 'at' | 'receivedAt'>;

export const evidenceId = (messageId: string, channel: ConsentChannel, purpose: ConsentPurpose): string =>
  `${messageId}:${channel}:${purpose}`;
