import type { DynamoDBRecord } from 'aws-lambda';
import * as z from 'zod';
import { impliedAt } from '../../shared/events/event.ts';

/** A tap on a notification as an app told of it; nothing of it is believed before its signature was checked. */
export interface ToldTap {
  /** Signed name of the message. */
  readonly token: string;
  /** ISO 8601 UTC. */
  readonly at: string;
  readonly link: string;
}

/** Segment's name, and the one that some SDKs send. */
const NAMES: ReadonlySet<string> = new Set(['Push Notification Tapped', 'Push Notification Opened']);

const bodySchema = z.object({
  properties: z.object({ dangol: z.string().max(300), link: z.string().max(1_000).optional().catch(undefined) }),
});

/** The tap that a record of the stream tells of, if it does. */
export const tapIn = ({ eventName, dynamodb }: DynamoDBRecord): ToldTap | undefined => {
  const { type, name, at, key, receivedAt, body } = dynamodb?.NewImage ?? {};
  if (eventName === 'REMOVE' || type?.S !== 'track' || !NAMES.has(name?.S ?? '')) return undefined;
  const told = bodySchema.safeParse(JSON.parse(body?.S ?? '{}')).data?.properties;
  if (!told) return undefined;
  return { token: told.dangol, link: told.link ?? '', at: at?.S ?? impliedAt(key?.S ?? '', receivedAt?.S ?? '') };
};
