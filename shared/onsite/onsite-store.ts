import { DeleteCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { type Dynamo, queryAll } from '../platform/dynamo.ts';
import { ifHeld } from '../platform/transact.ts';
import { effectOfPerson, ONSITE_PREFIX } from '../tables/keys.ts';
import { type OnsiteMessage, type OnsiteOutcome, onsiteMessageSchema } from './onsite-message.ts';

const FIELDS = { shown: 'shownAt', clicked: 'clickedAt', dismissed: 'dismissedAt' } as const satisfies Record<
  OnsiteOutcome,
  string
>;

/** Messages on the shop's pages, each under the person who is shown it (effects table). */
export const createOnsiteStore = (dynamo: Dynamo, table: string) => {
  const keyOf = (customerId: string, id: string) => ({
    subject: effectOfPerson(customerId),
    part: `${ONSITE_PREFIX}${id}`,
  });

  /** Puts a message that is not there yet; false if it is, whatever became of it. */
  const create = (customerId: string, message: OnsiteMessage): Promise<boolean> =>
    ifHeld(
      dynamo.send(
        new PutCommand({
          TableName: table,
          Item: { ...keyOf(customerId, message.id), ...message },
          ConditionExpression: 'attribute_not_exists(subject)',
        }),
      ),
    );

  async function* rows(ids: readonly string[]) {
    for (const customerId of ids) {
      for await (const item of queryAll(dynamo, {
        TableName: table,
        ConsistentRead: true,
        KeyConditionExpression: 'subject = :subject AND begins_with(#part, :prefix)',
        ExpressionAttributeNames: { '#part': 'part' },
        ExpressionAttributeValues: { ':subject': effectOfPerson(customerId), ':prefix': ONSITE_PREFIX },
      })) {
        yield { customerId, message: onsiteMessageSchema.parse(item) };
      }
    }
  }

  /** Everything that a person under these ids is or was shown, oldest first. */
  const ofPerson = async (ids: readonly string[]): Promise<OnsiteMessage[]> => {
    const found: OnsiteMessage[] = [];
    for await (const { message } of rows(ids)) found.push(message);
    return found.sort((left, right) => (left.createdAt < right.createdAt ? -1 : 1));
  };

  /** Notes what a person did with a message; the first time stands. False if the person has no such message. */
  const note = async (ids: readonly string[], id: string, outcome: OnsiteOutcome, at: string): Promise<boolean> => {
    for (const customerId of ids) {
      const field = FIELDS[outcome];
      const held = await ifHeld(
        dynamo.send(
          new UpdateCommand({
            TableName: table,
            Key: keyOf(customerId, id),
            UpdateExpression: `SET ${field} = if_not_exists(${field}, :at)`,
            ConditionExpression: 'attribute_exists(subject)',
            ExpressionAttributeValues: { ':at': at },
          }),
        ),
      );
      if (held) return true;
    }
    return false;
  };

  async function* removals(ids: readonly string[]): AsyncGenerator<() => Promise<void>> {
    for await (const { customerId, message } of rows(ids))
      yield async () => {
        await dynamo.send(new DeleteCommand({ TableName: table, Key: keyOf(customerId, message.id) }));
      };
  }

  return { create, ofPerson, note, removals };
};

export type OnsiteStore = ReturnType<typeof createOnsiteStore>;
