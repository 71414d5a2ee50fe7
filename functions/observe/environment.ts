import * as z from 'zod';

export const environmentSchema = z.object({ DEFINITIONS_TABLE: z.string(), INSIGHTS_TABLE: z.string() });
export type Environment = z.infer<typeof environmentSchema>;
