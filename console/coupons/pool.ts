import * as z from 'zod';
import { listOf } from '../platform/api.ts';

export const poolSchema = z.object({
  id: z.string(),
  name: z.string(),
  version: z.number(),
  offer: z.string().optional(),
  expiresAt: z.string().optional(),
  validDays: z.number().optional(),
});
export type Pool = z.infer<typeof poolSchema>;

export const poolsSchema = listOf(poolSchema);

export const countsSchema = z.object({
  ...{ total: z.number(), free: z.number(), issued: z.number(), redeemed: z.number(), withdrawn: z.number() },
  low: z.boolean(),
});
export type Counts = z.infer<typeof countsSchema>;

export const addedSchema = z.object({ added: z.number(), known: z.number() });

/** Codes of one call. */
export const MOST_CODES = 10_000;

/** Codes as people paste them: a line, a comma or a blank between two. */
export const codesOf = (text: string): string[] => text.split(/[\s,;]+/).filter((code) => code !== '');
