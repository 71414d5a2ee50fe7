import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { type Dynamo, isConditionFailed, queryAll } from '../platform/dynamo.ts';
import { type EventItem, eventFromItem, type StoredEvent } from './event.ts';

export const createEventStore = (dynamo: Dynamo, table: string) => {
  /** First write wins: a refused put means the event is stored already, which is success (P1, P2). */
  const append = async (item: EventItem): Promise<'stored' | 'duplicate'> => {
    try {
      await dynamo.send(
        new PutCommand({ TableName: table, Item: item, ConditionExpression: 'attribute_not_exists(person)' }),
      );
      return 'stored';
    } catch (error) {
      if (isConditionFailed(error)) return 'duplicate';
      throw error;
    }
  };

  /**
   * A person's events in key order by strong reads. With `after`, only dated events above that key plus every undated
   * one: undated keys sort before any year.
   */
  async function* read(person: string, after?: string): AsyncGenerator<StoredEvent> {
    if (after === undefined) {
      for await (const item of queryAll(dynamo, {
        TableName: table,
        ConsistentRead: true,
        KeyConditionExpression: 'person = :person',
        ExpressionAttributeValues: { ':person': person },
      })) {
        yield eventFromItem(item);
      }
      return;
    }
    for (const [condition, values] of [
      ['#key < :dated', { ':dated': '0' }],
      ['#key > :after', { ':after': after }],
    ] as const) {
      for await (const item of queryAll(dynamo, {
        TableName: table,
        ConsistentRead: true,
        KeyConditionExpression: `person = :person AND ${condition}`,
        ExpressionAttributeNames: { '#key': 'key' },
        ExpressionAttributeValues: { ':person': person, ...values },
      })) {
        yield eventFromItem(item);
      }
    }
  }

  return { append, read };
};

export type EventStore = ReturnType<typeof createEventStore>;
