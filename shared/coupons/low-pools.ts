import { type Clock, toIso } from '../platform/clock.ts';
import type { DefinitionStore } from '../settings/definition-store.ts';
import type { CouponStore } from './coupon-store.ts';
import { COUPON_POOL, poolSchema, runsLow, totalOf, warnBelowOf } from './pool.ts';

/** Pools looked at: each costs a read. */
const LOOKED_AT = 50;

interface LowPool {
  readonly id: string;
  readonly name: string;
  readonly free: number;
  readonly warnBelow: number;
}

/** Pools that still hand out and have fewer codes left than they should, the emptiest first. One without any code was never filled. */
export const lowPools = async ({
  definitions,
  coupons,
  clock,
}: {
  readonly definitions: Pick<DefinitionStore, 'list'>;
  readonly coupons: Pick<CouponStore, 'counts'>;
  readonly clock: Clock;
}): Promise<LowPool[]> => {
  const low: LowPool[] = [];
  for (const { id, archived, body } of (await definitions.list(COUPON_POOL, LOOKED_AT)).definitions) {
    const pool = poolSchema.parse(body);
    if (archived || (pool.expiresAt !== undefined && pool.expiresAt <= toIso(clock()))) continue;
    const counts = await coupons.counts(id);
    if (totalOf(counts) > 0 && runsLow(pool, counts))
      low.push({ id, name: pool.name, free: counts.free, warnBelow: warnBelowOf(pool, counts) });
  }
  return low.sort((left, right) => left.free - right.free || (left.id < right.id ? -1 : 1));
};
