import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { type Message, messageSchema } from '../delivery/message.ts';
import { waysView } from '../delivery/ways-view.ts';
import { eventFromItem, type StoredEvent } from '../events/event.ts';
import { type Dynamo, queryAll } from '../platform/dynamo.ts';
import { maskToken } from '../platform/mask.ts';
import { isAboutDevice } from '../profiles/devices.ts';
import { keyText } from '../tables/keys.ts';
import { journeyOfLedger, templateOfLedger, trialOfLedger } from '../transactional/request.ts';
import { isWebToken } from '../webpush/subscription.ts';

/** One line of a person's story; the rest of the fields differ by type. */
export const timelineEntrySchema = z.looseObject({ type: z.string(), at: z.string() });
export type TimelineEntry = z.infer<typeof timelineEntrySchema>;

/** Undated keys begin with `-`, which sorts before any year. */
const FIRST_DATED = '0';

/** Where the next page starts: below this event key, and below this one among messages and undated events. */
export const timelinePositionSchema = z.object({
  key: keyText.refine((key) => key >= FIRST_DATED).optional(),
  /** The id under which that event stands: a person may have several. */
  person: z.string().optional(),
  other: z.object({ at: z.string(), id: z.string() }).optional(),
});
export type TimelinePosition = z.infer<typeof timelinePositionSchema>;

/** A message or an undated event, whose order is not that of its key. */
interface Other {
  readonly id: string;
  readonly entry: TimelineEntry;
}

/** Messages and undated events of a person beyond which the oldest are left out. */
const MOST_OTHERS = 2_000;

/** Every token that Firebase gives out has this in it. */
const FIREBASE = /:APA91b/;

/** A push token is for senders alone, so nobody reads it whole, whatever the key. */
const withoutToken = (event: StoredEvent): StoredEvent['body']['properties'] => {
  const { properties } = event.body;
  const token = properties?.token;
  if (typeof token !== 'string') return properties;
  const isOfDevice = isAboutDevice(event.type, event.name) || isWebToken(token) || FIREBASE.test(token);
  return isOfDevice ? { ...properties, token: maskToken(token) } : properties;
};

export const eventEntry = (event: StoredEvent): TimelineEntry => ({
  type: event.type,
  at: event.at,
  ...(event.name === undefined ? {} : event.type === 'track' ? { event: event.name } : { name: event.name }),
  messageId: event.messageId,
  receivedAt: event.receivedAt,
  ...(event.source === undefined ? {} : { source: event.source }),
  ...(event.imported ? { imported: true } : {}),
  ...(event.body.properties === undefined ? {} : { properties: withoutToken(event) }),
  ...(event.body.traits === undefined ? {} : { traits: event.body.traits }),
});

const messageEntry = (message: Message): TimelineEntry => {
  const {
    customerId: _id,
    key,
    claimId: _claim,
    claimedUntil: _until,
    address: _address,
    ref: _ref,
    ...shown
  } = message;
  const { expiresAt: _expires, revision: _revision, link: _link, links: _links, campaignId, ...own } = shown;
  const ways = waysView(message);
  const rest = ways === null ? own : { ...own, ways };
  const trialOf = trialOfLedger(campaignId);
  if (trialOf !== undefined)
    return { ...rest, campaignId: trialOf, trial: true, type: 'message', at: message.handedOverAt ?? message.at };
  const journey = journeyOfLedger(campaignId);
  if (journey) return { ...rest, journey, type: 'message', at: message.handedOverAt ?? message.at };
  const templateId = templateOfLedger(campaignId);
  // A single message has no campaign; its template names it.
  const source = templateId === undefined ? { campaignId } : { templateId, messageId: key.split('#')[0] };
  return { ...rest, ...source, type: 'message', at: message.handedOverAt ?? message.at };
};

const newestFirst = (left: Other, right: Other): number => {
  if (left.entry.at !== right.entry.at) return left.entry.at < right.entry.at ? 1 : -1;
  return left.id < right.id ? 1 : -1;
};

const isAbove = (left: StoredEvent, right: StoredEvent): boolean =>
  left.key === right.key ? left.person > right.person : left.key > right.key;

const isBelow = ({ id, entry }: Other, place: TimelinePosition['other']): boolean =>
  place === undefined || entry.at < place.at || (entry.at === place.at && id < place.id);

export const createTimeline = (dynamo: Dynamo, tables: { readonly events: string; readonly messages: string }) => {
  /** Dated events below a key, newest first. Their order is that of the sender's clock. */
  const datedEvents = async (person: string, limit: number, below: string | undefined): Promise<StoredEvent[]> => {
    const answer = await dynamo.send(
      new QueryCommand({
        TableName: tables.events,
        KeyConditionExpression: 'person = :person AND #key BETWEEN :first AND :last',
        ExpressionAttributeNames: { '#key': 'key' },
        ExpressionAttributeValues: { ':person': person, ':first': FIRST_DATED, ':last': below ?? '~' },
        ScanIndexForward: false,
        Limit: limit + 1,
      }),
    );
    const events = (answer.Items ?? []).map((item) => eventFromItem(item));
    return events;
  };

  /** The same of all ids together. */
  const datedOfAll = async (
    ids: readonly string[],
    limit: number,
    { key, person }: TimelinePosition,
  ): Promise<StoredEvent[]> => {
    const lists = await Promise.all(ids.map((id) => datedEvents(id, limit, key)));
    return lists
      .flat()
      .filter((event) => key === undefined || event.key < key || (event.key === key && event.person < (person ?? '')))
      .sort((left, right) => (isAbove(left, right) ? -1 : 1))
      .slice(0, limit);
  };

  const undatedEvents = async (person: string): Promise<Other[]> => {
    const answer = await dynamo.send(
      new QueryCommand({
        TableName: tables.events,
        KeyConditionExpression: 'person = :person AND #key < :dated',
        ExpressionAttributeNames: { '#key': 'key' },
        ExpressionAttributeValues: { ':person': person, ':dated': FIRST_DATED },
        Limit: MOST_OTHERS,
      }),
    );
    return (answer.Items ?? []).map((item) => {
      const event = eventFromItem(item);
      return { id: `${event.key} ${event.person}`, entry: eventEntry(event) };
    });
  };

  const messagesOf = async (ids: readonly string[]): Promise<Message[]> =>
    (await Promise.all(ids.map(messagesUnder))).flat();

  const messagesUnder = async (customerId: string): Promise<Message[]> => {
    const messages: Message[] = [];
    for await (const item of queryAll(dynamo, {
      TableName: tables.messages,
      KeyConditionExpression: 'customerId = :customer',
      ExpressionAttributeValues: { ':customer': customerId },
    })) {
      messages.push(messageSchema.parse(item));
    }
    return messages;
  };

  /** A page of events and messages, newest first. `next` is absent on the last page. */
  const page = async (
    ids: readonly string[],
    limit: number,
    from: TimelinePosition = {},
  ): Promise<{ entries: TimelineEntry[]; next?: TimelinePosition }> => {
    const [events, undated, messages] = await Promise.all([
      datedOfAll(ids, limit + 1, from),
      Promise.all(ids.map(undatedEvents)),
      messagesOf(ids),
    ]);
    const sent = messages.map((message) => ({
      id: `${message.key} ${message.customerId}`,
      entry: messageEntry(message),
    }));
    const others = [...undated.flat(), ...sent].filter((other) => isBelow(other, from.other)).sort(newestFirst);
    const entries: TimelineEntry[] = [];
    let { key, person, other } = from;
    while (entries.length < limit) {
      const event = events[0];
      const beside = others[0];
      if (event && (!beside || event.at >= beside.entry.at)) {
        entries.push(eventEntry(event));
        key = event.key;
        person = event.person;
        events.shift();
      } else if (beside) {
        entries.push(beside.entry);
        other = { at: beside.entry.at, id: beside.id };
        others.shift();
      } else break;
    }
    if (events.length + others.length === 0) return { entries };
    return {
      entries,
      next: { ...(key === undefined ? {} : { key, person }), ...(other === undefined ? {} : { other }) },
    };
  };

  return { page, messagesOf };
};
