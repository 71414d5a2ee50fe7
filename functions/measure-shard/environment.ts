import * as z from 'zod';

export const environmentSchema = z.object({
  CUSTOMERS_TABLE: z.string(),
  INSIGHTS_TABLE: z.string(),
  RUN_BUCKET: z.string(),
  SEAL_QUEUE_URL: z.string(),
});
export type Environment = z.infer<typeof environmentSchema>;
