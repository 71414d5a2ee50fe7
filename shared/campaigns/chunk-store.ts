import { GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { type Clock, MINUTE, toIso } from '../platform/clock.ts';
import { type Dynamo, isConditionFailed, queryAll } from '../platform/dynamo.ts';
import { DangolError } from '../platform/errors.ts';
import { BUCKET_NAMES } from '../platform/hash.ts';
import { BUCKET_PREFIX, bucketKey, CHUNK_PREFIX, chunkIdsKey, chunkKey } from '../tables/keys.ts';
import type { MessageRef } from '../tracking/ref.ts';
import { type Bucket, bucketSchema, type Chunk, type ChunkKey, chunkSchema } from './chunk.ts';
import type { SendTotals } from './send-state.ts';
import { transact } from './transact.ts';

/** A bucket on which nobody has worked for this long is queued again by the tick. */
export const BUCKET_PATIENCE = 5 * MINUTE;

const idsSchema = z.object({ ids: z.array(z.string()) });

interface NewChunk {
  readonly ids: readonly string[];
  readonly control: number;
  /** Last person considered; people after the last id may have been left out. */
  readonly through: string;
}

/** Chunks of campaigns in the sends table: the audience, who works on what, what is open. */
export const createChunkStore = (dynamo: Dynamo, table: string, clock: Clock) => {
  const keyOf = ({ campaignId, bucket, chunk }: ChunkKey) => ({ campaignId, part: chunkKey(bucket, chunk) });

  const ifHeld = async (write: Promise<unknown>): Promise<boolean> => {
    try {
      await write;
      return true;
    } catch (error) {
      if (isConditionFailed(error)) return false;
      throw error;
    }
  };

  const openBuckets = async (campaignId: string): Promise<void> => {
    const empty = { status: 'open', chunks: 0, closedChunks: 0, audience: 0, control: 0, dueAt: toIso(clock()) };
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
    const audience = added.ids.length - added.control;
    const after: Bucket = {
      ...before,
      through: added.through,
      chunks: index + 1,
      audience: before.audience + audience,
      control: before.control + added.control,
      dueAt: toIso(clock() + BUCKET_PATIENCE),
    };
    const chunk: Chunk = {
      campaignId,
      bucket: name,
      chunk: index,
      status: 'open',
      audience,
      control: added.control,
      dueAt: toIso(clock()),
      leases: 0,
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
            'SET #through = :through, dueAt = :due ADD #chunks :one, #audience :audience, #control :control',
          ConditionExpression: '#chunks = :index AND #status = :open',
          ExpressionAttributeNames: {
            '#through': 'through',
            '#chunks': 'chunks',
            '#audience': 'audience',
            '#control': 'control',
            '#status': 'status',
          },
          ExpressionAttributeValues: {
            ':through': added.through,
            ':due': after.dueAt,
            ':one': 1,
            ':audience': audience,
            ':control': added.control,
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

  const ids = async ({ campaignId, bucket: name, chunk }: ChunkKey): Promise<string[]> => {
    const Key = { campaignId, part: chunkIdsKey(name, chunk) };
    const answer = await dynamo.send(new GetCommand({ TableName: table, Key, ConsistentRead: true }));
    if (!answer.Item) throw new DangolError('not_found', `Campaign "${campaignId}" has no chunk ${name}/${chunk}.`);
    return idsSchema.parse(answer.Item).ids;
  };

  /** Who a message reference means, or nothing if there is no such message. */
  const findRecipient = async (ref: MessageRef): Promise<string | undefined> => {
    const Key = { campaignId: ref.campaignId, part: chunkIdsKey(ref.bucket, ref.chunk) };
    const answer = await dynamo.send(new GetCommand({ TableName: table, Key }));
    return answer.Item ? idsSchema.parse(answer.Item).ids[ref.index] : undefined;
  };

  /** Takes an open, due chunk whose lease is free. Nothing if it is done, waits or is in another worker's hand. */
  const lease = async (key: ChunkKey, leaseId: string, until: string): Promise<Chunk | undefined> => {
    try {
      const answer = await dynamo.send(
        new UpdateCommand({
          TableName: table,
          Key: keyOf(key),
          UpdateExpression: 'SET leaseId = :id, leaseUntil = :until ADD leases :one REMOVE queuedAt',
          // `leaseId = :id`: our own write whose answer was lost and was sent again.
          ConditionExpression:
            '#status = :open AND dueAt <= :now AND (attribute_not_exists(leaseId) OR leaseUntil < :now OR leaseId = :id)',
          ExpressionAttributeNames: { '#status': 'status' },
          ExpressionAttributeValues: {
            ':open': 'open',
            ':now': toIso(clock()),
            ':id': leaseId,
            ':until': until,
            ':one': 1,
          },
          ReturnValues: 'ALL_NEW',
        }),
      );
      return chunkSchema.parse(answer.Attributes);
    } catch (error) {
      if (isConditionFailed(error)) return undefined;
      throw error;
    }
  };

  /** Gives an unfinished chunk back; it is due again at `dueAt`. False if the lease was lost meanwhile. */
  const release = (key: ChunkKey, leaseId: string, dueAt: string): Promise<boolean> =>
    ifHeld(
      dynamo.send(
        new UpdateCommand({
          TableName: table,
          Key: keyOf(key),
          UpdateExpression: 'SET dueAt = :due REMOVE leaseId, leaseUntil',
          ConditionExpression: 'leaseId = :id',
          ExpressionAttributeValues: { ':due': dueAt, ':id': leaseId },
        }),
      ),
    );

  /** Closes a chunk and counts it in its bucket. `unknown` are the positions still waiting for a receipt. */
  const close = (key: ChunkKey, leaseId: string, unknown: readonly number[], horizonAt: string): Promise<boolean> =>
    transact(dynamo, [
      {
        Update: {
          TableName: table,
          Key: keyOf(key),
          UpdateExpression: `SET #status = :done${unknown.length > 0 ? ', #unknown = :unknown, horizonAt = :horizon' : ''} REMOVE leaseId, leaseUntil, queuedAt`,
          ConditionExpression: '#status = :open AND leaseId = :id',
          ExpressionAttributeNames: {
            '#status': 'status',
            ...(unknown.length > 0 ? { '#unknown': 'unknown' } : {}),
          },
          ExpressionAttributeValues: {
            ':done': 'done',
            ':open': 'open',
            ':id': leaseId,
            ...(unknown.length > 0 ? { ':unknown': unknown, ':horizon': horizonAt } : {}),
          },
        },
      },
      {
        Update: {
          TableName: table,
          Key: { campaignId: key.campaignId, part: bucketKey(key.bucket) },
          UpdateExpression: 'ADD closedChunks :one',
          ExpressionAttributeValues: { ':one': 1 },
        },
      },
    ]);

  /** Every unknown of the chunk has been settled or closed. */
  const forgetUnknown = async (key: ChunkKey): Promise<void> => {
    await dynamo.send(
      new UpdateCommand({
        TableName: table,
        Key: keyOf(key),
        UpdateExpression: 'REMOVE #unknown, horizonAt',
        ExpressionAttributeNames: { '#unknown': 'unknown' },
      }),
    );
  };

  const markQueued = async (key: ChunkKey): Promise<void> => {
    await dynamo.send(
      new UpdateCommand({
        TableName: table,
        Key: keyOf(key),
        UpdateExpression: 'SET queuedAt = :now',
        ExpressionAttributeValues: { ':now': toIso(clock()) },
      }),
    );
  };

  /** Every chunk of a campaign in (bucket, number) order; about 13 of them a read unit. */
  async function* chunks(campaignId: string): AsyncGenerator<Chunk> {
    for await (const item of queryAll(dynamo, {
      TableName: table,
      ConsistentRead: true,
      KeyConditionExpression: 'campaignId = :id AND begins_with(part, :prefix)',
      ExpressionAttributeValues: { ':id': campaignId, ':prefix': CHUNK_PREFIX },
    })) {
      yield chunkSchema.parse(item);
    }
  }

  /** The campaign's people so far, in one read of 16 small items. */
  const totals = async (campaignId: string): Promise<SendTotals> => {
    const all = await buckets(campaignId);
    const sum = (value: (bucket: Bucket) => number) => all.reduce((total, each) => total + value(each), 0);
    return {
      audience: sum((each) => each.audience),
      control: sum((each) => each.control),
      chunks: sum((each) => each.chunks),
      closedChunks: sum((each) => each.closedChunks),
      complete: all.length === BUCKET_NAMES.length && all.every((each) => each.status === 'done'),
    };
  };

  return {
    openBuckets,
    buckets,
    bucket,
    addChunk,
    finishBucket,
    postponeBucket,
    ids,
    findRecipient,
    lease,
    release,
    close,
    forgetUnknown,
    markQueued,
    chunks,
    totals,
  };
};

export type ChunkStore = ReturnType<typeof createChunkStore>;
