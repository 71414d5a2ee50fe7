import * as z from 'zod';
import type { StoredEvent } from '../events/event.ts';
import type { EventStore } from '../events/event-store.ts';
import { type Dynamo, queryAll } from '../platform/dynamo.ts';
import type { History, MessageFact } from './evaluate.ts';

/** The part of a ledger row that rules look at. */
const rowSchema = z.object({
  campaignId: z.string(),
  channel: z.string(),
  status: z.string(),
  handedOverAt: z.string().optional(),
  deliveredAt: z.string().optional(),
  openedHumanAt: z.string().optional(),
  clickedHumanAt: z.string().optional(),
});

const factOf = (item: unknown): MessageFact | undefined => {
  const row = rowSchema.safeParse(item);
  if (!row.success) return undefined;
  const { campaignId, channel, status, handedOverAt, deliveredAt, openedHumanAt, clickedHumanAt } = row.data;
  const at = handedOverAt ?? deliveredAt;
  // A message of unknown outcome was received if a receipt says so.
  if (at === undefined || !(status === 'sent' || deliveredAt !== undefined)) return undefined;
  return {
    campaignId,
    channel,
    at,
    opened: openedHumanAt !== undefined || clickedHumanAt !== undefined,
    clicked: clickedHumanAt !== undefined,
  };
};

/** A person's own events under all ids of the named kinds, and messages; read when a rule asks. Events of other names are not kept. */
export const createHistoryStore = (dynamo: Dynamo, messagesTable: string, eventStore: EventStore) => {
  const messagesOf = async (customerId: string): Promise<MessageFact[]> => {
    const facts: MessageFact[] = [];
    for await (const item of queryAll(dynamo, {
      TableName: messagesTable,
      KeyConditionExpression: 'customerId = :customer',
      ExpressionAttributeValues: { ':customer': customerId },
    })) {
      const fact = factOf(item);
      if (fact) facts.push(fact);
    }
    return facts;
  };

  const eventsOf = async (ids: readonly string[], names: ReadonlySet<string>): Promise<StoredEvent[]> => {
    const first = new Map<string, StoredEvent>();
    for (const id of ids) {
      for await (const event of eventStore.read(id)) {
        if (event.name === undefined || !names.has(event.name)) continue;
        const known = first.get(event.messageId);
        if (!known || event.receivedAt < known.receivedAt) first.set(event.messageId, event);
      }
    }
    return [...first.values()];
  };

  return (eventNames: ReadonlySet<string>) =>
    async (ids: readonly string[]): Promise<History> => {
      const [events, ...messages] = await Promise.all([eventsOf(ids, eventNames), ...ids.map(messagesOf)]);
      return { events, messages: messages.flat() };
    };
};

export type HistoryStore = ReturnType<typeof createHistoryStore>;
