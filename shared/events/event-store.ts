import { DeleteCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { type Dynamo, getMany, isConditionFailed, queryAll } from '../platform/dynamo.ts';
import { eventKey } from '../tables/keys.ts';
import { type EventItem, eventFromItem, type StoredEvent } from './event.ts';
import { type QuarantinedItem, quarantinedItemSchema } from './quarantine.ts';

export const createEventStore = (dynamo: Dynamo, table: string) => {
  const putOnce = async (item: EventItem): Promise<'stored' | 'duplicate'> => {
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

  /** First write wins: a refused put means the event is stored already, which is success (P1, P2). */
  const append = (item: EventItem): Promise<'stored' | 'duplicate'> => putOnce(item);

  const appendToQuarantine = (item: QuarantinedItem): Promise<'stored' | 'duplicate'> => putOnce(item);

  /** One page of a partition of the quarantine, in order of person; `after` is the last key seen. */
  const readQuarantine = async (partition: string, after?: string): Promise<QuarantinedItem[]> => {
    const page = await dynamo.send(
      new QueryCommand({
        TableName: table,
        ConsistentRead: true,
        Limit: 100,
        KeyConditionExpression: after === undefined ? 'person = :person' : 'person = :person AND #key > :after',
        ...(after === undefined ? {} : { ExpressionAttributeNames: { '#key': 'key' } }),
        ExpressionAttributeValues: { ':person': partition, ...(after === undefined ? {} : { ':after': after }) },
      }),
    );
    return (page.Items ?? []).map((item) => quarantinedItemSchema.parse(item));
  };

  const removeFromQuarantine = async (item: QuarantinedItem): Promise<void> => {
    await dynamo.send(new DeleteCommand({ TableName: table, Key: { person: item.person, key: item.key } }));
  };

  /** A person's events in key order by strong reads, undated ones first; with `after`, only those above that key. */
  async function* read(person: string, after?: string): AsyncGenerator<StoredEvent> {
    for await (const item of queryAll(dynamo, {
      TableName: table,
      ConsistentRead: true,
      KeyConditionExpression: after === undefined ? 'person = :person' : 'person = :person AND #key > :after',
      ...(after === undefined ? {} : { ExpressionAttributeNames: { '#key': 'key' } }),
      ExpressionAttributeValues: { ':person': person, ...(after === undefined ? {} : { ':after': after }) },
    })) {
      yield eventFromItem(item);
    }
  }

  /** A person's events without a time of their own; they are sealed a day after their receipt. */
  async function* undated(person: string): AsyncGenerator<StoredEvent> {
    for await (const item of queryAll(dynamo, {
      TableName: table,
      ConsistentRead: true,
      KeyConditionExpression: 'person = :person AND begins_with(#key, :undated)',
      ExpressionAttributeNames: { '#key': 'key' },
      ExpressionAttributeValues: { ':person': person, ':undated': eventKey(undefined, '') },
    })) {
      yield eventFromItem(item);
    }
  }

  /** A person's newest events with a time above `after`, newest first, at most `most`. */
  const newest = async (person: string, after: string, most: number): Promise<StoredEvent[]> => {
    const events: StoredEvent[] = [];
    for await (const item of queryAll(dynamo, {
      TableName: table,
      KeyConditionExpression: 'person = :person AND #key > :after',
      ExpressionAttributeNames: { '#key': 'key' },
      ExpressionAttributeValues: { ':person': person, ':after': after },
      ScanIndexForward: false,
      Limit: Math.min(most, 500),
    })) {
      if (events.length === most) break;
      events.push(eventFromItem(item));
    }
    return events;
  };

  /** A person's events by key from `from` up to `to`, those nearest to `from`: forwards, or backwards if `to` is lower; at most `most`. */
  const between = async (person: string, from: string, to: string, most: number): Promise<StoredEvent[]> => {
    const { Items = [] } = await dynamo.send(
      new QueryCommand({
        TableName: table,
        Limit: most,
        ScanIndexForward: from <= to,
        KeyConditionExpression: 'person = :person AND #key BETWEEN :low AND :high',
        ExpressionAttributeNames: { '#key': 'key' },
        ExpressionAttributeValues: {
          ':person': person,
          ':low': from <= to ? from : to,
          ':high': from <= to ? to : from,
        },
      }),
    );
    return Items.map((item) => eventFromItem(item));
  };

  /** Those of a person's events that stand under the keys, by strong reads. */
  const find = async (person: string, keys: readonly string[]): Promise<StoredEvent[]> => {
    const items = await getMany(
      dynamo,
      table,
      keys.map((key) => ({ person, key })),
    );
    return items.map((item) => eventFromItem(item));
  };

  /** Removes every event of an id, those that wait in the quarantine not among them; answers how many there were. */
  const removeAll = async (person: string): Promise<number> => {
    let removed = 0;
    for await (const { key } of queryAll(dynamo, {
      TableName: table,
      ConsistentRead: true,
      KeyConditionExpression: 'person = :person',
      ProjectionExpression: '#key',
      ExpressionAttributeNames: { '#key': 'key' },
      ExpressionAttributeValues: { ':person': person },
    })) {
      await dynamo.send(new DeleteCommand({ TableName: table, Key: { person, key } }));
      removed += 1;
    }
    return removed;
  };

  return {
    append,
    appendToQuarantine,
    readQuarantine,
    removeFromQuarantine,
    read,
    undated,
    newest,
    between,
    find,
    removeAll,
  };
};

export type EventStore = ReturnType<typeof createEventStore>;
