import * as z from 'zod';
import { fractionOf } from '../platform/hash.ts';
import type { Customer } from '../profiles/profile.ts';
import { bump, type Counts, countsSchema, mergeCounts } from './counts.ts';

/** Longest time looked at, days. */
export const HORIZON = 365;
/** People that all shards together look at, about; beyond, a share of everybody by hash. */
const MOST_PEOPLE = 1_000_000;
/** People in a shard, about. */
const SHARD_PEOPLE = 50_000;
/** Products whose curves are kept. */
const MOST_PRODUCTS = 12;

/** Key of everybody; that of a product is `=` and its id, so that no id can be a property that every object has. */
export const EVERYBODY = '';
const keyOf = (productId: string): string => `=${productId}`;
export const productIdOf = (key: string): string => key.slice(1);

/** Counts `a<days>` (ordered again after) and `c<days>` (not yet, known for so long), of everybody and by first product. */
export const nextOrdersSchema = z.object({
  share: z.number(),
  products: z.record(z.string(), countsSchema),
  names: z.record(z.string(), z.string()),
});
export type NextOrders = z.infer<typeof nextOrdersSchema>;

/** Everybody up to a million people, then a share that is the same in all shards of a run. */
export const peopleShare = (shards: number): number => Math.min(1, MOST_PEOPLE / (shards * SHARD_PEOPLE));

/** Ids and names as text, whatever the shop sends them as. */
const text = (value: unknown): string | undefined =>
  typeof value === 'number' ? String(value) : typeof value === 'string' && value !== '' ? value : undefined;

/** The id of a product with its name, where the profile knows both of the same one. */
const nameOf = (product: string, computed: NonNullable<Customer['fold']['computed']>): string | undefined => {
  if (text(computed.lastProduct) === product) return text(computed.lastProductName);
  if (text(computed.mostBoughtProduct) === product) return text(computed.mostBoughtProductName);
  return undefined;
};

export const emptyNextOrders = (share: number): NextOrders => ({ share, products: { [EVERYBODY]: {} }, names: {} });

export const addNextOrder = (
  into: NextOrders,
  { customerId, fold }: Pick<Customer, 'customerId'> & { readonly fold: Pick<Customer['fold'], 'computed'> },
  days: readonly { readonly day: number }[],
  asOfDay: number,
): void => {
  const [first, second] = days;
  if (!first || (into.share < 1 && fractionOf('sample', customerId) >= into.share)) return;
  const again = second && second.day - first.day <= HORIZON ? second.day - first.day : undefined;
  // The day of the run itself is not over.
  const known = Math.min(HORIZON, Math.max(0, asOfDay - 1 - first.day));
  const key = again === undefined ? `c${known}` : `a${again}`;
  const computed = fold.computed ?? {};
  const product = text(computed.firstProduct);
  for (const name of product === undefined ? [EVERYBODY] : [EVERYBODY, keyOf(product)]) {
    const counts = into.products[name] ?? {};
    bump(counts, key);
    into.products[name] = counts;
  }
  const name = product === undefined ? undefined : nameOf(product, computed);
  if (product !== undefined && name !== undefined) keepName(into, keyOf(product), name);
};

/** Of several names the first in order, so that shards may come in any order. */
const keepName = ({ names }: NextOrders, product: string, name: string): void => {
  const known = names[product];
  if (known === undefined || name < known) names[product] = name;
};

export const mergeNextOrders = (into: NextOrders, from: NextOrders): void => {
  into.share = from.share;
  for (const [product, counts] of Object.entries(from.products)) {
    const known = into.products[product] ?? {};
    mergeCounts(known, counts);
    into.products[product] = known;
  }
  for (const [product, name] of Object.entries(from.names)) keepName(into, product, name);
};

const peopleIn = (counts: Readonly<Counts>): number => Object.values(counts).reduce((sum, count) => sum + count, 0);

/** Everybody and the products that most people began with; ties by id. */
export const topProducts = ({ share, products, names }: NextOrders): NextOrders => {
  const ranked = Object.entries(products)
    .filter(([product]) => product !== EVERYBODY)
    .map(([product, counts]) => ({ product, counts, people: peopleIn(counts) }))
    .sort((left, right) => right.people - left.people || (left.product < right.product ? -1 : 1))
    .slice(0, MOST_PRODUCTS);
  const kept: NextOrders = { share, products: { [EVERYBODY]: products[EVERYBODY] ?? {} }, names: {} };
  for (const { product, counts } of ranked) {
    kept.products[product] = counts;
    const name = names[product];
    if (name !== undefined) kept.names[product] = name;
  }
  return kept;
};
