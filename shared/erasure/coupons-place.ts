import type { CouponStore } from '../coupons/coupon-store.ts';
import type { Place } from './belongings-store.ts';

/** Codes that the person was given or has used: they stay out, nobody's. */
export const createCouponsPlace = (store: Pick<CouponStore, 'removals'>): Place => ({
  table: 'coupons',
  removals: ({ ids }) => store.removals(ids),
});
