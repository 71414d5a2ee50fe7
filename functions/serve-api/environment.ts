import * as z from 'zod';

export const environmentSchema = z.object({
  EVENTS_TABLE: z.string(),
  CUSTOMERS_TABLE: z.string(),
  FOLDS_TABLE: z.string(),
  ORDERS_TABLE: z.string(),
  IDENTITIES_TABLE: z.string(),
  CONSENTS_TABLE: z.string(),
  SUPPRESSIONS_TABLE: z.string(),
  TIMERS_TABLE: z.string(),
  MESSAGES_TABLE: z.string(),
  SENDS_TABLE: z.string(),
  MEMBERS_TABLE: z.string(),
  DEFINITIONS_TABLE: z.string(),
  INSIGHTS_TABLE: z.string(),
  COUPONS_TABLE: z.string(),
  EFFECTS_TABLE: z.string(),
  LAUNCH_QUEUE_URL: z.string(),
  MESSAGE_QUEUE_URL: z.string(),
  WEBHOOK_QUEUE_URL: z.string(),
  RECOMPUTE_STATE_MACHINE_ARN: z.string(),
  SECRET_ARN: z.string(),
  EXPORT_BUCKET: z.string(),
  IMAGE_BUCKET: z.string(),
  PUBLIC_URL: z.url().regex(/[^/]$/, 'must not end with a slash'),
  USER_POOL_ID: z.string(),
  USERS_ISSUER: z.string(),
  USERS_CLIENT_ID: z.string(),
  /** Base of links in text messages, without a slash at the end: previews count their signs. */
  SHORT_URL: z.string(),
});
export type Environment = z.infer<typeof environmentSchema>;
