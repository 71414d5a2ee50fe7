import * as z from 'zod';

export const environmentSchema = z.object({
  CUSTOMERS_TABLE: z.string(),
  DEFINITIONS_TABLE: z.string(),
  INSIGHTS_TABLE: z.string(),
});
export type Environment = z.infer<typeof environmentSchema>;
