import * as z from 'zod';

export const environmentSchema = z.object({
  DEFINITIONS_TABLE: z.string(),
  EFFECTS_TABLE: z.string(),
  WEBHOOK_QUEUE_URL: z.string(),
  SECRET_ARN: z.string(),
  /** Where every call goes instead of to its URL, as on a developer's machine; `none` in an account. */
  WEBHOOK_RELAY: z.union([z.literal('none'), z.url()]),
});
export type Environment = z.infer<typeof environmentSchema>;
