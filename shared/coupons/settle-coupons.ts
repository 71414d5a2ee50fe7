import type { EventStore } from '../events/event-store.ts';
import type { Order } from '../orders/order.ts';
import type { OrderStore } from '../orders/order-store.ts';
import { type Clock, MINUTE, toIso } from '../platform/clock.ts';
import type { CustomerStore } from '../profiles/customer-store.ts';
import type { DefinitionStore } from '../settings/definition-store.ts';
import { type CouponNews, couponNewsOf } from './codes-of-order.ts';
import type { CouponStore } from './coupon-store.ts';
import { COUPON_POOL } from './pool.ts';

/** A shop without pools pays for no read; its first pool is seen so late at most. */
const REMEMBERED = MINUTE;

export interface SettleDeps {
  readonly store: Pick<CouponStore, 'poolOf' | 'findOut' | 'change' | 'useFree' | 'ofPerson'>;
  readonly events: Pick<EventStore, 'find'>;
  readonly customers: Pick<CustomerStore, 'get'>;
  readonly orders: Pick<OrderStore, 'find'>;
  readonly definitions: Pick<DefinitionStore, 'list'>;
  readonly clock: Clock;
}

/** What is done when events of a person came in that are about orders; `keys` are those of the events. */
export type SettleCoupons = (person: string, keys: readonly string[]) => Promise<void>;

/** Nothing is left of the order's money: it was refunded or cancelled whole. */
export const isReturned = (order: Pick<Order, 'gross' | 'net'> | undefined): boolean =>
  order !== undefined && order.gross > 0 && order.net === 0;

/** Tries at a code that somebody else changes at the same moment. */
const TRIES = 5;

/**
 * Follows orders: a code that an order used is redeemed by the first order that came in with it, whoever it was given to and whatever its state
 * (what the shop accepted is a fact); a coupon that an order had earned goes when that order is given back whole, unless it was used.
 * Events in any order and any number of times end in the same.
 */
export const createSettleCoupons = (deps: SettleDeps): SettleCoupons => {
  const { store, events, customers, orders, definitions, clock } = deps;
  let looked: { readonly at: number; readonly any: boolean } | undefined;

  const anyPools = async (): Promise<boolean> => {
    const at = clock();
    if (looked && (looked.any || (at >= looked.at && at - looked.at < REMEMBERED))) return looked.any;
    looked = { at, any: (await definitions.list(COUPON_POOL, 1)).definitions.length > 0 };
    return looked.any;
  };

  const redeem = async (code: string, redeemedBy: string, orderId: string, redeemedAt: string): Promise<void> => {
    for (let attempt = 0; attempt < TRIES; attempt++) {
      const pool = await store.poolOf(code);
      if (pool === undefined) return;
      const coupon = await store.findOut(code);
      if (coupon?.state === 'redeemed') return;
      const use = { state: 'redeemed' as const, orderId, redeemedBy, redeemedAt };
      if (coupon ? await store.change(coupon, { ...coupon, ...use }) : await store.useFree({ code, pool, ...use }))
        return;
    }
    throw new Error('A code changed at every try; delivering again will help.');
  };

  const withdraw = async (customerId: string, ids: readonly string[], orderId: string): Promise<void> => {
    if (!isReturned(await orders.find(customerId, orderId))) return;
    for (const coupon of await store.ofPerson(ids)) {
      if (coupon.forOrder !== orderId || coupon.state !== 'issued') continue;
      // Whoever was faster has used it, or withdrawn it.
      await store.change(coupon, {
        ...{ ...coupon, state: 'withdrawn' as const, withdrawnAt: toIso(clock()), withdrawnWhy: 'refund' },
      });
    }
  };

  return async (person, keys) => {
    if (keys.length === 0 || !(await anyPools())) return;
    const found = (await events.find(person, keys)).sort((left, right) => (left.key < right.key ? -1 : 1));
    const news: CouponNews[] = found.flatMap((event) => couponNewsOf(event) ?? []);
    if (news.length === 0) return;
    const customer = await customers.get(person);
    const customerId = customer?.customerId ?? person;
    const ids = [...new Set([person, customerId, ...(customer?.linkedIds ?? [])])];
    for (const each of news) {
      if (each.kind === 'returned') await withdraw(customerId, ids, each.orderId);
      else for (const code of each.codes) await redeem(code, customerId, each.orderId, each.at);
    }
  };
};
