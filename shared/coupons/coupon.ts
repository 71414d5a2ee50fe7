import * as z from 'zod';

export const OUT_STATES = ['issued', 'redeemed', 'withdrawn'] as const;

/** A code that somebody has, or had. */
export const couponSchema = z.object({
  code: z.string(),
  pool: z.string(),
  state: z.enum(OUT_STATES),
  /** Who was given it; absent for a code that was used without having been handed out here, and of an erased person. */
  customerId: z.string().optional(),
  /** Hash of the effect that handed it out. */
  effect: z.string().optional(),
  issuedAt: z.string().optional(),
  expiresAt: z.string().optional(),
  /** The order that earned it: the coupon goes when that order is refunded. */
  forOrder: z.string().optional(),
  /** The order that used it. */
  orderId: z.string().optional(),
  redeemedBy: z.string().optional(),
  redeemedAt: z.string().optional(),
  withdrawnAt: z.string().optional(),
  withdrawnWhy: z.string().optional(),
});
export type Coupon = z.infer<typeof couponSchema>;

/** What a shop's checkout asks: whether the code may be used now, and if not why. */
export const usableAt = (
  { state, expiresAt }: Pick<Coupon, 'state' | 'expiresAt'>,
  now: string,
): { readonly usable: boolean; readonly reason: 'redeemed' | 'withdrawn' | 'expired' | null } => {
  if (state !== 'issued') return { usable: false, reason: state };
  if (expiresAt !== undefined && expiresAt < now) return { usable: false, reason: 'expired' };
  return { usable: true, reason: null };
};
