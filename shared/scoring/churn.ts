import type * as z from 'zod';
import { stayingChance } from '../estimates/churn-fit.ts';
import type { Estimates } from '../estimates/estimates.ts';
import type { churnSchema } from '../profiles/profile.ts';
import type { Settings } from '../settings/settings.ts';
import { medianGap } from './purchases.ts';

export type Churn = z.infer<typeof churnSchema>;
export type ChurnFlag = Churn['flag'];

/** A first order this recent says nothing yet about staying or leaving. */
const NEW_DAYS = 30;
/** Three purchases in one week do not make a person overdue on day nine. */
const SHORTEST_GAP_DAYS = 7;
/** With fewer gaps of their own, a person is also measured by what is usual among returning buyers. */
const OWN_GAPS_NEEDED = 3;

export const CHURN_REASONS = [
  'no_order',
  'first_order_recent',
  'own_rhythm',
  'peer_rhythm',
  'one_time',
  'one_time_learned',
  'learned',
  'objected',
] as const;
type ChurnReason = (typeof CHURN_REASONS)[number];

export interface ChurnRules {
  readonly churn: Settings['churn'];
  /** Median of returning buyers' own median gaps in this run, in days; absent if nobody returned. */
  readonly peerGap?: number | undefined;
  /** What the run has learned; without it the fixed rules decide. */
  readonly estimates?: Estimates | undefined;
}

const because = (flag: ChurnFlag, code: ChurnReason, values: Record<string, number>, flaw?: string): Churn => ({
  flag,
  reason: { code, values, ...(flaw === undefined ? {} : { because: flaw }) },
});

const byLimits = (since: number, slipping: number, gone: number): ChurnFlag =>
  since > gone ? 'churned' : since > slipping ? 'at_risk' : 'active';

/** One-time buyers go by days since their order: how long second orders take in this shop, or the limits of the settings. */
const oneTimer = (since: number, { churn, estimates }: ChurnRules): Churn => {
  const learned = estimates?.oneTime;
  if (learned) {
    const { slipping, gone } = learned;
    return because(byLimits(since, slipping, gone), 'one_time_learned', { since, slipping, gone });
  }
  const [slipping, gone] = churn.oneTimeDays;
  const flaw = estimates && churn.method === 'learned' ? 'too_few_second_orders' : undefined;
  return because(byLimits(since, slipping, gone), 'one_time', { since, slipping, gone }, flaw);
};

/**
 * Returning buyers without a learned chance go by multiples of their own usual gap: never below a week, and with fewer than
 * three gaps also not below their peers'.
 */
const byRhythm = (since: number, own: number, gaps: number, { churn, peerGap, estimates }: ChurnRules): Churn => {
  const few = gaps < OWN_GAPS_NEEDED;
  const gap = Math.max(own, SHORTEST_GAP_DAYS, few ? (peerGap ?? 0) : 0);
  const [slipping, gone] = churn.gapMultiples.map((multiple) => Math.round(multiple * gap));
  const values = { since, gap, slipping: slipping ?? gap, gone: gone ?? gap };
  const flaw = estimates?.churnFlaw === 'rules_chosen' ? undefined : estimates?.churnFlaw;
  return because(byLimits(since, values.slipping, values.gone), few ? 'peer_rhythm' : 'own_rhythm', values, flaw);
};

/**
 * The flag of one person. `days`: distinct purchase days, ascending; `nets`: what each brought, minor units, null in another
 * currency. Returning buyers go by the chance of an order within the learned horizon.
 */
export const churnOf = (
  days: readonly number[],
  asOfDay: number,
  rules: ChurnRules,
  nets: readonly (number | null)[] = days.map(() => null),
): Churn => {
  const [first] = days;
  if (first === undefined) return because('not_enough_data', 'no_order', {});
  const since = asOfDay - (days.at(-1) ?? first);
  if (asOfDay - first <= NEW_DAYS)
    return because('new', 'first_order_recent', { since: asOfDay - first, limit: NEW_DAYS });

  const own = medianGap(days);
  if (own === undefined) return oneTimer(since, rules);
  const { estimates } = rules;
  if (!estimates?.churn || !estimates.mbgNbd) return byRhythm(since, own, days.length - 1, rules);
  const { churn: fit, mbgNbd, unitDays } = estimates;
  const bought = { age: asOfDay - first, offsets: days.map((day) => day - first), nets };
  const chance = stayingChance(fit, mbgNbd.parameters, unitDays, bought);
  const flag = chance >= fit.stay ? 'active' : chance >= fit.doubt ? 'at_risk' : 'churned';
  return because(flag, 'learned', { since, gap: own, chance, horizon: fit.horizonDays });
};
