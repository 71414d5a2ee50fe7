import * as z from 'zod';

export const environmentSchema = z.object({
  CUSTOMERS_TABLE: z.string(),
  DEFINITIONS_TABLE: z.string(),
  EVENTS_TABLE: z.string(),
  INSIGHTS_TABLE: z.string(),
  MEMBERS_TABLE: z.string(),
  MESSAGES_TABLE: z.string(),
  SENDS_TABLE: z.string(),
  EMAIL_QUEUE_URL: z.string(),
  SMS_QUEUE_URL: z.string(),
  PUSH_QUEUE_URL: z.string(),
  KAKAO_QUEUE_URL: z.string(),
  LAUNCH_QUEUE_URL: z.string(),
});
export type Environment = z.infer<typeof environmentSchema>;
