import { DeleteCommand, GetCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { type Dynamo, queryAll } from '../platform/dynamo.ts';
import { transact } from '../platform/transact.ts';
import { effectOfPerson, landingKey } from '../tables/keys.ts';
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

  async function* removals(ids: readonly string[]): AsyncGenerator<() => Promise<void>> {
    for (const person of ids) {
      for await (const item of queryAll(dynamo, {
        TableName: table,
        ConsistentRead: true,
        KeyConditionExpression: 'subject = :subject AND begins_with(#part, :prefix)',
        ExpressionAttributeNames: { '#part': 'part' },
        ExpressionAttributeValues: { ':subject': effectOfPerson(person), ':prefix': PERSON_PREFIX },
      })) {
        const { part } = z.object({ part: z.string() }).parse(item);
        yield async () => {
          const Key = landingKey(part.slice(PERSON_PREFIX.length));
          await dynamo.send(new DeleteCommand({ TableName: table, Key }));
          await dynamo.send(new DeleteCommand({ TableName: table, Key: { subject: effectOfPerson(person), part } }));
        };
      }
    }
  }

  return { get, create, removals };
};

export type LandingStore = ReturnType<typeof createLandingStore>;
