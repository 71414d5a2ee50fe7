import * as z from 'zod';

export const environmentSchema = z.object({
  CUSTOMERS_TABLE: z.string(),
  DEFINITIONS_TABLE: z.string(),
  EVENTS_TABLE: z.string(),
  MESSAGES_TABLE: z.string(),
  ORDERS_TABLE: z.string(),
});
export type Environment = z.infer<typeof environmentSchema>;
