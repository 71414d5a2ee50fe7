import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { GetCommand, PutCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { DAY } from '../platform/clock.ts';
import { type Dynamo, isConditionFailed, queryAll } from '../platform/dynamo.ts';
import { CATALOGUE, COUNTER_BASE, COUNTER_PREFIX, cataloguePart } from '../tables/keys.ts';
import { type Catalogue, mergeCatalogues, NO_CATALOGUE } from './catalogue.ts';
import { decodeCatalogue, encodeCatalogue } from './catalogue-codec.ts';

const bytes = z.instanceof(Uint8Array);
const shardSchema = z.object({
  part: z.string(),
  /** Padded, of the last change in it. */
  sequence: z.string(),
  catalogue: bytes,
  /** Of the newest change in it, epoch seconds. */
  streamTime: z.number(),
});
const baseSchema = z.object({ version: z.number().int(), catalogue: bytes });

/** A stream keeps a record for a day; a shard silent for two can never deliver again. */
const CLOSED_AFTER_SECONDS = (2 * DAY) / 1000;

/** What a shard has counted, as a window begins from it. */
export interface ShardCatalogue {
  readonly sequence: string;
  readonly catalogue: Catalogue;
}

/** The catalogue in the insights table: one item per stream shard, and a base of the closed ones. */
export const createCatalogueStore = (dynamo: Dynamo, table: string) => {
  const find = async (shardId: string): Promise<ShardCatalogue | undefined> => {
    const key = { subject: CATALOGUE, part: cataloguePart(shardId) };
    const { Item } = await dynamo.send(new GetCommand({ TableName: table, Key: key, ConsistentRead: true }));
    if (!Item) return undefined;
    const { sequence, catalogue } = shardSchema.parse(Item);
    return { sequence, catalogue: decodeCatalogue(catalogue) };
  };

  /** Writes over what was read. False if somebody has written since. */
  const put = async (
    shardId: string,
    before: string | undefined,
    after: ShardCatalogue,
    streamTime: number,
  ): Promise<boolean> => {
    const key = { subject: CATALOGUE, part: cataloguePart(shardId) };
    try {
      await dynamo.send(
        new PutCommand({
          TableName: table,
          Item: { ...key, sequence: after.sequence, catalogue: encodeCatalogue(after.catalogue), streamTime },
          ...(before === undefined
            ? { ConditionExpression: 'attribute_not_exists(subject)' }
            : {
                ConditionExpression: '#sequence = :before',
                ExpressionAttributeNames: { '#sequence': 'sequence' },
                ExpressionAttributeValues: { ':before': before },
              }),
        }),
      );
      return true;
    } catch (error) {
      if (isConditionFailed(error)) return false;
      throw error;
    }
  };

  /** Everything that came in, by strong reads. */
  const read = async (): Promise<Catalogue> => {
    let all = NO_CATALOGUE;
    for await (const item of queryAll(dynamo, {
      TableName: table,
      ConsistentRead: true,
      KeyConditionExpression: 'subject = :subject',
      ExpressionAttributeValues: { ':subject': CATALOGUE },
    })) {
      all = mergeCatalogues(all, decodeCatalogue(z.object({ catalogue: bytes }).parse(item).catalogue));
    }
    return all;
  };

  /** Moves a closed shard into the base, both or neither; left to a later time if another worker is at it. */
  const fold = async (shard: z.infer<typeof shardSchema>): Promise<void> => {
    const key = { subject: CATALOGUE, part: COUNTER_BASE };
    const { Item } = await dynamo.send(new GetCommand({ TableName: table, Key: key, ConsistentRead: true }));
    const before = Item ? baseSchema.parse(Item) : undefined;
    const known = before ? decodeCatalogue(before.catalogue) : NO_CATALOGUE;
    const catalogue = encodeCatalogue(mergeCatalogues(known, decodeCatalogue(shard.catalogue)));
    const put = before
      ? {
          ConditionExpression: '#version = :version',
          ExpressionAttributeNames: { '#version': 'version' },
          ExpressionAttributeValues: { ':version': before.version },
        }
      : { ConditionExpression: 'attribute_not_exists(subject)' };
    const remove = {
      ConditionExpression: '#sequence = :sequence',
      ExpressionAttributeNames: { '#sequence': 'sequence' },
      ExpressionAttributeValues: { ':sequence': shard.sequence },
    };
    try {
      await dynamo.send(
        new TransactWriteCommand({
          TransactItems: [
            { Put: { TableName: table, Item: { ...key, version: (before?.version ?? 0) + 1, catalogue }, ...put } },
            { Delete: { TableName: table, Key: { subject: CATALOGUE, part: shard.part }, ...remove } },
          ],
        }),
      );
    } catch (error) {
      if (!(error instanceof TransactionCanceledException)) throw error;
    }
  };

  /** Folds shards that were silent so long before `streamTime` (epoch seconds) that they are closed. */
  const foldClosed = async (streamTime: number): Promise<void> => {
    for await (const item of queryAll(dynamo, {
      TableName: table,
      ConsistentRead: true,
      KeyConditionExpression: 'subject = :subject AND begins_with(part, :prefix)',
      ExpressionAttributeValues: { ':subject': CATALOGUE, ':prefix': COUNTER_PREFIX },
    })) {
      const shard = shardSchema.parse(item);
      if (streamTime - shard.streamTime > CLOSED_AFTER_SECONDS) await fold(shard);
    }
  };

  return { find, put, read, foldClosed };
};

export type CatalogueStore = ReturnType<typeof createCatalogueStore>;
