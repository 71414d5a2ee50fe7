import * as z from 'zod';
import { currencySchema } from '../platform/money.ts';

/** As `product_id` (or `sku`) of events names it. */
export const productIdSchema = z
  .string()
  .trim()
  .min(1)
  .max(100)
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is refused
  .regex(/^[^\u0000-\u001f\u007f]*$/, 'must be one line without control characters');

const webAddress = z
  .url({ protocol: /^https?$/, error: 'must be an address that begins with https:// or http://' })
  .max(1_000);

const fields = {
  name: z.string().trim().min(1).max(200),
  /** Page of the product in the shop. */
  url: webAddress.optional(),
  imageUrl: webAddress.optional(),
  /** Whole number of the currency's minor unit. */
  price: z.strictObject({ amount: z.number().int().min(0), currency: currencySchema }).optional(),
  category: z.string().trim().min(1).max(100).optional(),
  /** Pieces; none left means that it cannot be bought. */
  stock: z.number().int().min(0).max(1_000_000_000).optional(),
  /** Whether it can be bought; said by `stock` if absent, else it can. */
  available: z.boolean().optional(),
  /** Days after which people usually buy it again, in place of what is learned from orders. */
  repurchaseDays: z.number().int().min(1).max(1_100).optional(),
};

/** A product as the shop tells it. */
export const productSchema = z.strictObject(fields);
export type Product = z.infer<typeof productSchema>;

export const listedProductSchema = z.strictObject({ id: productIdSchema, ...fields });
export type ListedProduct = z.infer<typeof listedProductSchema>;

export const isAvailable = ({ stock, available }: Pick<Product, 'stock' | 'available'>): boolean =>
  available !== false && stock !== 0;

/** Whose repeat orders an interval was learned from. */
export const INTERVAL_SOURCES = ['product', 'category', 'shop'] as const;

const intervalSchema = z.object({
  days: z.number().int(),
  by: z.enum(INTERVAL_SOURCES),
  /** Repeat orders that it is the median of. */
  of: z.number().int(),
});
export type Interval = z.infer<typeof intervalSchema>;

/** What a night learned of one product. */
export const learnedSchema = z.object({
  /** Sampled orders that hold it. */
  orders: z.number().int(),
  interval: intervalSchema.optional(),
  /** Most often bought in the same order; best first. `confidence`: part of this product's orders that hold the other. */
  together: z.array(z.object({ id: z.string(), confidence: z.number(), lift: z.number() })),
});
export type Learned = z.infer<typeof learnedSchema>;

/** What a night learned of the whole shop. */
export const shopLearnedSchema = z.object({
  asOf: z.iso.date(),
  people: z.number().int(),
  orders: z.number().int(),
  /** Days up to `asOf` whose orders make the best sellers; absent if all do. */
  bestOfDays: z.number().int().optional(),
  best: z.array(z.object({ id: z.string(), orders: z.number().int() })),
  /** Products of which it is known what is bought with them. */
  paired: z.number().int(),
  interval: intervalSchema.optional(),
});
export type ShopLearned = z.infer<typeof shopLearnedSchema>;

/** A row of the catalogue: what the shop told and what a night learned, each with one writer. */
export interface Ware {
  readonly id: string;
  readonly product?: Product | undefined;
  readonly learned?: Learned | undefined;
}

/** Who says after how many days something is bought again: the shop itself, or whose repeat orders it was learned from. */
export const REPURCHASE_SOURCES = ['said', ...INTERVAL_SOURCES] as const;

export interface Repurchase {
  readonly days: number;
  readonly by: (typeof REPURCHASE_SOURCES)[number];
  /** Repeat orders that say so; null where the shop does. */
  readonly of: number | null;
}

/** When a product is bought again: as the shop says, as learned of it, else as learned of the shop. */
export const repurchaseOf = (
  { product, learned }: Pick<Ware, 'product' | 'learned'>,
  shop: Pick<ShopLearned, 'interval'> | undefined,
): Repurchase | undefined =>
  product?.repurchaseDays === undefined
    ? (learned?.interval ?? shop?.interval)
    : { days: product.repurchaseDays, by: 'said', of: null };

/** When the first of these things is bought again; what is known of one of them goes before what is known of the shop. */
export const soonestRepurchase = (
  wares: readonly Pick<Ware, 'product' | 'learned'>[],
  shop: Pick<ShopLearned, 'interval'> | undefined,
): Repurchase | undefined =>
  wares
    .flatMap((ware) => repurchaseOf(ware, undefined) ?? [])
    .reduce<Repurchase | undefined>(
      (soonest, one) => (soonest && soonest.days <= one.days ? soonest : one),
      undefined,
    ) ?? shop?.interval;
