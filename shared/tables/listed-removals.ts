import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { type Dynamo, type Item, queryAll } from '../platform/dynamo.ts';
import { effectOfPerson } from './keys.ts';

const partSchema = z.object({ part: z.string() });

/**
 * What takes away each row of the effects table that is listed under these people by `<prefix><id>`, and its entry in the list after it, so
 * that a removal which was cut off is found again. `keyOf` gives the row's own key, of some kinds by whom it is about.
 */
export async function* listedRemovals(
  dynamo: Dynamo,
  table: string,
  ids: readonly string[],
  prefix: string,
  keyOf: (id: string, person: string) => Item,
): AsyncGenerator<() => Promise<void>> {
  for (const person of ids) {
    const subject = effectOfPerson(person);
    for await (const item of queryAll(dynamo, {
      TableName: table,
      ConsistentRead: true,
      KeyConditionExpression: 'subject = :subject AND begins_with(#part, :prefix)',
      ExpressionAttributeNames: { '#part': 'part' },
      ExpressionAttributeValues: { ':subject': subject, ':prefix': prefix },
    })) {
      const { part } = partSchema.parse(item);
      yield async () => {
        await dynamo.send(new DeleteCommand({ TableName: table, Key: keyOf(part.slice(prefix.length), person) }));
        await dynamo.send(new DeleteCommand({ TableName: table, Key: { subject, part } }));
      };
    }
  }
}
