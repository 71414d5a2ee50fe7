import * as z from 'zod';

export const environmentSchema = z.object({ IMAGE_BUCKET: z.string() });
export type Environment = z.infer<typeof environmentSchema>;
