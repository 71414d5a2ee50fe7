import type { NewEvent } from '../../shared/events/event.ts';
import type { CallWarning } from '../../shared/events/judge-properties.ts';
import { visitorOf, visitorSchema } from '../../shared/onsite/visitor.ts';
import { isAboutDevice } from '../../shared/profiles/devices.ts';
import type { ApiKey } from '../../shared/settings/api-key.ts';

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

const without = (fields: Readonly<Record<string, unknown>> | undefined, name: string): Record<string, unknown> =>
  Object.fromEntries(Object.entries(fields ?? {}).filter(([each]) => each !== name));

/** A key of a page or an app may send events and nothing else, and everybody can read it. */
const isPublic = ({ scopes }: ApiKey): boolean => scopes.every((scope) => scope === 'write');

const warning: CallWarning = {
  code: 'unproven_device',
  path: 'context.userHash',
  message:
    'The device was left out: with a write key alone a member’s device needs context.userHash, the HMAC-SHA-256 of the userId under the key of GET /v1/onsite-key; or send it with a key of your server that has the scope "send", too.',
};

interface Claim {
  readonly event: NewEvent;
  readonly warning?: CallWarning;
}

/**
 * A device is sent whatever its person is sent, so a stranger with a public key must not put one under a member's id: such a claim needs the member's hash, as
 * messages on the shop's pages do, or a key of the server. Without it the event is stored, and the token is not. The hash never is.
 */
export const createDeviceClaims =
  (signingKey: () => Promise<string>) =>
  async (event: NewEvent, key: ApiKey): Promise<Claim> => {
    const { person, body } = event;
    const { context } = body;
    const userHash = context?.userHash;
    const plain =
      userHash === undefined ? event : { ...event, body: { ...body, context: without(context, 'userHash') } };
    const shows = isRecord(context?.device) && context.device.token !== undefined;
    const names = isAboutDevice(event.type, event.name) && body.properties?.token !== undefined;
    if ((!shows && !names) || !person.startsWith('u:') || !isPublic(key)) return { event: plain };
    const visitor = visitorSchema.safeParse({ userId: person.slice(2), userHash });
    if (visitor.success && userHash !== undefined && visitorOf(visitor.data, await signingKey()))
      return { event: plain };
    const device = isRecord(context?.device) ? context.device : undefined;
    return {
      event: {
        ...plain,
        body: {
          ...plain.body,
          ...(shows ? { context: { ...plain.body.context, device: without(device, 'token') } } : {}),
          ...(names ? { properties: without(body.properties, 'token') } : {}),
        },
      },
      warning,
    };
  };

export type DeviceClaims = ReturnType<typeof createDeviceClaims>;
