import * as z from 'zod';
import { CHANNELS, definitionIdSchema } from '../templates/template.ts';

/**
 * What calls for the next way: `noContact` nothing to write to, or no right to, on the way before; `bounced` it came back;
 * `undelivered` the provider refused it; `noDelivery` no word of its arrival in time. The first three are known, the last is a guess.
 */
export const FALLBACK_CAUSES = ['noContact', 'bounced', 'undelivered', 'noDelivery'] as const;
export type FallbackCause = (typeof FALLBACK_CAUSES)[number];

/** Another way for the same message, taken when the one before did not arrive. */
const linkSchema = z.strictObject({
  channel: z.enum(CHANNELS),
  templateId: definitionIdSchema,
  /** How long word of the way before is waited for. */
  afterMinutes: z
    .number()
    .int()
    .min(5)
    .max(72 * 60)
    .default(60),
  /** Without `noDelivery` only a failure that is known leads here. */
  on: z
    .array(z.enum(FALLBACK_CAUSES))
    .min(1)
    .default([...FALLBACK_CAUSES]),
});
export type FallbackLink = z.infer<typeof linkSchema>;

/** One to three further ways, in their order. */
export const fallbackSchema = z.array(linkSchema).min(1).max(3);

/** Each person gets the message by the one way that suits them best, among those that cost at most `underMilli` (thousandths of the minor unit). */
export const pickSchema = z.strictObject({ underMilli: z.number().int().min(0) });

/** Why a person's ways stand in their order: said by themselves, learned from what they answered, or nothing known and the cheapest first. */
export const PICK_GROUNDS = ['wish', 'response', 'price'] as const;
