import * as z from 'zod';

export const environmentSchema = z.object({
  CONSENTS_TABLE: z.string(),
  COUPONS_TABLE: z.string(),
  CUSTOMERS_TABLE: z.string(),
  DEFINITIONS_TABLE: z.string(),
  EVENTS_TABLE: z.string(),
  IDENTITIES_TABLE: z.string(),
  INSIGHTS_TABLE: z.string(),
  MESSAGES_TABLE: z.string(),
  SENDS_TABLE: z.string(),
  SUPPRESSIONS_TABLE: z.string(),
  TIMERS_TABLE: z.string(),
  JOURNEY_QUEUE_URL: z.string(),
  SECRET_ARN: z.string(),
  /** Key of Solapi, and where its API is. */
  SOLAPI_SECRET_ARN: z.string(),
  SOLAPI_URL: z.url().regex(/[^/]$/, 'must not end with a slash'),
  /** Service account of Firebase, where its API is, and where Google gives out access. */
  FCM_SECRET_ARN: z.string(),
  FCM_URL: z.url().regex(/[^/]$/, 'must not end with a slash'),
  FCM_TOKEN_URL: z.url(),
  /** Origins of browsers' push services, by blanks; nothing else is called for an endpoint that a browser claims. */
  WEB_PUSH_SERVICES: z.string().min(1),
  /** Base of links in messages, without a slash at the end. */
  PUBLIC_URL: z.url().regex(/[^/]$/, 'must not end with a slash'),
  /** Base of links in text messages. */
  SHORT_URL: z.url().regex(/[^/]$/, 'must not end with a slash'),
  EMAIL_CONFIGURATION_SET: z.string(),
  SMS_CONFIGURATION_SET: z.string(),
});
export type Environment = z.infer<typeof environmentSchema>;
