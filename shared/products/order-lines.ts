import type { StoredEvent } from '../events/event.ts';
import { type OrderTelling, orderEventOf } from '../events/order-event.ts';
import { isRecord, numberOf, productLinesOf, textOf } from '../events/property.ts';
import { productIdSchema } from './product.ts';

/** Distinct products of one order that are looked at; more is no basket of one wish. */
const MOST_LINES = 100;

/** The product that a line of an order, or an event about one product, names: `product_id`, else `sku`. */
export const productOfLine = (line: Readonly<Record<string, unknown>>): string | undefined =>
  productIdSchema.safeParse(textOf(line.product_id) ?? textOf(line.sku)).data;

/** Distinct products of an order in the order in which they stand; lines that take pieces away are none. */
export const productsOfOrder = (properties: Readonly<Record<string, unknown>>): string[] => {
  const found = new Set<string>();
  for (const line of productLinesOf(properties.products) ?? []) {
    const id = productOfLine(line);
    if (id !== undefined && (numberOf(line.quantity) ?? 1) > 0) found.add(id);
    if (found.size === MOST_LINES) break;
  }
  return [...found];
};

/** The products that an occasion names: of an event about one product that one, of an order all of its lines. */
export const productsIn = (properties: unknown): string[] => {
  if (!isRecord(properties)) return [];
  const own = productOfLine(properties);
  return own === undefined ? productsOfOrder(properties) : [own];
};

/** What one order held. `at` is the time of its first `Order Completed`, ISO 8601 UTC. */
export interface Basket {
  readonly at: string;
  readonly products: readonly string[];
}

/**
 * The baskets of a person's events, in order of time: what every `Order Completed` of an order names is one basket, whatever comes twice or
 * in parts. Orders that were given back whole are none; of one that was given back in part nobody knows which line.
 */
export const basketsOf = (events: Iterable<OrderTelling & Pick<StoredEvent, 'at'>>): Basket[] => {
  const orders = new Map<string, { at: string; products: Set<string> }>();
  const returned = new Set<string>();
  for (const event of events) {
    const said = orderEventOf(event);
    if (said?.kind === 'cancelled' || (said?.kind === 'refunded' && said.amount === undefined))
      returned.add(said.orderId);
    if (said?.kind !== 'completed') continue;
    const order = orders.get(said.orderId) ?? { at: event.at, products: new Set() };
    if (event.at < order.at) order.at = event.at;
    for (const id of productsOfOrder(event.body.properties ?? {}))
      if (order.products.size < MOST_LINES) order.products.add(id);
    orders.set(said.orderId, order);
  }
  return [...orders]
    .filter(([orderId, { products }]) => !returned.has(orderId) && products.size > 0)
    .map(([, { at, products }]) => ({ at, products: [...products] }))
    .sort((left, right) => (left.at < right.at ? -1 : Number(left.at > right.at)));
};
