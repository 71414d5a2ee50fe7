import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { GetCommand, PutCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { type Dynamo, type Item, isConditionFailed, putMany, queryAll } from '../platform/dynamo.ts';
import { BUCKET_NAMES } from '../platform/hash.ts';
import { memberKey, segmentBucket } from '../tables/keys.ts';
import { type MemberRow, memberRowSchema, pastOf, type Stay, stayAt } from './stay.ts';

/** One person's stay in a segment. */
export interface Member extends Stay {
  readonly customerId: string;
}

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

interface PageOf<Row> {
  readonly rows: Row[];
  /** Last customer id looked at, if there may be more. */
  readonly next?: string;
}

/** Who came into a segment with a run, or left it. */
export interface Move {
  readonly customerId: string;
  readonly move: 'entered' | 'left';
  /** Was found there when the segment was new. */
  readonly initial?: true;
}

const ignoringRefusal = async (work: Promise<unknown>): Promise<void> => {
  try {
    await work;
  } catch (error) {
    if (!isConditionFailed(error)) throw error;
  }
};

/** Who is in which segment, since which run, in 16 buckets per segment. Repeating a write changes nothing. */
export const createMemberStore = (dynamo: Dynamo, table: string) => {
  /** Puts a first stay, or answers the row that stands there. */
  const putFirst = async (key: Item, stay: Stay): Promise<MemberRow | undefined> => {
    try {
      await dynamo.send(
        new PutCommand({
          TableName: table,
          Item: { ...key, ...stay },
          ConditionExpression: 'attribute_not_exists(segmentBucket)',
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        }),
      );
      return undefined;
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException) || !error.Item) throw error;
      return memberRowSchema.parse(unmarshall(error.Item));
    }
  };

  /**
   * Enters a person. Somebody who only left in a run that never succeeded (or in an earlier attempt of this one) has not
   * left: the stay goes on. One who comes back has a new stay; the earlier ones are kept.
   */
  const enter = async ({ segmentId, customerId, runId, base, since, initial }: Entry): Promise<void> => {
    const key = memberKey(segmentId, customerId);
    const stay: Stay = { entered: runId, since, ...(initial ? { initial } : {}) };
    const row = await putFirst(key, stay);
    if (row?.left === undefined) return;
    const back = row.left > base;
    await ignoringRefusal(
      dynamo.send(
        new UpdateCommand({
          TableName: table,
          Key: key,
          UpdateExpression: back
            ? 'REMOVE #left'
            : 'SET entered = :run, since = :since, past = :past REMOVE #left, initial',
          ConditionExpression: 'entered = :entered AND #left = :left',
          ExpressionAttributeNames: { '#left': 'left' },
          ExpressionAttributeValues: {
            ...{ ':entered': row.entered, ':left': row.left },
            ...(back ? {} : { ':run': runId, ':since': since, ':past': pastOf(row) }),
          },
        }),
      ),
    );
  };

  /**
   * Enters people into segments of which nobody is a member yet, so that no row needs to be looked at: 25 rows a call.
   * Only for entries that are `initial`.
   */
  const enterInitial = (entries: readonly Entry[]): Promise<void> =>
    putMany(
      dynamo,
      table,
      entries.map(({ segmentId, customerId, runId, since }) => ({
        ...{ ...memberKey(segmentId, customerId), entered: runId, since, initial: true },
      })),
    );

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

  const inBucket = (segmentId: string, bucket: string, runId: string, after: string | undefined) => {
    const partition = segmentBucket(segmentId, bucket);
    return {
      TableName: table,
      ConsistentRead: true,
      KeyConditionExpression: 'segmentBucket = :bucket',
      // Whose newest stay does not cover the run may have had one that does.
      FilterExpression:
        '(entered <= :run AND (attribute_not_exists(#left) OR #left >= :run)) OR attribute_exists(past)',
      ExpressionAttributeNames: { '#left': 'left' },
      ExpressionAttributeValues: { ':run': runId, ':bucket': partition },
      ...(after === undefined ? {} : { ExclusiveStartKey: { segmentBucket: partition, customerId: after } }),
    };
  };

  const memberIn = (item: unknown, runId: string): Member[] => {
    const row = memberRowSchema.parse(item);
    const stay = stayAt(row, runId);
    return stay ? [{ ...stay, customerId: row.customerId }] : [];
  };

  /** Members of one bucket as of a run, in the order of customer ids, after `after`; memory stays at one page. */
  async function* membersOf(segmentId: string, bucket: string, runId: string, after?: string): AsyncGenerator<Member> {
    for await (const item of queryAll(dynamo, inBucket(segmentId, bucket, runId, after))) yield* memberIn(item, runId);
  }

  /** One page of a bucket: at most `limit` rows are looked at, so a page may hold fewer, or none. */
  const pageOf = async <Row>(
    query: ReturnType<typeof inBucket>,
    limit: number,
    read: (item: Item) => Row[],
  ): Promise<PageOf<Row>> => {
    const answer = await dynamo.send(new QueryCommand({ ...query, Limit: limit }));
    const rows = (answer.Items ?? []).flatMap(read);
    const last: unknown = answer.LastEvaluatedKey?.customerId;
    return typeof last === 'string' ? { rows, next: last } : { rows };
  };

  const page = (segmentId: string, bucket: string, runId: string, limit: number, after?: string) =>
    pageOf(inBucket(segmentId, bucket, runId, after), limit, (item) => memberIn(item, runId));

  /** Who came with one run and who left with it. */
  const moves = (segmentId: string, bucket: string, runId: string, limit: number, after?: string) =>
    pageOf(inBucket(segmentId, bucket, runId, after), limit, (item): Move[] => {
      const row = memberRowSchema.parse(item);
      const stays = [row, ...(row.past ?? [])];
      const { customerId } = row;
      const came = stays.find(({ entered }) => entered === runId);
      if (came) return [{ customerId, move: 'entered', ...(came.initial ? { initial: true } : {}) }];
      return stays.some(({ left }) => left === runId) ? [{ customerId, move: 'left' }] : [];
    });

  /** One person's stay as of a run. */
  const find = async (segmentId: string, customerId: string, runId: string): Promise<Member | undefined> => {
    const key = memberKey(segmentId, customerId);
    const answer = await dynamo.send(new GetCommand({ TableName: table, Key: key, ConsistentRead: true }));
    return answer.Item ? memberIn(answer.Item, runId)[0] : undefined;
  };

  /** All members as of a run, bucket by bucket. */
  async function* everyMember(segmentId: string, runId: string): AsyncGenerator<Member> {
    for (const bucket of BUCKET_NAMES) yield* membersOf(segmentId, bucket, runId);
  }

  return { enter, enterInitial, leave, membersOf, page, moves, find, everyMember };
};

export type MemberStore = ReturnType<typeof createMemberStore>;
