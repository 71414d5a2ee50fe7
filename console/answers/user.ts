import * as z from 'zod';
import { listOf } from '../platform/api.ts';

export const userSchema = z.object({
  name: z.string(),
  email: z.string(),
  /** `null` for somebody who may do nothing yet. */
  role: z.string().nullable(),
  state: z.string(),
  createdAt: z.string(),
});
export type User = z.infer<typeof userSchema>;
export const usersSchema = listOf(userSchema);
