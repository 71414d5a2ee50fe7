import { GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { type Clock, MINUTE, toIso } from '../platform/clock.ts';
import { type Dynamo, queryAll } from '../platform/dynamo.ts';
import { BUCKET_NAMES } from '../platform/hash.ts';
import { ifHeld, transact } from '../platform/transact.ts';
import { BUCKET_PREFIX, bucketKey, chunkIdsKey, chunkKey } from '../tables/keys.ts';
import { type Bucket, bucketSchema, type Chunk } from './chunk.ts';
import type { SendTotals } from './send-state.ts';

/** A bucket on which nobody has worked for this long is queued again by the tick. */
export const BUCKET_PATIENCE = 5 * MINUTE;

interface NewChunk {
  readonly ids: readonly string[];
  readonly control: number;
  readonly holdout: number;
  /** Last person considered; people after the last id may have been left out. */
  readonly through: string;
  /** The tick brings it to the queue when its turn comes: nobody puts its key there now. */
  readonly isHeld: boolean;
}

/** The frozen audience of campaigns while it is written, a sixteenth at a time, and its totals (sends table). */
export const createBucketStore = (dynamo: Dynamo, table: string, clock: Clock) => {
  const openBuckets = async (campaignId: string): Promise<void> => {
    const empty = {
      status: 'open',
      chunks: 0,
      closedChunks: 0,
      audience: 0,
      control: 0,
      holdout: 0,
      dueAt: toIso(clock()),
    };
    for (const bucket of BUCKET_NAMES) {
      const item = { campaignId, part: bucketKey(bucket), bucket, ...empty };
      const condition = 'attribute_not_exists(campaignId)';
      await ifHeld(dynamo.send(new PutCommand({ TableName: table, Item: item, ConditionExpression: condition })));
    }
  };

  const buckets = async (campaignId: string): Promise<Bucket[]> => {
    const found: Bucket[] = [];
    for await (const item of queryAll(dynamo, {
      TableName: table,
      ConsistentRead: true,
      KeyConditionExpression: 'campaignId = :id AND begins_with(part, :prefix)',
      ExpressionAttributeValues: { ':id': campaignId, ':prefix': BUCKET_PREFIX },
    })) {
      found.push(bucketSchema.parse(item));
    }
    return found;
  };

  const bucket = async (campaignId: string, name: string): Promise<Bucket | undefined> => {
    const Key = { campaignId, part: bucketKey(name) };
    const answer = await dynamo.send(new GetCommand({ TableName: table, Key, ConsistentRead: true }));
    return answer.Item ? bucketSchema.parse(answer.Item) : undefined;
  };

  /**
   * Writes ids, chunk and the bucket's totals in one transaction, so that the audience counts exactly what can be sent.
   * Answers the bucket after it, or nothing if another worker was faster.
   */
  const addChunk = async (before: Bucket, added: NewChunk): Promise<Bucket | undefined> => {
    const { campaignId, bucket: name } = before;
    const index = before.chunks;
    const audience = added.ids.length - added.control - added.holdout;
    const after: Bucket = {
      ...before,
      through: added.through,
      chunks: index + 1,
      audience: before.audience + audience,
      control: before.control + added.control,
      holdout: before.holdout + added.holdout,
      dueAt: toIso(clock() + BUCKET_PATIENCE),
    };
    const chunk: Chunk = {
      campaignId,
      bucket: name,
      chunk: index,
      status: 'open',
      audience,
      control: added.control,
      holdout: added.holdout,
      before: before.audience,
      dueAt: toIso(clock()),
      leases: 0,
      // Its key is put on the queue next; if that fails the mark is taken off again.
      ...(added.isHeld ? {} : { queuedAt: toIso(clock()) }),
    };
    const written = await transact(dynamo, [
      { Put: { TableName: table, Item: { campaignId, part: chunkIdsKey(name, index), ids: added.ids } } },
      { Put: { TableName: table, Item: { ...chunk, part: chunkKey(name, index) } } },
      {
        Update: {
          TableName: table,
          Key: { campaignId, part: bucketKey(name) },
          // Counters are added to, because workers close chunks of the same bucket meanwhile.
          UpdateExpression:
            'SET #through = :through, dueAt = :due ADD #chunks :one, #audience :audience, #control :control, #holdout :holdout',
          ConditionExpression: '#chunks = :index AND #status = :open',
          ExpressionAttributeNames: {
            '#through': 'through',
            '#chunks': 'chunks',
            '#audience': 'audience',
            '#control': 'control',
            '#holdout': 'holdout',
            '#status': 'status',
          },
          ExpressionAttributeValues: {
            ':through': added.through,
            ':due': after.dueAt,
            ':one': 1,
            ':audience': audience,
            ':control': added.control,
            ':holdout': added.holdout,
            ':index': index,
            ':open': 'open',
          },
        },
      },
    ]);
    return written ? after : undefined;
  };

  /** No chunk will be added any more. False if another worker has added one since. */
  const finishBucket = (last: Bucket): Promise<boolean> =>
    ifHeld(
      dynamo.send(
        new UpdateCommand({
          TableName: table,
          Key: { campaignId: last.campaignId, part: bucketKey(last.bucket) },
          UpdateExpression: 'SET #status = :done',
          ConditionExpression: '#chunks = :chunks',
          ExpressionAttributeNames: { '#status': 'status', '#chunks': 'chunks' },
          ExpressionAttributeValues: { ':done': 'done', ':chunks': last.chunks },
        }),
      ),
    );

  /** Nobody found up to `through`: the search goes on from there. False if another worker has added a chunk since. */
  const moveThrough = (before: Bucket, through: string): Promise<boolean> =>
    ifHeld(
      dynamo.send(
        new UpdateCommand({
          TableName: table,
          Key: { campaignId: before.campaignId, part: bucketKey(before.bucket) },
          UpdateExpression: 'SET #through = :through',
          ConditionExpression: '#chunks = :chunks',
          ExpressionAttributeNames: { '#through': 'through', '#chunks': 'chunks' },
          ExpressionAttributeValues: { ':through': through, ':chunks': before.chunks },
        }),
      ),
    );

  const postponeBucket = async (campaignId: string, name: string, dueAt: string): Promise<void> => {
    await dynamo.send(
      new UpdateCommand({
        TableName: table,
        Key: { campaignId, part: bucketKey(name) },
        UpdateExpression: 'SET dueAt = :due',
        ExpressionAttributeValues: { ':due': dueAt },
      }),
    );
  };

  /** The campaign's people so far, in one read of 16 small items. */
  const totals = async (campaignId: string): Promise<SendTotals> => {
    const all = await buckets(campaignId);
    const sum = (value: (bucket: Bucket) => number) => all.reduce((total, each) => total + value(each), 0);
    return {
      audience: sum((each) => each.audience),
      control: sum((each) => each.control),
      holdout: sum((each) => each.holdout),
      chunks: sum((each) => each.chunks),
      closedChunks: sum((each) => each.closedChunks),
      complete: all.length === BUCKET_NAMES.length && all.every((each) => each.status === 'done'),
    };
  };

  return { openBuckets, buckets, bucket, addChunk, finishBucket, moveThrough, postponeBucket, totals };
};

export type BucketStore = ReturnType<typeof createBucketStore>;
