import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { type Dynamo, isConditionFailed } from '../platform/dynamo.ts';
import { addressHash } from './address.ts';
import type { ConsentChannel } from './evidence.ts';
import {
  type Suppression,
  type SuppressionMark,
  type SuppressionScope,
  strengthOf,
  suppressionSchema,
} from './suppression.ts';

/** Refused addresses. `key` is `addressKey(secret)`; only keyed hashes of addresses are stored. */
export const createSuppressionStore = (dynamo: Dynamo, table: string, key: Buffer) => {
  /** Strong read by the keyed hash, such as a ledger row keeps it. */
  const findHash = async (hash: string): Promise<Suppression | undefined> => {
    const answer = await dynamo.send(
      new GetCommand({ TableName: table, Key: { address: hash }, ConsistentRead: true }),
    );
    return answer.Item ? suppressionSchema.parse(answer.Item) : undefined;
  };

  /** `address` in normal form (`normaliseEmail`, `normalisePhone`). */
  const find = (channel: ConsentChannel, address: string): Promise<Suppression | undefined> =>
    findHash(addressHash(key, channel, address));

  /** Adds a mark unless a stronger one stands; repeating it changes nothing. */
  const suppressHash = async (
    hash: string,
    channel: ConsentChannel,
    scope: SuppressionScope,
    mark: SuppressionMark,
  ): Promise<void> => {
    try {
      await dynamo.send(
        new UpdateCommand({
          TableName: table,
          Key: { address: hash },
          UpdateExpression: 'SET channel = :channel, #scope = :mark, #strength = :strength',
          ConditionExpression: 'attribute_not_exists(#strength) OR #strength < :strength',
          ExpressionAttributeNames: { '#scope': scope, '#strength': `${scope}Strength` },
          ExpressionAttributeValues: {
            ':channel': channel,
            ':mark': { reason: mark.reason, at: mark.at },
            ':strength': strengthOf(mark),
          },
        }),
      );
    } catch (error) {
      if (!isConditionFailed(error)) throw error;
    }
  };

  const suppress = (
    channel: ConsentChannel,
    address: string,
    scope: SuppressionScope,
    mark: SuppressionMark,
  ): Promise<void> => suppressHash(addressHash(key, channel, address), channel, scope, mark);

  return {
    find,
    findHash,
    suppress,
    suppressHash,
    hashOf: (channel: ConsentChannel, address: string) => addressHash(key, channel, address),
  };
};

export type SuppressionStore = ReturnType<typeof createSuppressionStore>;
