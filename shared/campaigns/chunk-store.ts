import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { type Clock, toIso } from '../platform/clock.ts';
import { type Dynamo, isConditionFailed, queryAll } from '../platform/dynamo.ts';
import { DangolError } from '../platform/errors.ts';
import { ifHeld, transact } from '../platform/transact.ts';
import { bucketKey, CHUNK_PREFIX, chunkIdsKey, chunkKey } from '../tables/keys.ts';
import type { Channel } from '../templates/template.ts';
import type { MessageRef } from '../tracking/ref.ts';
import { type Chunk, type ChunkKey, chunkSchema } from './chunk.ts';

/** Sorts behind every time. */
const FOREVER = '9';

/** How a lease ended that did not finish its chunk. */
interface LeaseEnd {
  readonly failed: boolean;
  /** The people of a first stage are through. */
  readonly firstDone: boolean;
  /** Whose turn is next, where it is not the turn of the same channel. */
  readonly channel?: Channel | undefined;
}

const idsSchema = z.object({ ids: z.array(z.string()) });

/** Chunks of campaigns as work (sends table): who is in them, who works on them, what is open. */
export const createChunkStore = (dynamo: Dynamo, table: string, clock: Clock) => {
  const keyOf = ({ campaignId, bucket, chunk }: ChunkKey) => ({ campaignId, part: chunkKey(bucket, chunk) });

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

  /**
   * Takes an open, due chunk whose lease is free. Nothing if it is done, waits or is in another worker's hand. `evenIfNotDue`:
   * what waits for the morning does not wait to be cancelled.
   */
  const lease = async (
    key: ChunkKey,
    leaseId: string,
    until: string,
    evenIfNotDue: boolean,
  ): Promise<Chunk | undefined> => {
    try {
      const answer = await dynamo.send(
        new UpdateCommand({
          TableName: table,
          Key: keyOf(key),
          UpdateExpression: 'SET leaseId = :id, leaseUntil = :until ADD leases :one REMOVE queuedAt, hastened',
          // `leaseId = :id`: our own write whose answer was lost and was sent again.
          ConditionExpression:
            '#status = :open AND dueAt <= :due AND (attribute_not_exists(leaseId) OR leaseUntil < :now OR leaseId = :id)',
          ExpressionAttributeNames: { '#status': 'status' },
          ExpressionAttributeValues: {
            ':open': 'open',
            ':now': toIso(clock()),
            ':due': evenIfNotDue ? FOREVER : toIso(clock()),
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

  /** Keeps the lease of a worker that is still at it. False if it was lost. */
  const renew = (key: ChunkKey, leaseId: string, until: string): Promise<boolean> =>
    ifHeld(
      dynamo.send(
        new UpdateCommand({
          TableName: table,
          Key: keyOf(key),
          UpdateExpression: 'SET leaseUntil = :until',
          ConditionExpression: 'leaseId = :id',
          ExpressionAttributeValues: { ':until': until, ':id': leaseId },
        }),
      ),
    );

  /** Gives an unfinished chunk back; it is due again at `dueAt`. False if the lease was lost meanwhile. */
  const release = async (key: ChunkKey, leaseId: string, dueAt: string, end: LeaseEnd): Promise<boolean> => {
    try {
      const answer = await dynamo.send(
        new UpdateCommand({
          TableName: table,
          Key: keyOf(key),
          UpdateExpression: `SET dueAt = :due${end.firstDone ? ', firstDone = :yes' : ''}${end.channel ? ', #channel = :channel' : ''} REMOVE leaseId, leaseUntil${end.failed ? ' ADD failures :one' : ''}`,
          ConditionExpression: 'leaseId = :id',
          ...(end.channel ? { ExpressionAttributeNames: { '#channel': 'channel' } } : {}),
          ExpressionAttributeValues: {
            ':due': dueAt,
            ':id': leaseId,
            ...(end.channel ? { ':channel': end.channel } : {}),
            ...(end.firstDone ? { ':yes': true } : {}),
            ...(end.failed ? { ':one': 1 } : {}),
          },
          ReturnValues: 'ALL_NEW',
        }),
      );
      // Somebody's failure was heard of after this worker had read the row.
      if (chunkSchema.parse(answer.Attributes).hastened) await hasten(key);
      return true;
    } catch (error) {
      if (isConditionFailed(error)) return false;
      throw error;
    }
  };

  /** Looks at a chunk at once instead of at the end of its wait: a way of one of its people is known to have failed. */
  const hasten = async (key: ChunkKey): Promise<void> => {
    await ifHeld(
      dynamo.send(
        new UpdateCommand({
          TableName: table,
          Key: keyOf(key),
          UpdateExpression: 'SET dueAt = :now, hastened = :yes',
          ConditionExpression:
            '#status = :open AND (dueAt > :now OR (attribute_exists(leaseId) AND attribute_not_exists(hastened)))',
          ExpressionAttributeNames: { '#status': 'status' },
          ExpressionAttributeValues: { ':open': 'open', ':now': toIso(clock()), ':yes': true },
        }),
      ),
    );
  };

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

  /** Its key lies in no queue; whoever carries the campaign on may put it there again. */
  const unmarkQueued = async (key: ChunkKey): Promise<void> => {
    await ifHeld(
      dynamo.send(
        new UpdateCommand({
          TableName: table,
          Key: keyOf(key),
          UpdateExpression: 'REMOVE queuedAt',
          ConditionExpression: 'attribute_exists(campaignId)',
        }),
      ),
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

  return {
    ids,
    findRecipient,
    lease,
    renew,
    release,
    hasten,
    close,
    forgetUnknown,
    markQueued,
    unmarkQueued,
    chunks,
  };
};

export type ChunkStore = ReturnType<typeof createChunkStore>;
