import * as z from 'zod';

export const channels = ['email', 'sms', 'lms', 'alimtalk', 'kakao', 'push', 'webhook'] as const;
export type Channel = (typeof channels)[number];

/** One message as the person got it; `sentAt` is ISO 8601 UTC; header names are lower case, values decoded. */
export const messageSchema = z.object({
  id: z.string(),
  channel: z.enum(channels),
  /** `in`: a person's answer, shown on the phone but not among the messages that were sent. */
  direction: z.enum(['out', 'in']),
  to: z.string(),
  from: z.string(),
  subject: z.string().optional(),
  text: z.string(),
  html: z.string().optional(),
  headers: z.record(z.string(), z.string()),
  sentAt: z.string(),
  /** The id the provider answered. */
  messageId: z.string().optional(),
  configurationSet: z.string().optional(),
  tags: z.record(z.string(), z.string()).optional(),
  /** What became of it: `delivered`, or the provider's word, such as `bounced` or `TEXT_INVALID`. */
  outcome: z.string().optional(),
});
export type InboxMessage = z.infer<typeof messageSchema>;

/** What a stand-in hands in; `raw` is the MIME source as it left the provider. */
export type CapturedMessage = Omit<InboxMessage, 'id' | 'direction' | 'sentAt'> & {
  direction?: InboxMessage['direction'];
  sentAt?: string;
  raw?: Uint8Array;
};
