import * as z from 'zod';

export const environmentSchema = z.object({
  CONSENTS_TABLE: z.string(),
  COUPONS_TABLE: z.string(),
  CUSTOMERS_TABLE: z.string(),
  DEFINITIONS_TABLE: z.string(),
  EVENTS_TABLE: z.string(),
  INSIGHTS_TABLE: z.string(),
  MESSAGES_TABLE: z.string(),
  SENDS_TABLE: z.string(),
  SUPPRESSIONS_TABLE: z.string(),
  SECRET_ARN: z.string(),
  /** Base of links in messages, without a slash at the end. */
  PUBLIC_URL: z.url().regex(/[^/]$/, 'must not end with a slash'),
  /** Base of links in text messages. */
  SHORT_URL: z.url().regex(/[^/]$/, 'must not end with a slash'),
  CONFIGURATION_SET: z.string(),
});
export type Environment = z.infer<typeof environmentSchema>;
