import { MetricUnit } from '@aws-lambda-powertools/metrics';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod';
import { countChanges, type StreamChange } from '../../shared/insights/count-changes.ts';
import type { TallyStore } from '../../shared/insights/tally-store.ts';
import { log, metrics, publishMetrics } from '../../shared/platform/log.ts';

const imageSchema = z.record(
  z.string(),
  z.custom<AttributeValue>((value) => typeof value === 'object' && value !== null),
);

/** A DynamoDB stream event with a tumbling window: it names its shard and wants a state back. No published type has it. */
const eventSchema = z.object({
  Records: z.array(
    z.object({
      userIdentity: z.object({ principalId: z.string().optional() }).nullish(),
      dynamodb: z.object({
        Keys: imageSchema,
        NewImage: imageSchema.optional(),
        OldImage: imageSchema.optional(),
        SequenceNumber: z.string(),
        /** Epoch seconds. */
        ApproximateCreationDateTime: z.number().default(0),
      }),
    }),
  ),
  shardId: z.string(),
  state: z.record(z.string(), z.unknown()).default({}),
});
type Record_ = z.infer<typeof eventSchema>['Records'][number];

interface TallyAnswer {
  readonly state: Readonly<Record<string, unknown>>;
  readonly batchItemFailures: readonly { readonly itemIdentifier: string }[];
}

/** Rows that only grew too old stay counted: final figures outlive the ledger. */
const isExpiry = ({ userIdentity }: Record_): boolean => userIdentity?.principalId === 'dynamodb.amazonaws.com';

const plain = (image: Record<string, AttributeValue> | undefined): unknown => (image ? unmarshall(image) : undefined);

const changeOf = ({ dynamodb }: Record_): StreamChange => ({
  table: 'orderId' in dynamodb.Keys ? 'orders' : 'messages',
  sequence: dynamodb.SequenceNumber,
  before: plain(dynamodb.OldImage),
  after: plain(dynamodb.NewImage),
  streamTime: dynamodb.ApproximateCreationDateTime,
});

/** Stream of the ledger and of the orders, one lane per shard → counters (rule 11). */
export const createHandler =
  ({ store }: { readonly store: TallyStore }) =>
  async (input: unknown): Promise<TallyAnswer> => {
    const { Records, shardId, state } = eventSchema.parse(input);
    const changes = Records.filter((record) => !isExpiry(record)).map(changeOf);
    const failed = await countChanges(store, shardId, changes, (error, subject) => {
      log.warn('counters not written', { subject, error: error instanceof Error ? error.message : 'unknown' });
      metrics.addMetric('Counters.failed', MetricUnit.Count, 1);
    });
    publishMetrics();
    return { state, batchItemFailures: failed === undefined ? [] : [{ itemIdentifier: failed }] };
  };
