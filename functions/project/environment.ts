import * as z from 'zod';

export const environmentSchema = z.object({
  EVENTS_TABLE: z.string(),
  CUSTOMERS_TABLE: z.string(),
  FOLDS_TABLE: z.string(),
  ORDERS_TABLE: z.string(),
  IDENTITIES_TABLE: z.string(),
  CONSENTS_TABLE: z.string(),
  TIMERS_TABLE: z.string(),
  SUPPRESSIONS_TABLE: z.string(),
  DEFINITIONS_TABLE: z.string(),
  INSIGHTS_TABLE: z.string(),
  COUPONS_TABLE: z.string(),
  EFFECTS_TABLE: z.string(),
  JOURNEYRUNS_TABLE: z.string(),
  JOURNEY_QUEUE_URL: z.string(),
  MESSAGES_TABLE: z.string(),
  SENDS_TABLE: z.string(),
  FEEDBACK_QUEUE_URL: z.string(),
  SECRET_ARN: z.string(),
});
export type Environment = z.infer<typeof environmentSchema>;
