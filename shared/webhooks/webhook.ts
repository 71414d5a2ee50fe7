import * as z from 'zod';
import { HOUR, MINUTE, SECOND } from '../platform/clock.ts';
import { sha256Hex } from '../platform/hash.ts';
import { urlFlaw } from './address.ts';

/** Kind of the definitions that webhooks are. */
export const WEBHOOK = 'webhook';

const urlSchema = z
  .string()
  .max(2_000)
  .superRefine((text, context) => {
    const flaw = urlFlaw(text);
    if (flaw !== undefined) context.addIssue({ code: 'custom', message: flaw });
  });

export const webhookWordsSchema = z.strictObject({ name: z.string().trim().min(1).max(120), url: urlSchema });

/** As stored; secrets are sealed. `until` is when a secret that was replaced ends. */
export const webhookSchema = webhookWordsSchema.extend({
  secrets: z.array(z.object({ sealed: z.string(), until: z.string().optional() })),
});
export type Webhook = z.infer<typeof webhookSchema>;

/** How the calls of a webhook go. */
export const webhookStateSchema = z.object({
  /** Tries that failed since the last one that did not. */
  failures: z.number().int().default(0),
  lastStatus: z.string().optional(),
  lastAt: z.string().optional(),
  disabledAt: z.string().optional(),
  disabledWhy: z.string().optional(),
});
export type WebhookState = z.infer<typeof webhookStateSchema>;

export const CALL_STATES = ['pending', 'delivered', 'failed'] as const;

/** One call: what is said once, and what became of it. */
export const webhookCallSchema = z.object({
  id: z.string(),
  webhookId: z.string(),
  customerId: z.string().optional(),
  /** The body, as it is sent at every try. */
  body: z.string(),
  createdAt: z.string(),
  state: z.enum(CALL_STATES),
  attempts: z.number().int(),
  nextAt: z.string(),
  lastStatus: z.string().optional(),
  endedAt: z.string().optional(),
  expiresAt: z.number(),
});
export type WebhookCall = z.infer<typeof webhookCallSchema>;

/** Waits before the second try and those after it, as the specification proposes; the last is given up on after some three days. */
export const WAITS: readonly number[] = [
  ...[5 * SECOND, 30 * SECOND, 5 * MINUTE, 30 * MINUTE],
  ...[2 * HOUR, 5 * HOUR, 10 * HOUR, 14 * HOUR, 20 * HOUR, 24 * HOUR],
];

/** Failed tries in a row, over all calls, after which a webhook is switched off: it takes one to be looked after. */
export const MOST_FAILURES = 50;

/** Bytes of what a call says. */
export const MAX_DATA_BYTES = 32_000;

/** The same effect is the same call: its id is the receiver's key to know a repeat by. */
export const callIdOf = (effectId: string): string => `call_${sha256Hex(`webhook ${effectId}`).slice(0, 32)}`;
