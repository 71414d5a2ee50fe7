import * as z from 'zod';

export const environmentSchema = z.object({
  COUPONS_TABLE: z.string(),
  CUSTOMERS_TABLE: z.string(),
  DEFINITIONS_TABLE: z.string(),
  EFFECTS_TABLE: z.string(),
  EVENTS_TABLE: z.string(),
  INSIGHTS_TABLE: z.string(),
  MEMBERS_TABLE: z.string(),
  MESSAGES_TABLE: z.string(),
  ORDERS_TABLE: z.string(),
  JOURNEYRUNS_TABLE: z.string(),
  SENDS_TABLE: z.string(),
  TIMERS_TABLE: z.string(),
  MESSAGE_QUEUE_URL: z.string(),
  WEBHOOK_QUEUE_URL: z.string(),
  JOURNEY_QUEUE_URL: z.string(),
  PUBLIC_URL: z.string(),
  SECRET_ARN: z.string(),
});
export type Environment = z.infer<typeof environmentSchema>;
