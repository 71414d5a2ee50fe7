import { type Repurchase, soonestRepurchase } from './product.ts';
import type { ProductStore } from './product-store.ts';

/** Products of one order that are asked about: one call of the table. */
const MOST = 100;

/** When the first of these products is bought again; two reads. Nothing if neither of them nor of the shop anything is known. */
export const createReadRepurchase =
  (products: Pick<ProductStore, 'many' | 'shop'>) =>
  async (ids: readonly string[]): Promise<Repurchase | undefined> => {
    const [wares, shop] = await Promise.all([products.many(ids.slice(0, MOST)), products.shop()]);
    return soonestRepurchase([...wares.values()], shop);
  };

export type ReadRepurchase = ReturnType<typeof createReadRepurchase>;
