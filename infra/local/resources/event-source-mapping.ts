import * as z from 'zod';
import type { ResourceKind } from '../plan.ts';
import { flag, numeric, readProperties } from './properties.ts';

const schema = z.strictObject({
  EventSourceArn: z.string(),
  FunctionName: z.string(),
  Enabled: flag.default(true),
  BatchSize: numeric.optional(),
  MaximumBatchingWindowInSeconds: numeric.default(0),
  FilterCriteria: z.strictObject({ Filters: z.array(z.strictObject({ Pattern: z.string() })) }).optional(),
  FunctionResponseTypes: z.array(z.literal('ReportBatchItemFailures')).default([]),
  StartingPosition: z.enum(['TRIM_HORIZON', 'LATEST']).optional(),
  ParallelizationFactor: numeric.default(1),
  BisectBatchOnFunctionError: flag.default(false),
  MaximumRetryAttempts: numeric.default(-1),
  MaximumRecordAgeInSeconds: numeric.default(-1),
  TumblingWindowInSeconds: numeric.optional(),
  DestinationConfig: z
    .strictObject({ OnFailure: z.strictObject({ Destination: z.string(), Type: z.string().optional() }) })
    .optional(),
  ScalingConfig: z.strictObject({ MaximumConcurrency: numeric }).optional(),
  Tags: z.array(z.unknown()).optional(),
});

const streamRetentionSeconds = 24 * 60 * 60;

/** AWS::Lambda::EventSourceMapping on a DynamoDB stream or an SQS queue. */
export const eventSourceMapping: ResourceKind = {
  identify: (logicalId) => ({ ref: logicalId, attributes: { Id: logicalId } }),
  add: (plan, { logicalId, owner, properties }, { region, account }) => {
    const mapping = readProperties(schema, owner, properties);
    if (!mapping.Enabled) return;
    const isQueue = mapping.EventSourceArn.startsWith('arn:aws:sqs:');
    const functionArn = mapping.FunctionName.startsWith('arn:')
      ? mapping.FunctionName
      : `arn:aws:lambda:${region}:${account}:function:${mapping.FunctionName}`;
    const shared = {
      id: logicalId,
      source: mapping.EventSourceArn,
      functionArn,
      batchSize: mapping.BatchSize ?? (isQueue ? 10 : 100),
      windowSeconds: mapping.MaximumBatchingWindowInSeconds,
      patterns: (mapping.FilterCriteria?.Filters ?? []).map((filter): unknown => JSON.parse(filter.Pattern)),
      partialFailures: mapping.FunctionResponseTypes.length > 0,
    };
    if (isQueue) {
      const maxConcurrency = mapping.ScalingConfig?.MaximumConcurrency;
      plan.queueMappings.push({ ...shared, ...(maxConcurrency === undefined ? {} : { maxConcurrency }) });
      return;
    }
    if (!mapping.EventSourceArn.startsWith('arn:aws:dynamodb:')) {
      throw new Error(
        `${owner}: event source '${mapping.EventSourceArn}' is unknown here; use a DynamoDB stream or an SQS queue.`,
      );
    }
    const onFailure = mapping.DestinationConfig?.OnFailure.Destination;
    if (onFailure !== undefined && !onFailure.startsWith('arn:aws:sqs:')) {
      throw new Error(`${owner}: OnFailure destination '${onFailure}' is unknown here; use an SQS queue.`);
    }
    plan.streamMappings.push({
      ...shared,
      lanes: mapping.ParallelizationFactor,
      bisect: mapping.BisectBatchOnFunctionError,
      retries: mapping.MaximumRetryAttempts,
      maxAgeSeconds: mapping.MaximumRecordAgeInSeconds < 0 ? streamRetentionSeconds : mapping.MaximumRecordAgeInSeconds,
      ...(onFailure === undefined ? {} : { onFailure }),
      ...(mapping.TumblingWindowInSeconds ? { tumblingSeconds: mapping.TumblingWindowInSeconds } : {}),
    });
  },
};
