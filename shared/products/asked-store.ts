import { DeleteCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { DAY, toEpochSeconds } from '../platform/clock.ts';
import { type Dynamo, putMany, queryAll } from '../platform/dynamo.ts';
import { ASKED_PREFIX, askedFor, effectOfPerson } from '../tables/keys.ts';

const askSchema = z.object({ part: z.string(), at: z.string() });
const partSchema = z.object({ part: z.string() });

/** Who wants to hear of a product that is not there. `person` is the id as sent, `at` the time of asking. */
export interface Ask {
  readonly person: string;
  readonly at: string;
}

/** Who has waited half a year has bought elsewhere. */
const KEEP = 180 * DAY;

/** Who asked for which product (effects table): one row under the product, and one under the person so that an erasure finds it. */
export const createAskedStore = (dynamo: Dynamo, table: string) => {
  /** Asked twice, it is one wish; the entry under the person comes first. */
  const ask = async (productId: string, { person, at }: Ask): Promise<void> => {
    const expiresAt = toEpochSeconds(Date.parse(at) + KEEP);
    await putMany(dynamo, table, [{ subject: effectOfPerson(person), part: `${ASKED_PREFIX}${productId}`, expiresAt }]);
    await putMany(dynamo, table, [{ subject: askedFor(productId), part: person, at, expiresAt }]);
  };

  /** Some who asked, at most `most`. */
  const askers = async (productId: string, most: number): Promise<Ask[]> => {
    const { Items = [] } = await dynamo.send(
      new QueryCommand({
        TableName: table,
        Limit: most,
        KeyConditionExpression: 'subject = :subject',
        ExpressionAttributeValues: { ':subject': askedFor(productId) },
      }),
    );
    return Items.map((item) => askSchema.parse(item)).map(({ part, at }) => ({ person: part, at }));
  };

  const forget = async (productId: string, person: string): Promise<void> => {
    await dynamo.send(new DeleteCommand({ TableName: table, Key: { subject: askedFor(productId), part: person } }));
    const part = `${ASKED_PREFIX}${productId}`;
    await dynamo.send(new DeleteCommand({ TableName: table, Key: { subject: effectOfPerson(person), part } }));
  };

  /** What takes away every wish of these people. */
  async function* removals(ids: readonly string[]): AsyncGenerator<() => Promise<void>> {
    for (const person of ids) {
      for await (const item of queryAll(dynamo, {
        TableName: table,
        ConsistentRead: true,
        KeyConditionExpression: 'subject = :subject AND begins_with(#part, :prefix)',
        ExpressionAttributeNames: { '#part': 'part' },
        ExpressionAttributeValues: { ':subject': effectOfPerson(person), ':prefix': ASKED_PREFIX },
      })) {
        const productId = partSchema.parse(item).part.slice(ASKED_PREFIX.length);
        yield () => forget(productId, person);
      }
    }
  }

  return { ask, askers, forget, removals };
};

export type AskedStore = ReturnType<typeof createAskedStore>;
