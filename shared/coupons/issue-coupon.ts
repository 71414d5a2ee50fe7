import { type Clock, toIso } from '../platform/clock.ts';
import { DangolError } from '../platform/errors.ts';
import { BUCKET_NAMES, sha256Hex } from '../platform/hash.ts';
import type { DefinitionStore } from '../settings/definition-store.ts';
import type { SettingsStore } from '../settings/settings-store.ts';
import type { Coupon } from './coupon.ts';
import type { CouponStore } from './coupon-store.ts';
import { COUPON_POOL, expiryOf, type Pool, poolSchema } from './pool.ts';

/** `first`: handed out by this call, and not by an earlier one of the same effect. */
export type Issued =
  | { readonly kind: 'issued'; readonly coupon: Coupon; readonly pool: Pool; readonly first: boolean }
  | { readonly kind: 'refused'; readonly reason: 'empty' | 'expired' | 'archived' | 'refunded' };

export interface IssueRequest {
  readonly pool: string;
  readonly customerId: string;
  /** Names the one time that a code is due: the same effect gets the same code, however often it is asked for. */
  readonly effectId: string;
  /** The order that earned the coupon. */
  readonly orderId?: string | undefined;
}

interface IssueDeps {
  readonly store: Pick<CouponStore, 'ofEffect' | 'freeIn' | 'issue' | 'change'>;
  readonly definitions: Pick<DefinitionStore, 'get'>;
  readonly settings: Pick<SettingsStore, 'current'>;
  /** Whether nothing is left of an order's money. */
  readonly isRefunded: (customerId: string, orderId: string) => Promise<boolean>;
  readonly clock: Clock;
  /** In [0, 1). */
  readonly random: () => number;
}

/** Codes looked at in one read, of which one is tried at random: workers side by side seldom want the same. */
const LOOKED_AT = 25;
/** Rounds in which others were faster at every code. */
const ROUNDS = 40;

/** Hands out codes of pools, each code to one person, and one code to each effect. */
export const createIssueCoupon = ({ store, definitions, settings, isRefunded, clock, random }: IssueDeps) => {
  const readPool = async (id: string): Promise<{ readonly pool: Pool; readonly archived: boolean }> => {
    const found = await definitions.get(COUPON_POOL, id);
    if (!found)
      throw new DangolError('not_found', `There is no coupon pool "${id}"; GET /v1/coupons lists those there are.`);
    return { pool: poolSchema.parse(found.body), archived: found.archived };
  };

  /** A free code picked at random, in whichever shard; undefined if there is none in any. */
  const pick = async (pool: string): Promise<string | undefined> => {
    const start = Math.floor(random() * BUCKET_NAMES.length);
    for (let step = 0; step < BUCKET_NAMES.length; step++) {
      const shard = BUCKET_NAMES[(start + step) % BUCKET_NAMES.length] ?? '';
      const free = await store.freeIn(pool, shard, LOOKED_AT);
      const chosen = free[Math.floor(random() * free.length)];
      if (chosen !== undefined) return chosen;
    }
    return undefined;
  };

  const withdrawIfRefunded = async (coupon: Coupon, pool: Pool, first: boolean): Promise<Issued> => {
    const { customerId, forOrder } = coupon;
    // The refund may have looked for coupons before this one was there; one of the two sees the other.
    if (coupon.state !== 'issued' || customerId === undefined || forOrder === undefined)
      return { kind: 'issued', coupon, pool, first };
    if (!(await isRefunded(customerId, forOrder))) return { kind: 'issued', coupon, pool, first };
    await store.change(coupon, { ...coupon, state: 'withdrawn', withdrawnAt: toIso(clock()), withdrawnWhy: 'refund' });
    return { kind: 'refused', reason: 'refunded' };
  };

  return async ({ pool: id, customerId, effectId, orderId }: IssueRequest): Promise<Issued> => {
    const { pool, archived } = await readPool(id);
    const effect = sha256Hex(effectId);
    for (let round = 0; round < ROUNDS; round++) {
      const had = await store.ofEffect(effect);
      if (had) return withdrawIfRefunded(had, pool, false);
      const now = clock();
      if (archived) return { kind: 'refused', reason: 'archived' };
      if (pool.expiresAt !== undefined && pool.expiresAt <= toIso(now)) return { kind: 'refused', reason: 'expired' };
      if (orderId !== undefined && (await isRefunded(customerId, orderId)))
        return { kind: 'refused', reason: 'refunded' };
      const code = await pick(id);
      if (code === undefined) return { kind: 'refused', reason: 'empty' };
      const expiresAt = expiryOf(pool, now, (await settings.current()).timezone);
      const coupon = {
        ...{ code, pool: id, state: 'issued' as const, customerId, effect, issuedAt: toIso(now) },
        ...(expiresAt === undefined ? {} : { expiresAt }),
        ...(orderId === undefined ? {} : { forOrder: orderId }),
      };
      if (await store.issue(coupon)) return withdrawIfRefunded(coupon, pool, true);
    }
    throw new DangolError('unavailable', `Others take the codes of the pool "${id}" all the time; try again.`, {
      retryAfter: 1,
    });
  };
};

export type IssueCoupon = ReturnType<typeof createIssueCoupon>;
