import { randomInt } from 'node:crypto';
import { createCouponStore } from '../../shared/coupons/coupon-store.ts';
import { createIssueCoupon } from '../../shared/coupons/issue-coupon.ts';
import { isReturned } from '../../shared/coupons/settle-coupons.ts';
import { createOrderStore } from '../../shared/orders/order-store.ts';
import type { Services } from './services.ts';

/** Codes, and how they are handed out, for the routes. */
export const createCouponDesk = ({ dynamo, environment, definitions, settings, clock }: Services) => {
  const store = createCouponStore(dynamo, environment.COUPONS_TABLE);
  const orders = createOrderStore(dynamo, environment.ORDERS_TABLE);
  const issue = createIssueCoupon({
    ...{ store, definitions, settings, clock },
    isRefunded: async (customerId, orderId) => isReturned(await orders.find(customerId, orderId)),
    random: () => randomInt(2 ** 32) / 2 ** 32,
  });
  return { store, issue };
};
