import type { AdsPause } from '../campaigns/ads-pause.ts';
import type { AdsPauseStore } from '../campaigns/ads-pause-store.ts';
import { FEWEST_SINCE, NO_OUTCOMES, outcomesSince, tripOf } from '../campaigns/guardrail.ts';
import type { Outcomes, Trip } from '../campaigns/trip.ts';
import { type Clock, DAY, toIso } from '../platform/clock.ts';
import type { SettingsStore } from '../settings/settings-store.ts';
import { channelDaySubject } from '../tables/keys.ts';
import { CHANNELS, type Channel, PURPOSES } from '../templates/template.ts';
import { type Counters, count } from './counters.ts';
import type { TallyStore } from './tally-store.ts';

export interface AccountDeps {
  readonly pauses: Pick<AdsPauseStore, 'find' | 'pause'>;
  readonly tally: Pick<TallyStore, 'sum'>;
  readonly settings: Pick<SettingsStore, 'current'>;
  readonly clock: Clock;
}

/** Ads and information alike: a mailbox provider judges the sender, not the purpose. */
export const dayOutcomes = (counters: Counters): Outcomes => {
  const over = (name: string): number =>
    PURPOSES.reduce((sum, purpose) => sum + count(counters, `${purpose}.${name}`), 0);
  return {
    sent: over('sent'),
    bounced: over('bouncedHard'),
    complained: over('complained'),
    unsubscribed: over('unsubscribed') + over('optedOut'),
    failed: over('failed'),
  };
};

/** What became of a channel's messages, by the day (UTC) of their hand-over, of the newest days. */
export const outcomesByDay = async (
  { tally, clock }: Pick<AccountDeps, 'tally' | 'clock'>,
  channel: Channel,
  days: number,
): Promise<Record<string, Outcomes>> => {
  const dates = Array.from({ length: days }, (_, ago) => toIso(clock() - ago * DAY).slice(0, 10));
  const sums = await Promise.all(dates.map((date) => tally.sum(channelDaySubject(channel, date))));
  return Object.fromEntries(dates.map((date, index) => [date, dayOutcomes(sums[index] ?? new Map())]));
};

const plus = (left: Outcomes, right: Outcomes): Outcomes => ({
  sent: left.sent + right.sent,
  bounced: left.bounced + right.bounced,
  complained: left.complained + right.complained,
  unsubscribed: left.unsubscribed + right.unsubscribed,
  failed: left.failed + right.failed,
});

/** Of all days, without what somebody has answered for by resuming. */
export const openOutcomes = (byDay: Readonly<Record<string, Outcomes>>, answered: AdsPause['answered']): Outcomes =>
  Object.entries(byDay)
    .map(([day, outcomes]) => outcomesSince(outcomes, answered?.[day] ?? NO_OUTCOMES))
    .reduce(plus, NO_OUTCOMES);

/**
 * Looks at all that a channel has sent of late, over campaigns, journeys and single messages: harm that is too thinly spread for
 * any campaign's own guardrail still ruins the sender. Pauses all ads of the channel; answers the trips of the channels paused now.
 */
export const createWatchAccount =
  ({ pauses, tally, settings, clock }: AccountDeps) =>
  async (): Promise<{ readonly channel: Channel; readonly trip: Trip }[]> => {
    const { days, ...limits } = (await settings.current()).accountGuardrails;
    const tripped: { readonly channel: Channel; readonly trip: Trip }[] = [];
    for (const channel of CHANNELS) {
      const before = await pauses.find(channel);
      if (before?.isPaused) continue;
      const outcomes = openOutcomes(await outcomesByDay({ tally, clock }, channel, days), before?.answered);
      const trip =
        before?.answered === undefined || outcomes.sent >= FEWEST_SINCE ? tripOf(outcomes, limits) : undefined;
      if (trip && (await pauses.pause(channel, { by: 'guardrail', trip }))) tripped.push({ channel, trip });
    }
    return tripped;
  };

export type WatchAccount = ReturnType<typeof createWatchAccount>;
