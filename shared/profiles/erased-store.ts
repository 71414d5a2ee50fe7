import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { type Dynamo, getMany, isConditionFailed } from '../platform/dynamo.ts';
import { deriveKey, hmac } from '../platform/hash.ts';

/** Key of the hashes that stand in for erased ids, derived from the project's secret so that it serves nothing else. */
export const erasureKey = (secretHex: string): Buffer => deriveKey(secretHex, 'erasure');

/** Keyed hash (hex) of an inner id: all that stays of an erased one. */
export const idHash = (key: Buffer, id: string): string => hmac(key, id).toString('hex').slice(0, 40);

const itemSchema = z.object({ alias: z.string(), request: z.string(), at: z.string() });

/** Ids that are nobody's for good, by their keyed hash, in the identities table (rule 16). */
export const createErasedStore = (dynamo: Dynamo, table: string, key: Buffer) => {
  const aliasOf = (id: string): string => `erased:${idHash(key, id)}`;

  /** Strong read: the request that erased the id. */
  const find = async (id: string): Promise<string | undefined> => {
    const Key = { alias: aliasOf(id) };
    const answer = await dynamo.send(new GetCommand({ TableName: table, Key, ConsistentRead: true }));
    return answer.Item ? itemSchema.parse(answer.Item).request : undefined;
  };

  /** Those of the ids that were erased, by strong reads. */
  const among = async (ids: readonly string[]): Promise<ReadonlySet<string>> => {
    const keys = [...new Set(ids)].map((id) => ({ alias: aliasOf(id) }));
    const found = new Set((await getMany(dynamo, table, keys)).map((item) => itemSchema.parse(item).alias));
    return new Set(ids.filter((id) => found.has(aliasOf(id))));
  };

  /** Repeating it changes nothing; the first request stands. */
  const put = async (id: string, request: string, at: string): Promise<void> => {
    const Item = { alias: aliasOf(id), request, at };
    try {
      await dynamo.send(new PutCommand({ TableName: table, Item, ConditionExpression: 'attribute_not_exists(alias)' }));
    } catch (error) {
      if (!isConditionFailed(error)) throw error;
    }
  };

  return { find, among, put };
};

export type ErasedStore = ReturnType<typeof createErasedStore>;
