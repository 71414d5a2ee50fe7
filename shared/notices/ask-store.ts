import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { type Clock, DAY, toIso } from '../platform/clock.ts';
import { type Dynamo, isConditionFailed } from '../platform/dynamo.ts';
import { askedKey } from '../tables/keys.ts';

/** Confirmation questions to one address, whoever claims it: a stranger must not fill somebody's mailbox with them. */
const MOST = 3;
const WITHIN = 365 * DAY;
const APART = DAY;
const TRIES = 5;

const itemSchema = z.object({ asks: z.record(z.string(), z.string()), version: z.number().int() });

/** How often an address was asked to confirm, by its keyed hash, beside what it refuses. */
export const createAskStore = (dynamo: Dynamo, table: string, clock: Clock) => {
  /**
   * Takes one of the address's questions for `askId`; asking again for the same one takes no other. False if it had three
   * within a year, or one within a day.
   */
  const take = async (addressHash: string, askId: string): Promise<boolean> => {
    const address = askedKey(addressHash);
    for (let attempt = 0; attempt < TRIES; attempt++) {
      const answer = await dynamo.send(new GetCommand({ TableName: table, Key: { address }, ConsistentRead: true }));
      const { asks, version } = answer.Item ? itemSchema.parse(answer.Item) : { asks: {}, version: 0 };
      if (asks[askId] !== undefined) return true;
      const now = clock();
      const recent = Object.entries(asks).filter(([, at]) => Date.parse(at) > now - WITHIN);
      if (recent.length >= MOST || recent.some(([, at]) => Date.parse(at) > now - APART)) return false;
      try {
        await dynamo.send(
          new PutCommand({
            TableName: table,
            Item: { address, asks: { ...Object.fromEntries(recent), [askId]: toIso(now) }, version: version + 1 },
            ConditionExpression: version === 0 ? 'attribute_not_exists(address)' : 'version = :version',
            ...(version === 0 ? {} : { ExpressionAttributeValues: { ':version': version } }),
          }),
        );
        return true;
      } catch (error) {
        if (!isConditionFailed(error)) throw error;
      }
    }
    return false;
  };

  return { take };
};

export type AskStore = ReturnType<typeof createAskStore>;
