import * as z from 'zod';
import { toIso } from '../platform/clock.ts';
import { dateOfEpochDay, localEpochDay, startOfDay } from '../platform/time.ts';
import { DEFAULT_SIGNS } from './code.ts';

/** Kind of the definitions that pools are. */
export const COUPON_POOL = 'couponPool';

/** A pool of codes as a person writes it. The codes stand in a table of their own. */
export const poolSchema = z.strictObject({
  name: z.string().trim().min(1).max(120),
  /** What a code is worth, in words that templates may show: `coupon.offer`. */
  offer: z.string().trim().max(200).optional(),
  /** No code is handed out from then on, and none is valid longer. */
  expiresAt: z.iso
    .datetime({ offset: true })
    .transform((at) => toIso(Date.parse(at)))
    .optional(),
  /** A code is valid to the end of so many of the shop's days after the day it was handed out. */
  validDays: z.number().int().min(0).max(3_650).optional(),
  /** The pool runs low when fewer codes are free; a tenth of all unless said. */
  warnBelow: z.number().int().min(0).max(10_000_000).optional(),
  /** How generated codes look. */
  form: z
    .strictObject({
      prefix: z
        .string()
        .regex(/^[A-Z0-9._-]{0,12}$/, 'must be up to 12 of A-Z, 0-9, "-", "_" and "."')
        .regex(/^(?![._-])/, 'must begin with a letter or a digit')
        .default(''),
      signs: z.number().int().min(8).max(24).default(DEFAULT_SIGNS),
    })
    .default({ prefix: '', signs: DEFAULT_SIGNS }),
});
export type Pool = z.infer<typeof poolSchema>;

/** Until when a code that is handed out at `now` is valid; undefined if for ever. */
export const expiryOf = (
  pool: Pick<Pool, 'expiresAt' | 'validDays'>,
  now: number,
  zone: string,
): string | undefined => {
  if (pool.validDays === undefined) return pool.expiresAt;
  const next = dateOfEpochDay(localEpochDay(now, zone) + pool.validDays + 1);
  const end = toIso(startOfDay(next, zone) - 1);
  return pool.expiresAt !== undefined && pool.expiresAt < end ? pool.expiresAt : end;
};

/** Codes by state. Their sum is what was ever added. */
export interface PoolCounts {
  readonly free: number;
  readonly issued: number;
  readonly redeemed: number;
  readonly withdrawn: number;
}

export const totalOf = ({ free, issued, redeemed, withdrawn }: PoolCounts): number =>
  free + issued + redeemed + withdrawn;

const LOW_SHARE = 0.1;

export const warnBelowOf = (pool: Pick<Pool, 'warnBelow'>, counts: PoolCounts): number =>
  pool.warnBelow ?? Math.ceil(totalOf(counts) * LOW_SHARE);

export const runsLow = (pool: Pick<Pool, 'warnBelow'>, counts: PoolCounts): boolean =>
  counts.free < warnBelowOf(pool, counts);
