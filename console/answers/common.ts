import * as z from 'zod';

export const moneySchema = z.object({ amount: z.number(), currency: z.string() });

/** One amount, or one per currency: amounts of several currencies are never summed. */
export const moniesSchema = z
  .union([moneySchema, z.array(moneySchema), z.null()])
  .transform((value) => (value === null ? [] : Array.isArray(value) ? value : [value]));
