import { GetCommand } from '@aws-sdk/lib-dynamodb';
import type { Dynamo } from '../platform/dynamo.ts';
import { transact } from '../platform/transact.ts';
import { effectOfPerson, landingKey } from '../tables/keys.ts';
import { listedRemovals } from '../tables/listed-removals.ts';
import { type LandingPage, landingPageSchema } from './landing-page.ts';

const PERSON_PREFIX = 'landing#';

/** Pages made for one person each (effects table). */
export const createLandingStore = (dynamo: Dynamo, table: string) => {
  const get = async (id: string): Promise<LandingPage | undefined> => {
    const { Item } = await dynamo.send(new GetCommand({ TableName: table, Key: landingKey(id), ConsistentRead: true }));
    return Item && landingPageSchema.parse(Item);
  };

  /** Puts a page that is not there yet; false if it is. */
  const create = (page: LandingPage): Promise<boolean> =>
    transact(dynamo, [
      {
        Put: {
          TableName: table,
          Item: { ...landingKey(page.id), ...page },
          ConditionExpression: 'attribute_not_exists(subject)',
        },
      },
      {
        Put: {
          TableName: table,
          Item: {
            ...{ subject: effectOfPerson(page.customerId), part: `${PERSON_PREFIX}${page.id}` },
            expiresAt: page.expiresAt,
          },
        },
      },
    ]);

  const removals = (ids: readonly string[]): AsyncGenerator<() => Promise<void>> =>
    listedRemovals(dynamo, table, ids, PERSON_PREFIX, landingKey);

  return { get, create, removals };
};

export type LandingStore = ReturnType<typeof createLandingStore>;
