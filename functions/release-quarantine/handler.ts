import { MetricUnit } from '@aws-lambda-powertools/metrics';
import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import type { EventStore } from '../../shared/events/event-store.ts';
import { deadlineOf, type Release, releaseQuarantine } from '../../shared/events/release-quarantine.ts';
import { type Clock, MINUTE } from '../../shared/platform/clock.ts';
import { log, metrics, publishMetrics } from '../../shared/platform/log.ts';

interface Dependencies {
  readonly clock: Clock;
  readonly events: Pick<EventStore, 'append' | 'readQuarantine' | 'removeFromQuarantine'>;
}

/** Events of one id per run, which is every 15 minutes: 192,000 a day, which no person makes. */
const PER_PERSON = 2_000;

/** Each run of the schedule moves waiting events into place. */
export const createHandler = ({ clock, events }: Dependencies) =>
  middy<unknown, Release>().handler(async (_event: unknown, context: Context): Promise<Release> => {
    const remaining = context.getRemainingTimeInMillis?.() ?? MINUTE;
    const limits = { perPerson: PER_PERSON, deadline: deadlineOf(clock(), remaining) };
    const release = await releaseQuarantine(events, limits, clock);
    if (release.moved > 0 || release.left) {
      log.info('quarantine released', { ...release });
      metrics.addMetric('Events.released', MetricUnit.Count, release.moved);
      publishMetrics();
    }
    return release;
  });
