import { MetricUnit } from '@aws-lambda-powertools/metrics';
import type { CatalogueStore } from '../../shared/catalogue/catalogue-store.ts';
import { type Observed, observeWindow } from '../../shared/catalogue/observe-window.ts';
import { eventFromItem } from '../../shared/events/event.ts';
import { isQuarantined } from '../../shared/events/quarantine.ts';
import { log, metrics, publishMetrics } from '../../shared/platform/log.ts';
import {
  paddedSequence,
  plainImage,
  type WindowAnswer,
  type WindowRecord,
  windowEventSchema,
} from '../../shared/platform/stream-window.ts';
import type { Settings } from '../../shared/settings/settings.ts';

interface Dependencies {
  readonly store: CatalogueStore;
  readonly settings: () => Promise<Pick<Settings, 'timezone'>>;
}

/** An event counts when it is put in place: a waiting one when it is released, a removed one stays counted. */
const observed = ({ eventName, dynamodb }: WindowRecord): Observed[] => {
  const person = dynamodb.Keys.person?.S;
  if (eventName !== 'INSERT' || person === undefined || isQuarantined(person) || !dynamodb.NewImage) return [];
  const sequence = paddedSequence(dynamodb.SequenceNumber);
  try {
    const event = eventFromItem(plainImage(dynamodb.NewImage));
    return [{ sequence, event, streamTime: dynamodb.ApproximateCreationDateTime }];
  } catch {
    // Fails open: a statistic must not stand still because one item cannot be read.
    log.warn('event not in the catalogue', { sequence });
    metrics.addMetric('Events.unreadable', MetricUnit.Count, 1);
    return [];
  }
};

/** Stream of events, one lane per shard → what came in. A failed write throws, and the batch is delivered again. */
export const createHandler =
  ({ store, settings }: Dependencies) =>
  async (input: unknown): Promise<WindowAnswer> => {
    const { Records, shardId, state, isFinalInvokeForWindow: isLast } = windowEventSchema.parse(input);
    const zone = (await settings()).timezone;
    const next = await observeWindow(store, shardId, state, Records.flatMap(observed), { zone, isLast });
    publishMetrics();
    return { state: next, batchItemFailures: [] };
  };
