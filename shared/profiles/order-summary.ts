import type { Order } from '../orders/order.ts';
import { localEpochDay } from '../platform/time.ts';
import type { Profile } from './profile.ts';

/** The part of a profile that comes from orders. */
export type OrderSummary = Pick<Profile, 'orders' | 'firstOrderAt' | 'lastOrderAt' | 'revenue' | 'days' | 'zone'>;

export type PlacedOrder = Pick<Order, 'orderId' | 'placedAt' | 'currency' | 'net'>;

interface Day {
  orders: number;
  net: number;
}

/** A hostile total must not push a sum beyond the integers that are exact. */
const capped = (sum: number): number => Math.min(Number.MAX_SAFE_INTEGER, sum);

const vector = (days: ReadonlyMap<number, Day>): string =>
  [...days]
    .sort(([left], [right]) => left - right)
    .map(([day, { orders, net }]) => `${day},${orders},${net}`)
    .join(';');

/** Counts, revenue and purchase days of the orders that were placed; currencies are kept apart, never summed. */
export const summariseOrders = (orders: readonly PlacedOrder[], zone: string): OrderSummary => {
  const revenue = new Map<string, number>();
  const days = new Map<string, Map<number, Day>>();
  const times: string[] = [];
  for (const order of orders) {
    if (order.placedAt === undefined) continue;
    times.push(order.placedAt);
    revenue.set(order.currency, capped((revenue.get(order.currency) ?? 0) + order.net));
    const perDay = days.get(order.currency) ?? new Map<number, Day>();
    days.set(order.currency, perDay);
    const number = localEpochDay(Date.parse(order.placedAt), zone);
    const day = perDay.get(number) ?? { orders: 0, net: 0 };
    perDay.set(number, { orders: day.orders + 1, net: capped(day.net + order.net) });
  }
  times.sort();
  const first = times[0];
  const last = times.at(-1);
  return {
    orders: times.length,
    ...(first === undefined ? {} : { firstOrderAt: first }),
    ...(last === undefined ? {} : { lastOrderAt: last }),
    revenue: Object.fromEntries(revenue),
    days: Object.fromEntries([...days].map(([currency, perDay]) => [currency, vector(perDay)])),
    zone,
  };
};

/** The same part of a profile that is stored already. */
export const summaryOf = (profile: Profile): OrderSummary => ({
  orders: profile.orders,
  ...(profile.firstOrderAt === undefined ? {} : { firstOrderAt: profile.firstOrderAt }),
  ...(profile.lastOrderAt === undefined ? {} : { lastOrderAt: profile.lastOrderAt }),
  revenue: profile.revenue,
  days: profile.days,
  zone: profile.zone,
});
