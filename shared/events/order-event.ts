import { byteLength, hexDigest } from '../platform/digest.ts';
import type { StoredEvent } from './event.ts';
import { nobodyFlaw } from './person-id.ts';
import { countOf, currencyOf, numberOf, productLinesOf, textOf } from './property.ts';

/** Events of the Segment e-commerce spec that say something about one order. */
const ORDER_EVENTS = {
  'Order Completed': 'completed',
  'Order Updated': 'updated',
  'Order Refunded': 'refunded',
  'Order Cancelled': 'cancelled',
  'Order Canceled': 'cancelled',
} as const satisfies Record<string, string>;

type OrderEventKind = (typeof ORDER_EVENTS)[keyof typeof ORDER_EVENTS];

export interface OrderEvent {
  readonly kind: OrderEventKind;
  readonly orderId: string;
  /** `total`, else `revenue`, else the sum of `products[].price × quantity`, as sent; absent if nothing says. */
  readonly amount?: number;
  /** Upper-case ISO 4217; absent if not said. */
  readonly currency?: string;
  /** An order too large for one call comes in parts 1 … `parts`, whose sums add. */
  readonly part?: number;
  readonly parts?: number;
}

/** Longest order id that is kept as sent; a longer one is kept as its hash, since it is part of a key. */
const MAX_ORDER_ID_BYTES = 300;

const orderIdOf = (value: unknown): string | undefined => {
  const id = textOf(value);
  if (id === undefined) return undefined;
  return byteLength(id) > MAX_ORDER_ID_BYTES ? `sha256:${hexDigest(id)}` : id;
};

/** A line without quantity is one piece; a line without price adds nothing. */
const productsSum = (products: unknown): number | undefined =>
  productLinesOf(products)?.reduce((sum, line) => {
    const price = numberOf(line.price) ?? 0;
    return sum + price * (numberOf(line.quantity) ?? 1);
  }, 0);

type Properties = Readonly<Record<string, unknown>>;

/** The money of an order in major units as sent; undefined if nothing says. */
export const orderAmountOf = (properties: Properties): number | undefined =>
  numberOf(properties.total) ?? numberOf(properties.revenue) ?? productsSum(properties.products);

export const isOrderEvent = (name: string): name is keyof typeof ORDER_EVENTS => Object.hasOwn(ORDER_EVENTS, name);

/** Why the `order_id` of an event about an order would make one order of many; undefined for a usable one and for none. */
export const orderIdFlaw = (properties: Properties): string | undefined => {
  const orderId = properties.order_id;
  const id = textOf(orderId);
  return id === undefined ? undefined : nobodyFlaw(id, 'orders would become one');
};

/** The part of an event that may say something about an order. */
export type OrderTelling = Pick<StoredEvent, 'type' | 'name'> & {
  readonly body: Pick<StoredEvent['body'], 'properties'>;
};

/** What an event says about an order; undefined for every other event and for one without a usable `order_id`. */
export const orderEventOf = (event: OrderTelling): OrderEvent | undefined => {
  if (event.type !== 'track' || event.name === undefined || !isOrderEvent(event.name)) return undefined;
  const properties = event.body.properties ?? {};
  const orderId = orderIdOf(properties.order_id);
  if (orderId === undefined) return undefined;
  const amount = orderAmountOf(properties);
  const currency = currencyOf(properties.currency);
  const part = countOf(properties.part);
  const parts = countOf(properties.parts);
  return {
    kind: ORDER_EVENTS[event.name],
    orderId,
    ...(amount === undefined ? {} : { amount }),
    ...(currency === undefined ? {} : { currency }),
    ...(part === undefined || parts === undefined ? {} : { part, parts }),
  };
};
