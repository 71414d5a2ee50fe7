import { textOf } from '../events/property.ts';
import { productIdSchema } from './product.ts';

/** The product that a line of an order, or an event about one product, names: `product_id`, else `sku`. */
export const productOfLine = (line: Readonly<Record<string, unknown>>): string | undefined =>
  productIdSchema.safeParse(textOf(line.product_id) ?? textOf(line.sku)).data;
