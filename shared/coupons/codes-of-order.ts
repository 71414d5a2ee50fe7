import type { StoredEvent } from '../events/event.ts';
import { orderEventOf } from '../events/order-event.ts';
import { productLinesOf, textOf } from '../events/property.ts';
import { codeSchema } from './code.ts';

/** Codes of one order; a shop that sends more sends no codes. */
const MAX_CODES = 20;

/** Codes that an order says it used: `coupon` of the order and of its lines, each one code, several by commas, or a list. */
export const codesOf = (properties: Readonly<Record<string, unknown>>): string[] => {
  const said = [properties.coupon, ...(productLinesOf(properties.products) ?? []).map(({ coupon }) => coupon)];
  const codes = new Set<string>();
  for (const text of said.flat().flatMap((value) => textOf(value)?.split(',') ?? [])) {
    const code = codeSchema.safeParse(text).data;
    if (code !== undefined) codes.add(code);
  }
  return [...codes].slice(0, MAX_CODES);
};

/** What an event means for coupons: an order used some, or an order was given back. */
export type CouponNews =
  | { readonly kind: 'used'; readonly orderId: string; readonly codes: readonly string[]; readonly at: string }
  | { readonly kind: 'returned'; readonly orderId: string };

export const couponNewsOf = (event: StoredEvent): CouponNews | undefined => {
  const order = orderEventOf(event);
  if (!order) return undefined;
  const { orderId } = order;
  if (order.kind === 'refunded' || order.kind === 'cancelled') return { kind: 'returned', orderId };
  const codes = codesOf(event.body.properties ?? {});
  return codes.length === 0 ? undefined : { kind: 'used', orderId, codes, at: event.at };
};
