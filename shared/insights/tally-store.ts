import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { GetCommand, PutCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { DAY } from '../platform/clock.ts';
import { type Dynamo, isConditionFailed, queryAll } from '../platform/dynamo.ts';
import { COUNTER_BASE, COUNTER_PREFIX } from '../tables/keys.ts';
import { add, type Counters, countersOf, countsSchema, NO_COUNTERS, storedOf } from './counters.ts';
import type { ShardCounters } from './tally.ts';

const shardSchema = z.object({
  part: z.string(),
  sequence: z.string(),
  counts: countsSchema,
  /** Time of the newest change in it by the stream's clock, epoch seconds. */
  streamTime: z.number(),
});
const baseSchema = z.object({ version: z.number().int(), counts: countsSchema });

/** A stream keeps a record for a day; a shard silent for two can never deliver again. */
const CLOSED_AFTER_SECONDS = (2 * DAY) / 1000;

/** Counter items of the insights table: one per subject and stream shard, and a base of the closed ones. */
export const createTallyStore = (dynamo: Dynamo, table: string) => {
  const find = async (subject: string, part: string): Promise<ShardCounters | undefined> => {
    const answer = await dynamo.send(
      new GetCommand({ TableName: table, Key: { subject, part }, ConsistentRead: true }),
    );
    if (!answer.Item) return undefined;
    const { sequence, counts } = shardSchema.parse(answer.Item);
    return { sequence, counters: countersOf(counts) };
  };

  /** Writes over what was read. False if another worker has written since. */
  const put = async (
    subject: string,
    part: string,
    before: ShardCounters | undefined,
    after: ShardCounters,
    streamTime: number,
  ): Promise<boolean> => {
    try {
      await dynamo.send(
        new PutCommand({
          TableName: table,
          Item: { subject, part, sequence: after.sequence, counts: storedOf(after.counters), streamTime },
          ...(before
            ? {
                ConditionExpression: '#sequence = :before',
                ExpressionAttributeNames: { '#sequence': 'sequence' },
                ExpressionAttributeValues: { ':before': before.sequence },
              }
            : { ConditionExpression: 'attribute_not_exists(subject)' }),
        }),
      );
      return true;
    } catch (error) {
      if (isConditionFailed(error)) return false;
      throw error;
    }
  };

  /** Sum of all items of a subject, by strong reads. */
  const sum = async (subject: string): Promise<Counters> => {
    const all: Counters[] = [];
    for await (const item of queryAll(dynamo, {
      TableName: table,
      ConsistentRead: true,
      KeyConditionExpression: 'subject = :subject',
      ExpressionAttributeValues: { ':subject': subject },
    })) {
      const row = z.object({ part: z.string(), counts: countsSchema.optional() }).parse(item);
      if (row.part === COUNTER_BASE || row.part.startsWith(COUNTER_PREFIX)) all.push(countersOf(row.counts ?? {}));
    }
    return add(...all);
  };

  const base = async (subject: string): Promise<z.infer<typeof baseSchema> | undefined> => {
    const key = { subject, part: COUNTER_BASE };
    const answer = await dynamo.send(new GetCommand({ TableName: table, Key: key, ConsistentRead: true }));
    return answer.Item ? baseSchema.parse(answer.Item) : undefined;
  };

  /** Moves one closed shard into the base, both or neither. Leaves it to a later time if another worker is at it. */
  const fold = async (subject: string, shard: z.infer<typeof shardSchema>): Promise<void> => {
    const before = await base(subject);
    const counters = add(before ? countersOf(before.counts) : NO_COUNTERS, countersOf(shard.counts));
    const version = (before?.version ?? 0) + 1;
    try {
      await dynamo.send(
        new TransactWriteCommand({
          TransactItems: [
            {
              Put: {
                TableName: table,
                Item: { subject, part: COUNTER_BASE, version, counts: storedOf(counters) },
                ...(before
                  ? {
                      ConditionExpression: '#version = :version',
                      ExpressionAttributeNames: { '#version': 'version' },
                      ExpressionAttributeValues: { ':version': before.version },
                    }
                  : { ConditionExpression: 'attribute_not_exists(subject)' }),
              },
            },
            {
              Delete: {
                TableName: table,
                Key: { subject, part: shard.part },
                ConditionExpression: '#sequence = :sequence',
                ExpressionAttributeNames: { '#sequence': 'sequence' },
                ExpressionAttributeValues: { ':sequence': shard.sequence },
              },
            },
          ],
        }),
      );
    } catch (error) {
      if (!(error instanceof TransactionCanceledException)) throw error;
    }
  };

  /** Folds shards that were silent so long before `streamTime` (epoch seconds, the stream's clock) that they are closed. */
  const foldClosed = async (subject: string, streamTime: number): Promise<void> => {
    for await (const item of queryAll(dynamo, {
      TableName: table,
      ConsistentRead: true,
      KeyConditionExpression: 'subject = :subject AND begins_with(part, :prefix)',
      ExpressionAttributeValues: { ':subject': subject, ':prefix': COUNTER_PREFIX },
    })) {
      const shard = shardSchema.parse(item);
      if (streamTime - shard.streamTime > CLOSED_AFTER_SECONDS) await fold(subject, shard);
    }
  };

  return { find, put, sum, foldClosed };
};

export type TallyStore = ReturnType<typeof createTallyStore>;
