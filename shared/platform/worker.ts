import { MetricUnit } from '@aws-lambda-powertools/metrics';
import middy from '@middy/core';
import type {
  Context,
  DynamoDBBatchResponse,
  DynamoDBRecord,
  DynamoDBStreamEvent,
  SQSBatchResponse,
  SQSEvent,
  SQSRecord,
} from 'aws-lambda';
import { log, metrics, publishMetrics } from './log.ts';

/**
 * What became of one record. `ok` and `dropped` are done; `retry` goes back to the queue or stream and ends in the dead
 * letter queue when its tries are spent.
 */
export type Outcome =
  | { readonly kind: 'ok' }
  | { readonly kind: 'dropped'; readonly reason: string }
  | { readonly kind: 'retry'; readonly reason: string; readonly cause?: unknown };

export const ok: Outcome = { kind: 'ok' };
export const dropped = (reason: string): Outcome => ({ kind: 'dropped', reason });
export const retry = (reason: string, cause?: unknown): Outcome => ({ kind: 'retry', reason, cause });

const guarded = async (work: () => Promise<Outcome>): Promise<Outcome> => {
  try {
    return await work();
  } catch (error) {
    return retry(error instanceof Error ? `${error.name}: ${error.message}` : 'unknown error', error);
  }
};

const report = (outcome: Outcome, id: string): void => {
  if (outcome.kind === 'retry') log.warn('record will be retried', { id, reason: outcome.reason });
  if (outcome.kind === 'dropped') log.info('record dropped', { id, reason: outcome.reason });
  metrics.addMetric(`Records.${outcome.kind}`, MetricUnit.Count, 1);
};

// Without an answer of its own: middy would take it for the worker's, and the failed records would go unnamed.
const flushMetrics = { after: publishMetrics, onError: publishMetrics };

/** Queue worker: every failed message is named, so that the others of its batch are not delivered again. */
export const queueWorker = (work: (record: SQSRecord, context: Context) => Promise<Outcome>) =>
  middy<SQSEvent, SQSBatchResponse>()
    .use(flushMetrics)
    .handler(async (event: SQSEvent, context: Context): Promise<SQSBatchResponse> => {
      const outcomes = await Promise.all(
        event.Records.map(async (record) => ({
          id: record.messageId,
          outcome: await guarded(() => work(record, context)),
        })),
      );
      for (const { id, outcome } of outcomes) report(outcome, id);
      const failed = outcomes.filter(({ outcome }) => outcome.kind === 'retry');
      return { batchItemFailures: failed.map(({ id }) => ({ itemIdentifier: id })) };
    });

/** Names the piece of work that a record belongs to; nothing for a record that needs none. */
export type GroupOf = (record: DynamoDBRecord) => string | undefined;

/**
 * Stream worker: records are grouped (all records of one person are one piece of work), groups run side by side, and the
 * first failed sequence number is answered; what follows it is delivered again, which each piece of work must bear.
 * `grouping` sees the whole batch first.
 */
export const streamWorker = (
  grouping: (records: readonly DynamoDBRecord[]) => GroupOf,
  work: (group: string, records: readonly DynamoDBRecord[]) => Promise<Outcome>,
  concurrency = 8,
) =>
  middy<DynamoDBStreamEvent, DynamoDBBatchResponse>()
    .use(flushMetrics)
    .handler(async (event: DynamoDBStreamEvent): Promise<DynamoDBBatchResponse> => {
      const groups = new Map<string, DynamoDBRecord[]>();
      const groupOf = grouping(event.Records);
      for (const record of event.Records) {
        const group = groupOf(record);
        if (group === undefined) continue;
        const records = groups.get(group);
        if (records) records.push(record);
        else groups.set(group, [record]);
      }
      const failed = new Set<string>();
      await inParallel([...groups], concurrency, async ([group, records]) => {
        const outcome = await guarded(() => work(group, records));
        report(outcome, records[0]?.eventID ?? group);
        if (outcome.kind === 'retry') failed.add(group);
      });
      const first = event.Records.find((record) => failed.has(groupOf(record) ?? ''));
      const sequence = first?.dynamodb?.SequenceNumber;
      return { batchItemFailures: sequence === undefined ? [] : [{ itemIdentifier: sequence }] };
    });

/** Runs `work` over the items with at most `limit` at a time. The first error is thrown after all running ones end. */
export const inParallel = async <T>(
  items: Iterable<T>,
  limit: number,
  work: (item: T) => Promise<void>,
): Promise<void> => {
  const iterator = items[Symbol.iterator]();
  const errors: unknown[] = [];
  const lane = async (): Promise<void> => {
    for (let next = iterator.next(); !next.done && errors.length === 0; next = iterator.next()) {
      try {
        await work(next.value);
      } catch (error) {
        errors.push(error);
      }
    }
  };
  await Promise.all(Array.from({ length: limit }, lane));
  if (errors.length > 0) throw errors[0];
};
