import * as z from 'zod';

/** The console's files are in the function's own bundle; it needs no environment. */
export const environmentSchema = z.object({});

export type Environment = z.infer<typeof environmentSchema>;
