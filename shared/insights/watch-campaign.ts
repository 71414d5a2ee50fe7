import { FEWEST_SINCE, firstStageTrip, NO_OUTCOMES, outcomesSince, tripOf } from '../campaigns/guardrail.ts';
import type { SendStore } from '../campaigns/send-store.ts';
import type { Outcomes, Trip } from '../campaigns/trip.ts';
import { type Clock, toIso } from '../platform/clock.ts';
import type { SettingsStore } from '../settings/settings-store.ts';
import { campaignSubject } from '../tables/keys.ts';
import { type Counters, count } from './counters.ts';
import { decideWinner } from './decide-winner.ts';
import type { TallyStore } from './tally-store.ts';

export interface WatchDependencies {
  readonly sends: Pick<SendStore, 'state' | 'snapshot' | 'move' | 'moveStage' | 'setWinner'>;
  readonly tally: Pick<TallyStore, 'sum'>;
  readonly settings: Pick<SettingsStore, 'current'>;
  readonly clock: Clock;
}

/** What became of a campaign's messages, from its counters; all arms together. */
export const outcomesOf = (counters: Counters): Outcomes => {
  const over = (name: string): number => {
    let sum = 0;
    for (const [key, value] of counters) if (key.startsWith('arm.') && key.endsWith(`.${name}`)) sum += Number(value);
    return sum;
  };
  return {
    sent: over('sent'),
    bounced: over('bouncedHard'),
    complained: over('complained'),
    unsubscribed: over('unsubscribed') + over('optedOut'),
    failed: count(counters, 'status.failed'),
  };
};

/**
 * Looks at a campaign that is being sent: one whose guardrail is broken is paused with what was seen, one whose first people
 * have been waited for goes on with the rest; one that takes its winner by itself does so when there is one. Answers the trip of a campaign that was paused now.
 */
export const createWatchCampaign =
  ({ sends, tally, settings, clock }: WatchDependencies) =>
  async (campaignId: string): Promise<Trip | undefined> => {
    const state = await sends.state(campaignId);
    if (!state || (state.status !== 'launching' && state.status !== 'sending')) return undefined;
    const { guardrails, currency } = await settings.current();
    const counters = await tally.sum(campaignSubject(campaignId));
    const all = outcomesOf(counters);
    const outcomes = outcomesSince(all, state.answered ?? NO_OUTCOMES);
    const now = toIso(clock());
    const isWaitOver = state.stage?.phase === 'wait' && (state.stage.waitUntil ?? now) <= now;
    const trip = isWaitOver
      ? firstStageTrip(outcomes, state.stage?.first ?? 0, guardrails)
      : state.answered === undefined || outcomes.sent >= FEWEST_SINCE
        ? tripOf(outcomes, guardrails)
        : undefined;
    if (trip) {
      const paused = { by: 'guardrail' as const, at: now, trip, outcomes: all };
      return (await sends.move(campaignId, ['launching', 'sending'], 'paused', { paused })) ? trip : undefined;
    }
    await decideWinner({ sends, clock }, state, counters, currency);
    if (isWaitOver) await sends.moveStage(campaignId, 'wait', 'rest');
    return undefined;
  };

export type WatchCampaign = ReturnType<typeof createWatchCampaign>;
