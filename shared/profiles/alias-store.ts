import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { addressHash, type Contacts } from '../consent/address.ts';
import { type Dynamo, isConditionFailed } from '../platform/dynamo.ts';
import type { Device } from './devices.ts';

/** People under one address beyond which it identifies nobody, such as a shop's own number typed at every till. */
const MAX_PEOPLE = 1_000;

const itemSchema = z.object({ customerIds: z.instanceof(Set).optional() });

/** `email:<keyed hash>` and `phone:<keyed hash>` of a person's addresses in normal form. */
export const aliasesOf = (key: Buffer, contacts: Contacts): string[] => [
  ...(contacts.email === undefined ? [] : [`email:${addressHash(key, 'email', contacts.email)}`]),
  ...(contacts.phone === undefined ? [] : [`phone:${addressHash(key, 'sms', contacts.phone)}`]),
];

/** `push:<keyed hash>` of each token that a person's devices have shown. */
export const deviceAliasesOf = (key: Buffer, devices: readonly Pick<Device, 'token'>[] | undefined): string[] =>
  (devices ?? []).map(({ token }) => `push:${addressHash(key, 'push', token)}`);

/**
 * Who has ever had an address. Entries are only added, so a reader compares with the profile; that way no removal can race
 * a return to the old address.
 */
export const createAliasStore = (dynamo: Dynamo, table: string) => {
  /** Answers how many known people have ever had it, at most. */
  const add = async (alias: string, customerId: string): Promise<number> => {
    try {
      const answer = await dynamo.send(
        new UpdateCommand({
          TableName: table,
          Key: { alias },
          UpdateExpression: 'ADD customerIds :id',
          ConditionExpression: 'attribute_not_exists(customerIds) OR size(customerIds) < :most',
          ExpressionAttributeValues: { ':id': new Set([customerId]), ':most': MAX_PEOPLE },
          ReturnValues: 'UPDATED_NEW',
        }),
      );
      const { customerIds = new Set() } = itemSchema.parse(answer.Attributes ?? {});
      return [...customerIds].filter((id) => String(id).startsWith('u:')).length;
    } catch (error) {
      if (!isConditionFailed(error)) throw error;
      return 0;
    }
  };

  /** At most 1,000 customer ids, some of which may have left the address since. */
  const find = async (alias: string): Promise<string[]> => {
    const answer = await dynamo.send(new GetCommand({ TableName: table, Key: { alias }, ConsistentRead: true }));
    if (!answer.Item) return [];
    const { customerIds } = itemSchema.parse(answer.Item);
    return customerIds ? [...customerIds].map(String).sort() : [];
  };

  return { add, find };
};

export type AliasStore = ReturnType<typeof createAliasStore>;
