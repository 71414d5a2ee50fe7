import * as z from 'zod';

export const environmentSchema = z.object({
  CONSENTS_TABLE: z.string(),
  CUSTOMERS_TABLE: z.string(),
  DEFINITIONS_TABLE: z.string(),
  EVENTS_TABLE: z.string(),
  MESSAGES_TABLE: z.string(),
  EFFECTS_TABLE: z.string(),
  SENDS_TABLE: z.string(),
  SUPPRESSIONS_TABLE: z.string(),
  TIMERS_TABLE: z.string(),
  SECRET_ARN: z.string(),
  FEEDBACK_QUEUE_URL: z.string(),
});
export type Environment = z.infer<typeof environmentSchema>;
