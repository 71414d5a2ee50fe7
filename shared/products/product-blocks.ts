import type { EventStore } from '../events/event-store.ts';
import { type Clock, DAY, MINUTE } from '../platform/clock.ts';
import type { Customer } from '../profiles/profile.ts';
import { createLastBasket } from './last-basket.ts';
import { productsIn } from './order-lines.ts';
import { isAvailable, type Product, repurchaseOf, type ShopLearned, type Ware } from './product.ts';
import type { ProductStore } from './product-store.ts';

/** Names under which templates read of the catalogue. */
export const PRODUCT_BLOCKS = ['product', 'best_sellers', 'bought_together', 'repurchase_due'] as const;
export type ProductBlock = (typeof PRODUCT_BLOCKS)[number];

/** A product as words show it; `price` in the minor unit of `currency`. */
export interface ShownProduct extends Omit<Product, 'price' | 'repurchaseDays' | 'stock'> {
  readonly id: string;
  readonly price?: number | undefined;
  readonly currency?: string | undefined;
  readonly available: boolean;
  /** Days after which it is bought again. */
  readonly days?: number | undefined;
}

export interface ProductContext {
  readonly product?: ShownProduct | undefined;
  readonly best_sellers: readonly ShownProduct[];
  readonly bought_together: readonly ShownProduct[];
  readonly repurchase_due: readonly ShownProduct[];
}

export const NO_PRODUCTS: ProductContext = { best_sellers: [], bought_together: [], repurchase_due: [] };

const MOST_SHOWN = 10;
/** What the night learned of the shop is the same for everybody. */
const SHOP_AGE = 5 * MINUTE;
/** Due from this part of the interval on, so that there is time to order, and until this many intervals have passed. */
const DUE_FROM = 0.8;
const DUE_UNTIL = 2;

const shown = (ware: Ware | undefined, shop: ShopLearned | undefined): ShownProduct | undefined => {
  if (!ware?.product) return undefined;
  const { price, stock, repurchaseDays: _said, ...rest } = ware.product;
  return {
    ...{ ...rest, id: ware.id, available: isAvailable({ ...rest, stock }), days: repurchaseOf(ware, shop)?.days },
    ...(price ? { price: price.amount, currency: price.currency } : {}),
  };
};

/** What can be bought of these, in their order. */
const offered = (
  ids: readonly string[],
  wares: ReadonlyMap<string, Ware>,
  shop: ShopLearned | undefined,
): ShownProduct[] => ids.flatMap((id) => shown(wares.get(id), shop) ?? []).filter(({ available }) => available);

/** Goes with any of these and is none of them: each by the highest confidence. */
const goingWith = (wares: readonly Ware[]): string[] => {
  const own = new Set(wares.map(({ id }) => id));
  const best = new Map<string, number>();
  for (const { id, confidence } of wares.flatMap(({ learned }) => learned?.together ?? []))
    if (!own.has(id)) best.set(id, Math.max(confidence, best.get(id) ?? 0));
  return [...best].sort(([left, one], [right, other]) => other - one || (left < right ? -1 : 1)).map(([id]) => id);
};

interface BlockDeps {
  readonly products: Pick<ProductStore, 'many' | 'shop'>;
  readonly events: Pick<EventStore, 'between'>;
  readonly clock: Clock;
}

/**
 * Reads what a template shows of the catalogue: three calls at most, however large it is. `occasion` are the properties of what brought the
 * person into a journey, or what the caller of a single message sent. Nothing is recommended to who objected to profiling.
 */
export const createProductBlocks = ({ products, events, clock }: BlockDeps) => {
  const lastBasket = createLastBasket(events);
  let kept: { readonly at: number; readonly shop: ShopLearned | undefined; readonly best: ShownProduct[] } | undefined;

  const shopNow = async () => {
    if (!kept || clock() < kept.at || clock() - kept.at > SHOP_AGE) {
      const shop = await products.shop();
      const ids = shop?.best.map(({ id }) => id) ?? [];
      kept = { at: clock(), shop, best: offered(ids, await products.many(ids), shop).slice(0, MOST_SHOWN) };
    }
    return kept;
  };

  return async (
    customer: Pick<Customer, 'customerId' | 'fold' | 'linkedIds'>,
    blocks: ReadonlySet<ProductBlock>,
    occasion?: unknown,
  ): Promise<ProductContext> => {
    if (blocks.size === 0) return NO_PRODUCTS;
    const { shop, best } = await shopNow();
    if (blocks.size === 1 && blocks.has('best_sellers')) return { ...NO_PRODUCTS, best_sellers: best };
    const [about] = productsIn(occasion);
    const isPersonal = customer.fold.objectedAt === undefined;
    const basket = isPersonal || about === undefined ? await lastBasket(customer) : undefined;
    const held = basket?.products ?? [];
    const wares = await products.many([...(about === undefined ? [] : [about]), ...held].slice(0, 100));
    const own = about === undefined ? held : [about];
    const together = goingWith(own.flatMap((id) => wares.get(id) ?? [])).slice(0, 3 * MOST_SHOWN);
    const wanted = isPersonal && blocks.has('bought_together') ? together : [];
    const due = held.filter((id) => {
      const days = repurchaseOf(wares.get(id) ?? {}, shop)?.days;
      const since = (clock() - Date.parse(basket?.at ?? '')) / DAY;
      return isPersonal && days !== undefined && since >= days * DUE_FROM && since <= days * DUE_UNTIL;
    });
    return {
      product: shown(wares.get(about ?? held.find((id) => wares.get(id)?.product !== undefined) ?? ''), shop),
      best_sellers: best,
      bought_together: offered(wanted, await products.many(wanted), shop).slice(0, MOST_SHOWN),
      repurchase_due: offered(due, wares, shop).slice(0, MOST_SHOWN),
    };
  };
};

export type ReadProductBlocks = ReturnType<typeof createProductBlocks>;
