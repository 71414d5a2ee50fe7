import { CONFIDENCE, type Interval } from './interval.ts';
import { difference, type Proportion, rateOf } from './proportions.ts';

/** Conversions that each arm needs before the first look: below, the normal approximation is not one. */
export const ENOUGH_CONVERSIONS = 30;

/** Spread of the effects that are looked for when nobody says which: one point, so that 1 to 3 points are found soonest. */
export const USUAL_EFFECT = 0.01;

export interface Sequential {
  /** ln Λ of the mixture; 0 where nothing varies. */
  readonly logRatio: number;
  /** Always valid: however often and whenever it is looked at. */
  readonly p: number;
  /** Confidence sequence of treatment − control: it holds the truth at every look together. Null where nothing varies. */
  readonly interval: Interval | null;
}

/**
 * Mixture sequential probability ratio test of two shares (Robbins 1970; Johari, Pekelis & Walsh 2015): may be looked at as often as
 * one likes, and stopped when one likes. `effect`: τ, the spread of the effects looked for; fixed before the first look.
 */
export const sequentialTest = (
  control: Proportion,
  treatment: Proportion,
  effect = USUAL_EFFECT,
  confidence = CONFIDENCE,
): Sequential => {
  const spread = (arm: Proportion): number => (rateOf(arm) * (1 - rateOf(arm))) / arm.n;
  const s2 = control.n === 0 || treatment.n === 0 ? 0 : spread(control) + spread(treatment);
  if (s2 === 0) return { logRatio: 0, p: 1, interval: null };
  const tau2 = effect ** 2;
  const middle = difference(control, treatment);
  const logRatio = Math.log(s2 / (s2 + tau2)) / 2 + (middle ** 2 * tau2) / (2 * s2 * (s2 + tau2));
  const half = Math.sqrt(
    ((s2 * (s2 + tau2)) / tau2) * (2 * Math.log(1 / (1 - confidence)) + Math.log((s2 + tau2) / s2)),
  );
  return {
    logRatio,
    p: Math.min(1, Math.exp(-logRatio)),
    interval: { low: middle - half, high: middle + half },
  };
};
