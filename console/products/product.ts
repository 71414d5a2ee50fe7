import * as z from 'zod';
import { REPURCHASE_SOURCES } from '../../shared/products/product.ts';
import { moneySchema } from '../answers/common.ts';
import { listOf } from '../platform/api.ts';

export const productSchema = z.object({
  id: z.string(),
  name: z.string(),
  url: z.string().nullable(),
  imageUrl: z.string().nullable(),
  price: moneySchema.nullable(),
  category: z.string().nullable(),
  stock: z.number().nullable(),
  available: z.boolean(),
  repurchaseDays: z.number().nullable(),
  repurchase: z.object({ days: z.number(), by: z.enum(REPURCHASE_SOURCES) }).nullable(),
  orders: z.number(),
  together: z.array(z.object({ id: z.string(), confidence: z.number() })),
});
export type ShownProduct = z.infer<typeof productSchema>;

export const productsSchema = listOf(productSchema);
