import * as z from 'zod';

/** An amount as answers carry it: a whole number of the currency's minor unit (ISO 4217). */
export const moneySchema = z.object({ amount: z.number().int(), currency: z.string() });
