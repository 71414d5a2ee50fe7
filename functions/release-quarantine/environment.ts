import * as z from 'zod';

export const environmentSchema = z.object({ EVENTS_TABLE: z.string() });
export type Environment = z.infer<typeof environmentSchema>;
