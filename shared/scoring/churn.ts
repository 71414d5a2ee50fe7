import type * as z from 'zod';
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
  'objected',
] as const;
type ChurnReason = (typeof CHURN_REASONS)[number];

export interface ChurnRules {
  readonly churn: Settings['churn'];
  /** Median of returning buyers' own median gaps in this run, in days; absent if nobody returned. */
  readonly peerGap: number | undefined;
}

const because = (flag: ChurnFlag, code: ChurnReason, values: Record<string, number>): Churn => ({
  flag,
  reason: { code, values },
});

/** Of a person who objected to being profiled nothing is worked out (GDPR article 21 ②). */
export const OBJECTED: Churn = because('not_enough_data', 'objected', {});

const byLimits = (since: number, slipping: number, gone: number): ChurnFlag =>
  since > gone ? 'churned' : since > slipping ? 'at_risk' : 'active';

/**
 * The rule-based flag. One-time buyers go by days since their order, returning buyers by multiples of their own usual gap
 * (never below a week; with fewer than three gaps also not below their peers'). `days`: distinct purchase days, ascending.
 */
export const churnOf = (days: readonly number[], asOfDay: number, { churn, peerGap }: ChurnRules): Churn => {
  const first = days[0];
  const last = days.at(-1);
  if (first === undefined || last === undefined) return because('not_enough_data', 'no_order', {});
  const since = asOfDay - last;
  if (asOfDay - first <= NEW_DAYS)
    return because('new', 'first_order_recent', { since: asOfDay - first, limit: NEW_DAYS });

  const own = medianGap(days);
  if (own === undefined) {
    const [slipping, gone] = churn.oneTimeDays;
    return because(byLimits(since, slipping, gone), 'one_time', { since, slipping, gone });
  }
  const few = days.length - 1 < OWN_GAPS_NEEDED;
  const gap = Math.max(own, SHORTEST_GAP_DAYS, few ? (peerGap ?? 0) : 0);
  const [slipping, gone] = churn.gapMultiples.map((multiple) => Math.round(multiple * gap));
  const values = { since, gap, slipping: slipping ?? gap, gone: gone ?? gap };
  return because(byLimits(since, values.slipping, values.gone), few ? 'peer_rhythm' : 'own_rhythm', values);
};
