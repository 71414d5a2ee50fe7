import gammaln from '@stdlib/math-base-special-gammaln';
import type { Outcomes, Trip } from './trip.ts';

export const NO_OUTCOMES: Outcomes = { sent: 0, bounced: 0, complained: 0, unsubscribed: 0, failed: 0 };

/** Highest share of people that is borne, by guardrail; null: not looked at. */
export interface GuardrailLimits {
  readonly bounce: number | null;
  readonly complaint: number | null;
  readonly unsubscribe: number | null;
  readonly failure: number | null;
}

/** How unlikely chance must be before it is called harm: small, because a campaign is looked at every minute. */
const ALPHA = 0.005;

/** Chance of at least `count` in `n` where each happens with probability `p`; exact binomial tail. */
export const tailAtLeast = (count: number, n: number, p: number): number => {
  if (count <= n * p || n === 0) return 1;
  const logOf = (k: number): number =>
    gammaln(n + 1) - gammaln(k + 1) - gammaln(n - k + 1) + k * Math.log(p) + (n - k) * Math.log1p(-p);
  let sum = 0;
  // Beyond the mean each term is smaller than the one before.
  for (let k = count; k <= n; k++) {
    const term = Math.exp(logOf(k));
    sum += term;
    if (term < sum * 1e-12) break;
  }
  return Math.min(1, sum);
};

/** After a resume, people written to before it must not stand against a handful written to since. */
export const FEWEST_SINCE = 100;

const isBeyond = (count: number, of: number, limit: number): boolean =>
  limit <= 0 ? count > 0 : limit < 1 && count <= of && tailAtLeast(count, of, limit) < ALPHA;

/** What happened since `before`: whoever resumed a campaign has answered for what was known then. */
export const outcomesSince = (now: Outcomes, before: Outcomes): Outcomes => ({
  sent: Math.max(0, now.sent - before.sent),
  bounced: Math.max(0, now.bounced - before.bounced),
  complained: Math.max(0, now.complained - before.complained),
  unsubscribed: Math.max(0, now.unsubscribed - before.unsubscribed),
  failed: Math.max(0, now.failed - before.failed),
});

/**
 * The first guardrail that is broken: the share is beyond its limit, and a campaign whose true share were exactly the limit
 * would show as many less than once in 200 times. The one rule for staged and for running campaigns.
 */
export const tripOf = (outcomes: Outcomes, limits: GuardrailLimits): Trip | undefined => {
  const { sent, bounced, complained, unsubscribed, failed } = outcomes;
  const shares = [
    { code: 'complaint', count: complained, of: sent },
    { code: 'bounce', count: bounced, of: sent },
    { code: 'failure', count: failed, of: sent + failed },
    { code: 'unsubscribe', count: unsubscribed, of: sent },
  ] as const;
  for (const { code, count, of } of shares) {
    const limit = limits[code];
    if (limit !== null && isBeyond(count, of, limit)) return { code, count, of, limit };
  }
  return undefined;
};

/** As `tripOf`, for the people of a first stage: where none of them could be written to, the rest would fare no better. */
export const firstStageTrip = (outcomes: Outcomes, first: number, limits: GuardrailLimits): Trip | undefined =>
  tripOf(outcomes, limits) ?? (outcomes.sent === 0 ? { code: 'nobodySent', count: 0, of: first, limit: 0 } : undefined);
