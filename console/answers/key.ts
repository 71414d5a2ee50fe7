import * as z from 'zod';
import { listOf } from '../platform/api.ts';

const keySchema = z.object({
  id: z.string(),
  name: z.string(),
  role: z.string().nullable(),
  scopes: z.array(z.string()),
  source: z.string(),
  eventsPerSecond: z.number().nullable(),
  state: z.string(),
  createdAt: z.string(),
  createdBy: z.string().nullable(),
  lastUsedOn: z.string().nullable(),
  validUntil: z.string().nullable(),
});
export type Key = z.infer<typeof keySchema>;

export const keysSchema = listOf(keySchema);

export const madeKeySchema = keySchema.extend({ secret: z.string().nullable() });
export type MadeKey = z.infer<typeof madeKeySchema>;
