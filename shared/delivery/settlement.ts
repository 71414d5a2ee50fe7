import { MetricUnit } from '@aws-lambda-powertools/metrics';
import { type Clock, HOUR, MINUTE, SECOND, toIso } from '../platform/clock.ts';
import { metrics } from '../platform/log.ts';
import type { HandOver } from './channel.ts';
import type { Settlement } from './message-store.ts';

/** First wait and number of tries for refusals that a later try can cure. */
const RETRIES = {
  throttled: { first: 5 * SECOND, longest: 15 * MINUTE, tries: 12 },
  unreachable: { first: 15 * SECOND, longest: 15 * MINUTE, tries: 50 },
  quota: { first: HOUR, longest: HOUR, tries: 50 },
  paused: { first: 15 * MINUTE, longest: 15 * MINUTE, tries: 200 },
} as const;

/** What an answer of the provider at try number `attempts` makes of the claim. */
export const settlementOf = (answer: HandOver, attempts: number, clock: Clock): Settlement => {
  if (answer.kind === 'accepted') {
    const { providerId, delivered = false } = answer;
    return { status: 'sent', providerId, ...(delivered ? { deliveredAt: toIso(clock()) } : {}) };
  }
  if (answer.kind === 'unknown') return { status: 'unknown' };
  if (answer.retry === undefined) return { status: 'failed', reason: answer.code };
  const policy = RETRIES[answer.retry];
  // Nobody else sees it: the people wait, and go on by themselves once the account is mended.
  if (answer.retry === 'paused') metrics.addMetric('Provider.held', MetricUnit.Count, 1);
  if (attempts >= policy.tries) return { status: 'failed', reason: answer.code };
  const own = Math.min(policy.longest, policy.first * 2 ** Math.min(attempts - 1, 20));
  const delay = Math.max(own, answer.after ?? 0);
  // Spread over half the delay, so that what was refused together does not come back together.
  const until = toIso(clock() + delay * (1 + Math.random() / 2));
  return { status: 'deferred', reason: answer.retry, until };
};
