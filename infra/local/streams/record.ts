import * as z from 'zod';
import { itemId } from '../dynamodb/tables.ts';
import type { TablePlan } from '../plan.ts';
import { hash32 } from '../random.ts';

/** A change of an item as it travels to functions: its JSON is made once, whoever gets it and however often. */
export interface StreamRecord {
  readonly sequence: string;
  /** Of the partition key: items of one partition share a shard, as they share a partition of the table. */
  readonly partitionHash: number;
  /** Of the whole key: Lambda keeps order per item only, so that lanes part the items of one partition. */
  readonly keyHash: number;
  /** When it reached the runner, on the product's clock (ms). */
  readonly arrivedAt: number;
  readonly json: string;
  /** The parsed record, for filter patterns. */
  readonly value: unknown;
}

/** DynamoDB Local's answer, already in the shape of a Lambda event (binary as base64) except for a few fields. */
export const localRecordSchema = z.looseObject({
  eventName: z.string(),
  eventID: z.string(),
  userIdentity: z.looseObject({ PrincipalId: z.string().optional(), Type: z.string().optional() }).optional(),
  dynamodb: z.looseObject({ SequenceNumber: z.string(), Keys: z.record(z.string(), z.unknown()) }),
});

export type LocalRecord = z.infer<typeof localRecordSchema>;

export interface RecordOrigin {
  readonly region: string;
  readonly streamArn: string;
  readonly table: Pick<TablePlan, 'name' | 'keys'>;
  /** True for an item that the runner's time-to-live sweep deleted. */
  expired(id: string): boolean;
}

export function toStreamRecord(local: LocalRecord, now: number, origin: RecordOrigin): StreamRecord {
  const { Keys, SequenceNumber } = local.dynamodb;
  const key = itemId(origin.table, Keys);
  const partitionHash = hash32(JSON.stringify(Keys[origin.table.keys[0] ?? '']));
  const expired = local.eventName === 'REMOVE' && origin.expired(key);
  const value = {
    eventID: local.eventID,
    eventName: local.eventName,
    eventVersion: '1.1',
    eventSource: 'aws:dynamodb',
    awsRegion: origin.region,
    // DynamoDB Local cuts this time to the minute and knows only the machine's clock.
    dynamodb: { ...local.dynamodb, ApproximateCreationDateTime: Math.floor(now / 1000) },
    ...(expired ? { userIdentity: { type: 'Service', principalId: 'dynamodb.amazonaws.com' } } : {}),
    eventSourceARN: origin.streamArn,
  };
  return {
    sequence: SequenceNumber,
    partitionHash,
    keyHash: hash32(key),
    arrivedAt: now,
    json: JSON.stringify(value),
    value,
  };
}
