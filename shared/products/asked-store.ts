import { DeleteCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { DAY, toEpochSeconds } from '../platform/clock.ts';
import { type Dynamo, getMany, type Item, isConditionFailed } from '../platform/dynamo.ts';
import { transact } from '../platform/transact.ts';
import { ASKED_PREFIX, askedFor, effectOfPerson } from '../tables/keys.ts';
import { listedRemovals } from '../tables/listed-removals.ts';

const askSchema = z.object({ part: z.string(), at: z.string() });
const toldSchema = z.object({ toldAt: z.string() });

/** Who wants to hear of a product that is not there. `person` is the id as sent, `at` the time of asking. */
export interface Ask {
  readonly person: string;
  readonly at: string;
}

/** Who has waited half a year has bought elsewhere, ms. */
export const WISH_KEPT = 180 * DAY;

const askOf = (item: Item): Ask => {
  const { part, at } = askSchema.parse(item);
  return { person: part, at };
};

/** Who asked for which product (effects table): one row under the product, and one under the person so that an erasure finds it. */
export const createAskedStore = (dynamo: Dynamo, table: string) => {
  const keyOf = (productId: string, person: string) => ({ subject: askedFor(productId), part: person });

  /** Asked twice, it is one wish. The entry under the person outlives the wish: the same asking, delivered again, is no new one. */
  const ask = async (productId: string, { person, at }: Ask): Promise<void> => {
    const expiresAt = toEpochSeconds(Date.parse(at) + WISH_KEPT);
    await transact(dynamo, [
      {
        Update: {
          TableName: table,
          Key: { subject: effectOfPerson(person), part: `${ASKED_PREFIX}${productId}` },
          UpdateExpression: 'SET #at = :at, expiresAt = :expiresAt',
          ConditionExpression: 'attribute_not_exists(#at) OR #at < :at',
          ExpressionAttributeNames: { '#at': 'at' },
          ExpressionAttributeValues: { ':at': at, ':expiresAt': expiresAt },
        },
      },
      { Put: { TableName: table, Item: { ...keyOf(productId, person), at, expiresAt } } },
    ]);
  };

  /** Some who asked, at most `most`, by a strong read: who asks while a product comes back is seen by one side or the other. */
  const askers = async (productId: string, most: number): Promise<Ask[]> => {
    const { Items = [] } = await dynamo.send(
      new QueryCommand({
        TableName: table,
        Limit: most,
        ConsistentRead: true,
        KeyConditionExpression: 'subject = :subject',
        ExpressionAttributeValues: { ':subject': askedFor(productId) },
      }),
    );
    return Items.map(askOf);
  };

  /** Which of these people wait for the product. */
  const among = async (productId: string, people: readonly string[]): Promise<Ask[]> =>
    (
      await getMany(
        dynamo,
        table,
        people.map((person) => keyOf(productId, person)),
      )
    ).map(askOf);

  /** When this wish was first answered, `at` if that is now; nothing if it stands no more. Whoever was cut off goes on with the same time. */
  const answer = async (productId: string, person: string, at: string): Promise<string | undefined> => {
    try {
      const { Attributes } = await dynamo.send(
        new UpdateCommand({
          TableName: table,
          Key: keyOf(productId, person),
          UpdateExpression: 'SET toldAt = if_not_exists(toldAt, :at)',
          ConditionExpression: 'attribute_exists(subject)',
          ExpressionAttributeValues: { ':at': at },
          ReturnValues: 'ALL_NEW',
        }),
      );
      return toldSchema.parse(Attributes).toldAt;
    } catch (error) {
      if (isConditionFailed(error)) return undefined;
      throw error;
    }
  };

  const forget = async (productId: string, person: string): Promise<void> => {
    await dynamo.send(new DeleteCommand({ TableName: table, Key: keyOf(productId, person) }));
  };

  /** What takes away every wish of these people. */
  const removals = (ids: readonly string[]): AsyncGenerator<() => Promise<void>> =>
    listedRemovals(dynamo, table, ids, ASKED_PREFIX, keyOf);

  return { ask, askers, among, answer, forget, removals };
};

export type AskedStore = ReturnType<typeof createAskedStore>;
