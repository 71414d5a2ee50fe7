import * as z from 'zod';

export const environmentSchema = z.object({
  EXPORT_BUCKET: z.string(),
  INSIGHTS_TABLE: z.string(),
  RUN_BUCKET: z.string(),
});
export type Environment = z.infer<typeof environmentSchema>;
