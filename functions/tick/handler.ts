import { MetricUnit } from '@aws-lambda-powertools/metrics';
import type { RunSeries } from '../../shared/campaigns/run-series.ts';
import type { SendStore } from '../../shared/campaigns/send-store.ts';
import type { Allowance, CarryOn } from '../../shared/delivery/carry-on.ts';
import type { Hold } from '../../shared/delivery/mail-account.ts';
import type { CarryOnErasures } from '../../shared/erasure/carry-on-erasures.ts';
import type { SendDigest } from '../../shared/insights/send-digest.ts';
import type { WatchAccount } from '../../shared/insights/watch-account.ts';
import type { WatchCampaign } from '../../shared/insights/watch-campaign.ts';
import type { Sweep, TellNight } from '../../shared/journeys/sweep.ts';
import type { CarryOnNotices } from '../../shared/notices/carry-on-notices.ts';
import { type Clock, MINUTE } from '../../shared/platform/clock.ts';
import { log, metrics, publishMetrics } from '../../shared/platform/log.ts';
import type { CarryOnMessages } from '../../shared/transactional/carry-on-messages.ts';

interface Deps {
  readonly sends: SendStore;
  readonly carryOn: CarryOn;
  readonly watch: WatchCampaign;
  readonly watchAccount: WatchAccount;
  readonly sendDigest: SendDigest;
  readonly clock: Clock;
  readonly allowance: () => Promise<Allowance>;
  /** What keeps all campaigns by mail waiting. */
  readonly mailHeld: () => Promise<Hold | undefined>;
  readonly runSeries: RunSeries;
  readonly restartRun: () => Promise<string | undefined>;
  readonly carryOnErasures: CarryOnErasures;
  readonly carryOnMessages: CarryOnMessages;
  readonly carryOnNotices: CarryOnNotices;
  readonly sweepJourneys: Sweep;
  readonly tellNight: TellNight;
}

/** Minutes between two looks at the account while no campaign is sent. */
const IDLE_LOOK = 10;

const reasonOf = (error: unknown): string => (error instanceof Error ? error.name : 'unknown error');

/**
 * Every minute: each campaign that is not over is looked at and carried on, or paused by a guardrail; single messages that waited are queued again; people are told
 * what the law asks for; a nightly run
 * whose worker died is started again; erasures are finished.
 */
export const createHandler =
  ({
    sends,
    carryOn,
    watch,
    watchAccount,
    sendDigest,
    clock,
    runSeries,
    allowance,
    mailHeld,
    restartRun,
    carryOnErasures,
    carryOnMessages,
    carryOnNotices,
    sweepJourneys,
    tellNight,
  }: Deps) =>
  async (): Promise<{ campaigns: number; failed: number; restarted: string | undefined }> => {
    const restarted = await restartRun();
    if (restarted !== undefined) log.warn('nightly run restarted', { runId: restarted });
    const left = await allowance();
    const held = await mailHeld();
    // A quota that is used up mends itself; whoever else holds the account up waits for a person.
    const isStuck = held !== undefined && held.by !== 'quota';
    if (isStuck) log.warn('the mail account is held up', { by: held.by, until: held.until, code: held.code });
    let failed = 0;
    let stopped = 0;
    try {
      failed += await runSeries({
        failed: (seriesId, error) => log.error('series could not be carried on', { seriesId, reason: reasonOf(error) }),
        stopped: (seriesId, problem) => {
          stopped += 1;
          log.warn('series stopped', { seriesId, problem });
        },
      });
    } catch (error) {
      failed += 1;
      log.error('series could not be looked for', { reason: reasonOf(error) });
    }
    const campaigns = await sends.active();
    // Journeys and single messages are sent without a campaign; where nothing is sent, hardly anything is read.
    if (campaigns.length > 0 || Math.floor(clock() / MINUTE) % IDLE_LOOK === 0) {
      try {
        for (const { channel, trip } of await watchAccount())
          log.warn('all ads of a channel paused by a guardrail', { channel, ...trip });
      } catch (error) {
        failed += 1;
        log.error('the account could not be looked at', { reason: reasonOf(error) });
      }
    }
    for (const campaignId of campaigns) {
      try {
        const trip = await watch(campaignId);
        if (trip) log.warn('campaign paused by a guardrail', { campaignId, ...trip });
        await carryOn(campaignId, left);
      } catch (error) {
        // One broken campaign must not hold up the others; the metric raises the alarm.
        failed += 1;
        log.error('campaign could not be carried on', { campaignId, reason: reasonOf(error) });
      }
    }
    try {
      await carryOnMessages();
    } catch (error) {
      failed += 1;
      log.error('single messages could not be carried on', { reason: reasonOf(error) });
    }
    try {
      failed += await carryOnNotices((error) => log.error('a notice could not be sent', { reason: reasonOf(error) }));
    } catch (error) {
      failed += 1;
      log.error('notices could not be carried on', { reason: reasonOf(error) });
    }
    try {
      await sweepJourneys();
      await tellNight();
    } catch (error) {
      failed += 1;
      log.error('journeys could not be told', { reason: reasonOf(error) });
    }
    try {
      failed += await sendDigest((who) => log.error('nobody to tell of the week', { who }));
    } catch (error) {
      failed += 1;
      log.error('the digest of the week could not be sent', { reason: reasonOf(error) });
    }
    failed += await carryOnErasures((requestId, error) =>
      log.error('erasure could not be carried on', { requestId, reason: reasonOf(error) }),
    );
    // Zeros are not written: a figure of every minute would be paid for every month.
    if (failed > 0) metrics.addMetric('Tick.failed', MetricUnit.Count, failed);
    if (stopped > 0) metrics.addMetric('Series.stopped', MetricUnit.Count, stopped);
    if (isStuck) metrics.addMetric('Provider.held', MetricUnit.Count, 1);
    publishMetrics();
    return { campaigns: campaigns.length, failed, restarted };
  };
