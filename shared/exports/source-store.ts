import { type Message, messageSchema } from '../delivery/message.ts';
import { eventFromItem, type StoredEvent } from '../events/event.ts';
import { type Order, orderSchema } from '../orders/order.ts';
import { type Dynamo, queryAll, scanAll } from '../platform/dynamo.ts';

interface Tables {
  readonly events: string;
  readonly orders: string;
  readonly messages: string;
}

/** What the tables for SQL are made from, beside the customers. Memory stays at one page. */
export const createSourceStore = (dynamo: Dynamo, tables: Tables) => {
  async function* orders(segment: number, total: number): AsyncGenerator<Order> {
    const segments = { Segment: segment, TotalSegments: total };
    for await (const item of scanAll(dynamo, { TableName: tables.orders, ...segments })) yield orderSchema.parse(item);
  }

  /** Rows of the ledger; the guards of addresses beside them are none. */
  async function* messages(segment: number, total: number): AsyncGenerator<Message> {
    for await (const item of scanAll(dynamo, {
      TableName: tables.messages,
      Segment: segment,
      TotalSegments: total,
      FilterExpression: 'attribute_exists(arm)',
    }))
      yield messageSchema.parse(item);
  }

  /** A person's events first received from `from` on and before `until`, ISO; with `above`, only those with a higher key. */
  async function* events(person: string, from: string, until: string, above?: string): AsyncGenerator<StoredEvent> {
    for await (const item of queryAll(dynamo, {
      TableName: tables.events,
      KeyConditionExpression: above === undefined ? 'person = :person' : 'person = :person AND #key > :above',
      FilterExpression: 'receivedAt >= :from AND receivedAt < :until',
      ...(above === undefined ? {} : { ExpressionAttributeNames: { '#key': 'key' } }),
      ExpressionAttributeValues: {
        ...{ ':person': person, ':from': from, ':until': until },
        ...(above === undefined ? {} : { ':above': above }),
      },
    }))
      yield eventFromItem(item);
  }

  return { orders, messages, events };
};

export type SourceStore = ReturnType<typeof createSourceStore>;
