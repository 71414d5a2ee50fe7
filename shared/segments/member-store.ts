import {
  BatchWriteCommand,
  type BatchWriteCommandOutput,
  PutCommand,
  QueryCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { type Dynamo, isConditionFailed, queryAll } from '../platform/dynamo.ts';
import { DangolError } from '../platform/errors.ts';
import { BUCKET_NAMES } from '../platform/hash.ts';
import { memberKey, segmentBucket } from '../tables/keys.ts';

const itemSchema = z.object({
  customerId: z.string(),
  entered: z.string(),
  left: z.string().optional(),
  since: z.string(),
  initial: z.boolean().optional(),
});
/** One person's stay in a segment, by run ids; `since` is the asOf date of the run that saw the person enter. */
export type Member = z.infer<typeof itemSchema>;

export interface Entry {
  readonly segmentId: string;
  readonly customerId: string;
  readonly runId: string;
  /** The last run that succeeded before this one; empty if there is none. What later runs wrote never came into force. */
  readonly base: string;
  readonly since: string;
  /** The segment was never evaluated before: nobody "entered" it, so nothing starts (rule 13). */
  readonly initial: boolean;
}

interface MembersPage {
  readonly members: Member[];
  /** Last customer id looked at, if there may be more. */
  readonly next?: string;
}

/** Rows of one batch write, DynamoDB's limit. */
const BATCH = 25;

const ignoringRefusal = async (work: Promise<unknown>): Promise<boolean> => {
  try {
    await work;
    return true;
  } catch (error) {
    if (isConditionFailed(error)) return false;
    throw error;
  }
};

/** Who is in which segment, since which run, in 16 buckets per segment. Repeating a write changes nothing. */
export const createMemberStore = (dynamo: Dynamo, table: string) => {
  /**
   * Enters a person. Somebody who only left in a run that never succeeded (or in an earlier attempt of this one) has not
   * left: the stay goes on.
   */
  const enter = async ({ segmentId, customerId, runId, base, since, initial }: Entry): Promise<void> => {
    const key = memberKey(segmentId, customerId);
    const fresh = await ignoringRefusal(
      dynamo.send(
        new PutCommand({
          TableName: table,
          Item: { ...key, entered: runId, since, ...(initial ? { initial } : {}) },
          ConditionExpression: 'attribute_not_exists(segmentBucket) OR #left <= :base',
          ExpressionAttributeNames: { '#left': 'left' },
          ExpressionAttributeValues: { ':base': base },
        }),
      ),
    );
    if (fresh) return;
    await ignoringRefusal(
      dynamo.send(
        new UpdateCommand({
          TableName: table,
          Key: key,
          UpdateExpression: 'REMOVE #left',
          ConditionExpression: '#left > :base',
          ExpressionAttributeNames: { '#left': 'left' },
          ExpressionAttributeValues: { ':base': base },
        }),
      ),
    );
  };

  /**
   * Enters people into segments of which nobody is a member yet, so that no row needs to be looked at: 25 rows a call.
   * Only for entries that are `initial`.
   */
  const enterInitial = async (entries: readonly Entry[]): Promise<void> => {
    for (let at = 0; at < entries.length; at += BATCH) {
      let pending: BatchWriteCommandOutput['UnprocessedItems'] = {
        [table]: entries.slice(at, at + BATCH).map(({ segmentId, customerId, runId, since }) => ({
          PutRequest: { Item: { ...memberKey(segmentId, customerId), entered: runId, since, initial: true } },
        })),
      };
      for (let attempt = 0; pending?.[table]?.length; attempt++) {
        if (attempt === 8) throw new DangolError('unavailable', `Table ${table} left rows unwritten after 8 tries.`);
        const answer: BatchWriteCommandOutput = await dynamo.send(new BatchWriteCommand({ RequestItems: pending }));
        pending = answer.UnprocessedItems;
      }
    }
  };

  const leave = async (segmentId: string, customerId: string, runId: string): Promise<void> => {
    await ignoringRefusal(
      dynamo.send(
        new UpdateCommand({
          TableName: table,
          Key: memberKey(segmentId, customerId),
          UpdateExpression: 'SET #left = :run',
          ConditionExpression: 'attribute_exists(segmentBucket) AND attribute_not_exists(#left)',
          ExpressionAttributeNames: { '#left': 'left' },
          ExpressionAttributeValues: { ':run': runId },
        }),
      ),
    );
  };

  const asOf = (runId: string) => ({
    FilterExpression: 'entered <= :run AND (attribute_not_exists(#left) OR #left > :run)',
    ExpressionAttributeNames: { '#left': 'left' },
    ExpressionAttributeValues: { ':run': runId },
  });

  const inBucket = (segmentId: string, bucket: string, runId: string, after: string | undefined) => {
    const filter = asOf(runId);
    const partition = segmentBucket(segmentId, bucket);
    return {
      ...filter,
      TableName: table,
      ConsistentRead: true,
      KeyConditionExpression: 'segmentBucket = :bucket',
      ExpressionAttributeValues: { ...filter.ExpressionAttributeValues, ':bucket': partition },
      ...(after === undefined ? {} : { ExclusiveStartKey: { segmentBucket: partition, customerId: after } }),
    };
  };

  /** Members of one bucket as of a run, in the order of customer ids, after `after`; memory stays at one page. */
  async function* membersOf(segmentId: string, bucket: string, runId: string, after?: string): AsyncGenerator<Member> {
    for await (const item of queryAll(dynamo, inBucket(segmentId, bucket, runId, after))) yield itemSchema.parse(item);
  }

  /** One page of a bucket: at most `limit` rows are looked at, so a page may hold fewer members, or none. */
  const page = async (
    segmentId: string,
    bucket: string,
    runId: string,
    limit: number,
    after?: string,
  ): Promise<MembersPage> => {
    const query = new QueryCommand({ ...inBucket(segmentId, bucket, runId, after), Limit: limit });
    const answer = await dynamo.send(query);
    const members = (answer.Items ?? []).map((item) => itemSchema.parse(item));
    const last: unknown = answer.LastEvaluatedKey?.customerId;
    return typeof last === 'string' ? { members, next: last } : { members };
  };

  /** All members as of a run, bucket by bucket. */
  async function* everyMember(segmentId: string, runId: string): AsyncGenerator<Member> {
    for (const bucket of BUCKET_NAMES) yield* membersOf(segmentId, bucket, runId);
  }

  return { enter, enterInitial, leave, membersOf, page, everyMember };
};

export type MemberStore = ReturnType<typeof createMemberStore>;
