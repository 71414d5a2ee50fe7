import { sha256Hex } from '../platform/hash.ts';
import type { CouponStore } from './coupon-store.ts';
import type { IssueCoupon } from './issue-coupon.ts';

/** What a template knows of a coupon: `{{ coupon.code }}`, `{{ coupon.expiresAt }}`. */
export interface ToldCoupon {
  readonly code: string;
  /** UTC; absent if it is valid for ever. */
  readonly expiresAt?: string;
}

/** Stands for a code until one is handed out: about as long as one, and never sent. */
export const SAMPLE_COUPON: ToldCoupon = { code: 'SAMPLE-CODE-0000', expiresAt: '2030-12-31T14:59:59.999Z' };

interface Receiver {
  readonly customerId: string;
  /** Of the campaign's message: the same by whichever way it goes out, and however often a worker begins anew. */
  readonly key: string;
}

interface CouponDeps {
  readonly issue: IssueCoupon;
  readonly store: Pick<CouponStore, 'ofEffect' | 'takeBack'>;
}

/** Codes that campaigns hand out. */
export const createCampaignCoupons = ({ issue, store }: CouponDeps) => {
  const effectOf = (pool: string, { customerId, key }: Receiver): string => `message ${key} ${pool} ${customerId}`;

  /** A person's code, the same whenever it is asked for; nothing if the pool has none to give. */
  const give = async (pool: string, receiver: Receiver): Promise<ToldCoupon | undefined> => {
    const { customerId } = receiver;
    const issued = await issue({ pool, customerId, effectId: effectOf(pool, receiver) });
    if (issued.kind === 'refused') return undefined;
    const { code, expiresAt } = issued.coupon;
    return { code, ...(expiresAt === undefined ? {} : { expiresAt }) };
  };

  /** The code of somebody who was never told it, because a worker died before the message went out and a gate closed since. */
  const takeBack = async (pool: string, receiver: Receiver): Promise<void> => {
    const coupon = await store.ofEffect(sha256Hex(effectOf(pool, receiver)));
    if (coupon?.customerId === undefined || coupon.effect === undefined) return;
    await store.takeBack({ ...coupon, customerId: coupon.customerId, effect: coupon.effect });
  };

  return { give, takeBack };
};

export type CampaignCoupons = ReturnType<typeof createCampaignCoupons>;
