import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { type Dynamo, isConditionFailed, queryAll } from '../platform/dynamo.ts';
import { addressGuard } from '../tables/keys.ts';
import { type EngagedMessage, engagedMessageSchema, type RowChanges } from './engagement.ts';

const guardSchema = z.object({ key: z.string(), owner: z.string() });

/** Who was written to at an address, and with which message. */
export interface AddressOwner {
  readonly customerId: string;
  readonly key: string;
}

/** Feedback's part of the ledger: engagement attributes, and the address guards read backwards. */
export const createFeedbackStore = (dynamo: Dynamo, table: string) => {
  const find = async (customerId: string, key: string): Promise<EngagedMessage | undefined> => {
    const answer = await dynamo.send(
      new GetCommand({ TableName: table, Key: { customerId, key }, ConsistentRead: true }),
    );
    return answer.Item ? engagedMessageSchema.parse(answer.Item) : undefined;
  };

  /**
   * Writes changes computed from `row` if no other feedback was written since; a changed status also needs the one it was
   * computed from, because the delivery core writes it too. False means: read again.
   */
  const update = async (row: EngagedMessage, changes: RowChanges): Promise<boolean> => {
    const set = Object.entries({ ...changes.set, revision: (row.revision ?? 0) + 1 });
    const remove = changes.remove.map((_, index) => `#r${index}`).join(', ');
    const conditions = [
      'attribute_exists(customerId)',
      row.revision === undefined ? 'attribute_not_exists(#revision)' : '#revision = :revision',
      ...('status' in changes.set ? ['#status = :status'] : []),
    ];
    try {
      await dynamo.send(
        new UpdateCommand({
          TableName: table,
          Key: { customerId: row.customerId, key: row.key },
          UpdateExpression: `SET ${set.map((_, index) => `#s${index} = :s${index}`).join(', ')}${remove && ` REMOVE ${remove}`}`,
          ConditionExpression: conditions.join(' AND '),
          ExpressionAttributeNames: {
            '#revision': 'revision',
            ...('status' in changes.set ? { '#status': 'status' } : {}),
            ...Object.fromEntries(set.map(([name], index) => [`#s${index}`, name])),
            ...Object.fromEntries(changes.remove.map((name, index) => [`#r${index}`, name])),
          },
          ExpressionAttributeValues: {
            ...(row.revision === undefined ? {} : { ':revision': row.revision }),
            ...('status' in changes.set ? { ':status': row.status } : {}),
            ...Object.fromEntries(set.map(([, value], index) => [`:s${index}`, value])),
          },
        }),
      );
      return true;
    } catch (error) {
      if (isConditionFailed(error)) return false;
      throw error;
    }
  };

  /** Everybody to whom a message was handed over at this address. `address` is its keyed hash. */
  const ownersOf = async (address: string): Promise<AddressOwner[]> => {
    const owners: AddressOwner[] = [];
    for await (const item of queryAll(dynamo, {
      TableName: table,
      ConsistentRead: true,
      KeyConditionExpression: 'customerId = :guard',
      ExpressionAttributeValues: { ':guard': addressGuard(address) },
    })) {
      const { key, owner } = guardSchema.parse(item);
      owners.push({ customerId: owner, key });
    }
    return owners;
  };

  return { find, update, ownersOf };
};

export type FeedbackStore = ReturnType<typeof createFeedbackStore>;
