import * as z from 'zod';
import { listOf } from '../platform/api.ts';

const operator = z.union([z.string(), z.number(), z.boolean(), z.array(z.unknown())]);

export const computedSchema = z.object({
  name: z.string(),
  title: z.string().nullish(),
  event: z.string(),
  where: z.array(z.intersection(z.object({ property: z.string() }), z.record(z.string(), operator))).nullish(),
  operation: z.string(),
  property: z.string().nullish(),
  weight: z.string().nullish(),
  window: z.object({ days: z.number() }).nullish(),
  version: z.number(),
  builtIn: z.boolean(),
});
export type Computed = z.infer<typeof computedSchema>;

export const computedListSchema = listOf(computedSchema);
