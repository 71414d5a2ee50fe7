import type { DynamoDBRecord } from 'aws-lambda';
import * as z from 'zod';
import { impliedAt } from '../../shared/events/event.ts';
import type { LostDevice } from '../../shared/feedback/tell-lost-devices.ts';
import { deviceTokenIn } from '../../shared/profiles/devices.ts';

/** Reasons of `Device Unregistered` that are somebody's doing: the provider's words for an app that is gone, and the snippet's. */
const REASONS: ReadonlySet<string> = new Set([
  'UNREGISTERED',
  'HTTP 404',
  'HTTP 410',
  'denied',
  'gone',
  'unsubscribed',
]);

const fields = z.record(z.string(), z.unknown()).optional().catch(undefined);
/** Where the event may name its device. */
const deviceSchema = z.object({ context: fields, properties: fields });

const bodySchema = z.object({
  properties: z
    .object({
      reason: z.string().optional().catch(undefined),
      notifications: z.string().optional().catch(undefined),
      message: z.string().optional().catch(undefined),
    })
    .default({}),
});

const isLost = (name: string, { reason, notifications }: z.infer<typeof bodySchema>['properties']): boolean => {
  if (name === 'Application Uninstalled') return true;
  if (name === 'Device Unregistered') return REASONS.has(reason ?? '');
  return notifications === 'denied' && (name === 'Device Registered' || name.startsWith('Application '));
};

/**
 * The app that a record of the stream tells was removed or silenced. A sign-out, or a token in another's place, is neither; nor is anything
 * without a token, for that was never there or was not proven.
 */
export const lostDeviceIn = ({ eventName, dynamodb }: DynamoDBRecord, person: string): LostDevice | undefined => {
  const { type, name, at, key, receivedAt, body } = dynamodb?.NewImage ?? {};
  if (eventName !== 'INSERT' || type?.S !== 'track' || !/^(?:Application|Device) /.test(name?.S ?? ''))
    return undefined;
  const json: unknown = JSON.parse(body?.S ?? '{}');
  const said = bodySchema.safeParse(json).data?.properties;
  if (!said || !isLost(name?.S ?? '', said)) return undefined;
  const token = deviceTokenIn({ type: 'track', name: name?.S, body: deviceSchema.safeParse(json).data ?? {} });
  if (token === undefined) return undefined;
  return { person, token, at: at?.S ?? impliedAt(key?.S ?? '', receivedAt?.S ?? ''), by: said.message };
};
