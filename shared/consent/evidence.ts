import * as z from 'zod';
import type { Medium } from '../law/law.ts';

/** Channels on which a person can be asked; a long text message (LMS) goes by the consent of `sms`. */
export const CONSENT_CHANNELS = ['email', 'sms', 'push', 'kakao'] as const satisfies readonly Medium[];
export type ConsentChannel = (typeof CONSENT_CHANNELS)[number];

/**
 * `ad` and `info` are what a message may be for. `night` is the consent of its own that ads between 21:00 and 08:00 need
 * on every medium but e-mail (정보통신망법 제50조 ③).
 */
export const CONSENT_PURPOSES = ['ad', 'info', 'night'] as const;
export type ConsentPurpose = (typeof CONSENT_PURPOSES)[number];

/**
 * `explicit`: the person said so. `transaction`: implied by a trade in the same kind of goods, for as long as the law of the
 * person's country has it (in Korea six months, law/korea.ts); it holds only while nothing has been refused.
 */
export const CONSENT_BASES = ['explicit', 'transaction'] as const;
export type ConsentBasis = (typeof CONSENT_BASES)[number];

/** A statement about the person, on whatever channel: the objection to profiling (GDPR article 21 ②). */
const WHOLE_PERSON = 'person';
const EVIDENCE_CHANNELS = [...CONSENT_CHANNELS, WHOLE_PERSON] as const;
export const EVIDENCE_PURPOSES = [...CONSENT_PURPOSES, 'profiling'] as const;
export type EvidenceChannel = (typeof EVIDENCE_CHANNELS)[number];
export type EvidencePurpose = (typeof EVIDENCE_PURPOSES)[number];

/** True for a channel that has an address; false for a statement about the person. */
export const hasAddress = (channel: EvidenceChannel): channel is ConsentChannel => channel !== WHOLE_PERSON;

/** One statement about one channel and purpose, kept for ever: the burden of proof is the sender's. */
export const evidenceSchema = z.object({
  customerId: z.string(),
  /** `<messageId>:<channel>:<purpose>[:<topic>]` of the event that carried the statement. */
  id: z.string(),
  channel: z.enum(EVIDENCE_CHANNELS),
  purpose: z.enum(EVIDENCE_PURPOSES),
  /** Kind of ads that the statement is about; absent: ads in general. */
  topic: z.string().optional(),
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
  /** Network address of the request, as the gateway saw it; of a server's call that of the server. */
  ip: z.string().optional(),
  /** Network address of the person, as the sender states it (`context.ip`). */
  statedIp: z.string().optional(),
  /** Who wrote it down: the name of the key, or of the signed-in person. */
  by: z.string().optional(),
  /** Name of the imported file. */
  file: z.string().optional(),
  /** Came with an import: nothing is sent because of it. */
  imported: z.literal(true).optional(),
  /** Its result was told at once, on the page where it was said (제50조 ⑦). */
  told: z.literal('page').optional(),
  /** Vouched for: said in answer to a confirmation mail, or recorded by somebody with a key for it. No event can claim it. */
  confirmed: z.literal(true).optional(),
});
export type Evidence = z.infer<typeof evidenceSchema>;

/** What the consent rules need to know of a statement. */
export type Statement = Pick<
  Evidence,
  'channel' | 'purpose' | 'topic' | 'state' | 'basis' | 'at' | 'receivedAt' | 'confirmed'
>;

export const evidenceId = (
  messageId: string,
  { channel, purpose, topic }: Pick<Evidence, 'channel' | 'purpose' | 'topic'>,
): string => `${messageId}:${channel}:${purpose}${topic === undefined ? '' : `:${topic}`}`;
