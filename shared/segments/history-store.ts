import * as z from 'zod';
import type { EventStore } from '../events/event-store.ts';
import { type Dynamo, queryAll } from '../platform/dynamo.ts';
import { respondedAt } from './ignored.ts';
import type { AskedEvents, EventFact, History, MessageFact } from './leaf-value.ts';

/** The part of a ledger row that rules look at. */
const rowSchema = z.object({
  campaignId: z.string(),
  channel: z.string(),
  status: z.string(),
  handedOverAt: z.string().optional(),
  deliveredAt: z.string().optional(),
  openedHumanAt: z.string().optional(),
  clickedHumanAt: z.string().optional(),
  purpose: z.string().optional(),
  goal: z.object({ firstAt: z.string().optional() }).optional(),
});

const factOf = (item: unknown): MessageFact | undefined => {
  const row = rowSchema.safeParse(item);
  if (!row.success) return undefined;
  const { campaignId, channel, status, handedOverAt, deliveredAt, openedHumanAt, clickedHumanAt, purpose } = row.data;
  const at = handedOverAt ?? deliveredAt;
  // A message of unknown outcome was received if a receipt says so.
  if (at === undefined || !(status === 'sent' || deliveredAt !== undefined)) return undefined;
  return {
    campaignId,
    channel,
    at,
    opened: openedHumanAt !== undefined || clickedHumanAt !== undefined,
    clicked: clickedHumanAt !== undefined,
    purpose,
    respondedAt: respondedAt(row.data),
  };
};

/** A person's own events under all ids of the named kinds, and messages; read when a rule asks. Of events only what the rules look at is kept. */
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

  const eventsOf = async (ids: readonly string[], asked: AskedEvents): Promise<EventFact[]> => {
    if (asked.size === 0) return [];
    const first = new Map<string, { readonly receivedAt: string; readonly fact: EventFact }>();
    for (const id of ids) {
      for await (const { type, name, at, messageId, receivedAt, body } of eventStore.read(id)) {
        const properties = type === 'track' && name !== undefined ? asked.get(name) : undefined;
        if (name === undefined || !properties) continue;
        const known = first.get(messageId);
        if (known && known.receivedAt <= receivedAt) continue;
        const kept = Object.entries(body.properties ?? {}).filter(([property]) => properties.has(property));
        first.set(messageId, { receivedAt, fact: { name, at, properties: Object.fromEntries(kept) } });
      }
    }
    return [...first.values()].map(({ fact }) => fact);
  };

  return (asked: AskedEvents) =>
    async (ids: readonly string[]): Promise<History> => {
      const [events, ...messages] = await Promise.all([eventsOf(ids, asked), ...ids.map(messagesOf)]);
      return { events, messages: messages.flat() };
    };
};

export type HistoryStore = ReturnType<typeof createHistoryStore>;
