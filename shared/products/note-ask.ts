import { type Clock, toIso } from '../platform/clock.ts';
import { type Ask, type AskedStore, WISH_KEPT } from './asked-store.ts';
import { isAvailable } from './product.ts';
import type { ProductStore } from './product-store.ts';

interface NoteDeps {
  readonly asked: Pick<AskedStore, 'ask'>;
  readonly products: Pick<ProductStore, 'find'>;
  /** Has those told who wait for the product. */
  readonly restocked: (productId: string, at: string) => Promise<void>;
  readonly clock: Clock;
}

/** Keeps a wish to hear of a product; if the product is there, or has come back meanwhile, it is answered at once. One that came in too late is none. */
export const createNoteAsk =
  ({ asked, products, restocked, clock }: NoteDeps) =>
  async (productId: string, ask: Ask): Promise<void> => {
    if (Date.parse(ask.at) + WISH_KEPT <= clock()) return;
    await asked.ask(productId, ask);
    const product = (await products.find(productId))?.product;
    if (product && isAvailable(product)) await restocked(productId, toIso(clock()));
  };
