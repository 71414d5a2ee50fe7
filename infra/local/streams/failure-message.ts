import { randomUUID } from 'node:crypto';
import type { StreamMappingPlan } from '../plan.ts';
import type { DiscardCondition } from './deliver.ts';
import type { StreamRecord } from './record.ts';

/** What an on-failure destination gets: where the records lie in the stream, not the records. */
export function failureMessage(
  plan: StreamMappingPlan,
  shardId: string,
  records: readonly StreamRecord[],
  condition: DiscardCondition,
  invocations: number,
  now: number,
): string {
  const first = records[0];
  const last = records.at(-1);
  return JSON.stringify({
    version: '1.0',
    timestamp: new Date(now).toISOString(),
    requestContext: {
      requestId: randomUUID(),
      functionArn: plan.functionArn,
      condition,
      approximateInvokeCount: invocations,
    },
    responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
    DDBStreamBatchInfo: {
      shardId,
      startSequenceNumber: first?.sequence,
      endSequenceNumber: last?.sequence,
      approximateArrivalOfFirstRecord: new Date(first?.arrivedAt ?? 0).toISOString(),
      approximateArrivalOfLastRecord: new Date(last?.arrivedAt ?? 0).toISOString(),
      batchSize: records.length,
      streamArn: plan.source,
    },
  });
}
