import * as z from 'zod';

export const environmentSchema = z.object({
  CONSENTS_TABLE: z.string(),
  CUSTOMERS_TABLE: z.string(),
  FOLDS_TABLE: z.string(),
  EVENTS_TABLE: z.string(),
  IDENTITIES_TABLE: z.string(),
  ORDERS_TABLE: z.string(),
  SUPPRESSIONS_TABLE: z.string(),
  SECRET_ARN: z.string(),
  EXPORT_BUCKET: z.string(),
  DEFINITIONS_TABLE: z.string(),
  INSIGHTS_TABLE: z.string(),
  COUPONS_TABLE: z.string(),
  EFFECTS_TABLE: z.string(),
  MEMBERS_TABLE: z.string(),
  MESSAGES_TABLE: z.string(),
  SENDS_TABLE: z.string(),
  EMAIL_QUEUE_URL: z.string(),
  SMS_QUEUE_URL: z.string(),
  LAUNCH_QUEUE_URL: z.string(),
  MESSAGE_QUEUE_URL: z.string(),
  SHORT_URL: z.string(),
  TIMERS_TABLE: z.string(),
  RECOMPUTE_STATE_MACHINE_ARN: z.string(),
});
export type Environment = z.infer<typeof environmentSchema>;
