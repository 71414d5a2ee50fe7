import * as z from 'zod';

export const environmentSchema = z.object({
  DEFINITIONS_TABLE: z.string(),
  INSIGHTS_TABLE: z.string(),
  IMAGE_BUCKET: z.string(),
  FEEDBACK_QUEUE_URL: z.string(),
  SOLAPI_SECRET_ARN: z.string(),
  SOLAPI_URL: z.url().regex(/[^/]$/, 'must not end with a slash'),
});
export type Environment = z.infer<typeof environmentSchema>;
