import * as z from 'zod';
import { DAY, SECOND, toEpochSeconds } from '../platform/clock.ts';
import { eventKey } from '../tables/keys.ts';
import { EVENT_TYPES, type EventType } from './event-type.ts';
import type { Person } from './person.ts';

/** What the sender said, kept whole: unknown fields stay. */
const bodySchema = z.looseObject({
  userId: z.string().optional(),
  anonymousId: z.string().optional(),
  properties: z.record(z.string(), z.unknown()).optional(),
  traits: z.record(z.string(), z.unknown()).optional(),
  context: z.record(z.string(), z.unknown()).optional(),
});
export type EventBody = z.infer<typeof bodySchema>;

/** One stored event, as the fold reads it. */
export interface StoredEvent {
  /** Partition: the person as sent. */
  readonly person: string;
  /** Sort key: client time (or `-`) and messageId. */
  readonly key: string;
  readonly messageId: string;
  readonly type: EventType;
  /** Name of a track event (`Order Completed`), of a page or of a screen. */
  readonly name?: string;
  /** Corrected time, ISO 8601 UTC; the first receipt if the event carries no time. */
  readonly at: string;
  /** First receipt, ISO 8601 UTC. */
  readonly receivedAt: string;
  readonly body: EventBody;
  readonly source?: string;
  /** Came with an import: folds like any other event, starts nothing. */
  readonly imported: boolean;
  /** Network address of the request; kept of calls that say something about consent. */
  readonly ip?: string;
}

/**
 * Shape of an item of the events table. It is kept small (a put costs one write unit per KB): what stands in the key or
 * equals another field is left out and put back by `eventFromItem`.
 */
export const eventItemSchema = z.object({
  person: z.string(),
  key: z.string(),
  /** Absent if it is the part of `key` after its first `#`, as in every item that `eventItem` makes. */
  messageId: z.string().optional(),
  type: z.enum(EVENT_TYPES),
  name: z.string().optional(),
  /** Absent if it is the time in the key, or the receipt of an event without time. */
  at: z.string().optional(),
  receivedAt: z.string(),
  body: z.string().optional(),
  source: z.string().optional(),
  imported: z.boolean().optional(),
  ip: z.string().optional(),
  expiresAt: z.number(),
});
export type EventItem = z.infer<typeof eventItemSchema>;

/** An event that is about to be stored. */
export interface NewEvent {
  readonly person: Person;
  /** The sender's time, ISO 8601 UTC with ms; absent if it sent none. Part of the key, so never corrected. */
  readonly time?: string;
  readonly messageId: string;
  readonly type: EventType;
  readonly name?: string;
  /** Corrected time, ISO 8601 UTC. */
  readonly at: string;
  readonly receivedAt: string;
  readonly body: EventBody;
  readonly source?: string;
  readonly imported?: boolean;
  readonly ip?: string;
}

/** Days an event is kept, counted from its first receipt. */
export const EVENT_DAYS = 400;

const UNDATED = '-';

/** Corrected time of an item that does not say it. */
export const impliedAt = (key: string, receivedAt: string): string => {
  const time = key.slice(0, key.indexOf('#'));
  return time === UNDATED ? receivedAt : time;
};

/** The item of a new event. */
export const eventItem = (event: NewEvent, days: number = EVENT_DAYS): EventItem => {
  const { userId, anonymousId, ...said } = event.body;
  const known = event.person.startsWith('u:');
  if (!known && userId !== undefined) said.userId = userId;
  if (known && anonymousId !== undefined) said.anonymousId = anonymousId;
  const body = JSON.stringify(said);
  const key = eventKey(event.time, event.messageId);
  return {
    person: event.person,
    key,
    type: event.type,
    ...(event.name === undefined ? {} : { name: event.name }),
    ...(event.at === impliedAt(key, event.receivedAt) ? {} : { at: event.at }),
    receivedAt: event.receivedAt,
    ...(body === '{}' ? {} : { body }),
    ...(event.source === undefined || event.source === '' ? {} : { source: event.source }),
    ...(event.imported ? { imported: true } : {}),
    ...(event.ip === undefined ? {} : { ip: event.ip }),
    expiresAt: toEpochSeconds(Date.parse(event.receivedAt)) + (days * DAY) / SECOND,
  };
};

const idOf = (person: Person): EventBody =>
  person.startsWith('u:') ? { userId: person.slice(2) } : { anonymousId: person.slice(2) };

export const eventFromItem = (item: unknown): StoredEvent => {
  const row = eventItemSchema.parse(item);
  return {
    person: row.person,
    key: row.key,
    messageId: row.messageId ?? row.key.slice(row.key.indexOf('#') + 1),
    type: row.type,
    ...(row.name === undefined ? {} : { name: row.name }),
    at: row.at ?? impliedAt(row.key, row.receivedAt),
    receivedAt: row.receivedAt,
    body: { ...bodySchema.parse(JSON.parse(row.body ?? '{}')), ...idOf(row.person) },
    ...(row.source === undefined ? {} : { source: row.source }),
    imported: row.imported ?? false,
    ...(row.ip === undefined ? {} : { ip: row.ip }),
  };
};
