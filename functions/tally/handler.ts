import { MetricUnit } from '@aws-lambda-powertools/metrics';
import { countChanges, type StreamChange } from '../../shared/insights/count-changes.ts';
import type { TallyStore } from '../../shared/insights/tally-store.ts';
import { log, metrics, publishMetrics } from '../../shared/platform/log.ts';
import {
  plainImage,
  type WindowAnswer,
  type WindowRecord,
  windowEventSchema,
} from '../../shared/platform/stream-window.ts';

/** Rows that only grew too old stay counted: final figures outlive the ledger. */
const isExpiry = ({ userIdentity }: WindowRecord): boolean => userIdentity?.principalId === 'dynamodb.amazonaws.com';

const tableOf = ({ dynamodb: { Keys } }: WindowRecord): StreamChange['table'] => {
  if ('orderId' in Keys) return 'orders';
  return 'run' in Keys ? 'runs' : 'messages';
};

const changeOf = (record: WindowRecord): StreamChange => ({
  table: tableOf(record),
  sequence: record.dynamodb.SequenceNumber,
  before: plainImage(record.dynamodb.OldImage),
  after: plainImage(record.dynamodb.NewImage),
  streamTime: record.dynamodb.ApproximateCreationDateTime,
});

/** Stream of the ledger and of the orders, one lane per shard → counters (rule 11). */
export const createHandler =
  ({ store }: { readonly store: TallyStore }) =>
  async (input: unknown): Promise<WindowAnswer> => {
    const { Records, shardId, state } = windowEventSchema.parse(input);
    const changes = Records.filter((record) => !isExpiry(record)).map(changeOf);
    const failed = await countChanges(store, shardId, changes, (error, subject) => {
      log.warn('counters not written', { subject, error: error instanceof Error ? error.message : 'unknown' });
      metrics.addMetric('Counters.failed', MetricUnit.Count, 1);
    });
    publishMetrics();
    return { state, batchItemFailures: failed === undefined ? [] : [{ itemIdentifier: failed }] };
  };
