import * as z from 'zod';

export const environmentSchema = z.object({
  DEFINITIONS_TABLE: z.string(),
  EFFECTS_TABLE: z.string(),
  WEBHOOK_QUEUE_URL: z.string(),
  SECRET_ARN: z.string(),
});
export type Environment = z.infer<typeof environmentSchema>;
