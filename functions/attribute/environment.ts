import * as z from 'zod';

export const environmentSchema = z.object({
  CUSTOMERS_TABLE: z.string(),
  DEFINITIONS_TABLE: z.string(),
  EVENTS_TABLE: z.string(),
  MESSAGES_TABLE: z.string(),
  ORDERS_TABLE: z.string(),
  JOURNEYRUNS_TABLE: z.string(),
  JOURNEY_QUEUE_URL: z.string(),
});
export type Environment = z.infer<typeof environmentSchema>;
