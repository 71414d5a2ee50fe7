import * as z from 'zod';

export const EVENT_TYPES = ['track', 'identify', 'page', 'screen', 'group', 'alias'] as const;
export type EventType = (typeof EVENT_TYPES)[number];

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
}

/** Shape of an item of the events table. */
export const eventItemSchema = z.object({
  person: z.string(),
  key: z.string(),
  messageId: z.string(),
  type: z.enum(EVENT_TYPES),
  name: z.string().optional(),
  at: z.string(),
  receivedAt: z.string(),
  body: z.string(),
  source: z.string().optional(),
  imported: z.boolean().optional(),
  expiresAt: z.number(),
});
export type EventItem = z.infer<typeof eventItemSchema>;

export const eventFromItem = (item: unknown): StoredEvent => {
  const row = eventItemSchema.parse(item);
  return {
    person: row.person,
    key: row.key,
    messageId: row.messageId,
    type: row.type,
    ...(row.name === undefined ? {} : { name: row.name }),
    at: row.at,
    receivedAt: row.receivedAt,
    body: bodySchema.parse(JSON.parse(row.body)),
    ...(row.source === undefined ? {} : { source: row.source }),
    imported: row.imported ?? false,
  };
};
