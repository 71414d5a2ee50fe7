import { sha256Hex } from '../platform/hash.ts';
import type { StoredEvent } from './event.ts';

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
  if (typeof value === 'number' && Number.isFinite(value)) return String(value);
  if (typeof value !== 'string') return undefined;
  const id = value.trim().toWellFormed();
  if (id === '') return undefined;
  return Buffer.byteLength(id) > MAX_ORDER_ID_BYTES ? `sha256:${sha256Hex(id)}` : id;
};

const PLAIN_NUMBER = /^[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?$/;

/** A plain number, or its text as forms and files send it (`12,000`). */
const numberOf = (value: unknown): number | undefined => {
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  if (typeof value !== 'string' || value.length > 40 || !PLAIN_NUMBER.test(value.trim())) return undefined;
  return Number(value.trim().replaceAll(',', ''));
};

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A line without quantity is one piece; a line without price adds nothing. */
const productsSum = (products: unknown): number | undefined => {
  if (!Array.isArray(products) || products.length === 0) return undefined;
  return products.filter(isRecord).reduce((sum, line) => {
    const price = numberOf(line.price) ?? 0;
    return sum + price * (numberOf(line.quantity) ?? 1);
  }, 0);
};

const currencyOf = (value: unknown): string | undefined =>
  typeof value === 'string' && /^[A-Za-z]{3}$/.test(value.trim()) ? value.trim().toUpperCase() : undefined;

const countOf = (value: unknown): number | undefined => {
  const count = numberOf(value);
  return count !== undefined && Number.isInteger(count) && count >= 1 && count <= 1_000_000 ? count : undefined;
};

const isOrderEvent = (name: string): name is keyof typeof ORDER_EVENTS => Object.hasOwn(ORDER_EVENTS, name);

/** What an event says about an order; undefined for every other event and for one without a usable `order_id`. */
export const orderEventOf = (event: StoredEvent): OrderEvent | undefined => {
  if (event.type !== 'track' || event.name === undefined || !isOrderEvent(event.name)) return undefined;
  const properties = event.body.properties ?? {};
  const orderId = orderIdOf(properties.order_id);
  if (orderId === undefined) return undefined;
  const amount = numberOf(properties.total) ?? numberOf(properties.revenue) ?? productsSum(properties.products);
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
