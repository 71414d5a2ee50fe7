import { createPrivateKey } from 'node:crypto';
import * as z from 'zod';
import { type Route, route } from '../../../shared/api/route.ts';
import { serviceAccountIn } from '../../../shared/fcm/credentials.ts';
import { DangolError } from '../../../shared/platform/errors.ts';
import { createKeyRateStore } from '../../../shared/settings/key-rate-store.ts';
import { keyMark, makeVapidKey, publicKeyOf, vapidKeyIn } from '../../../shared/webpush/vapid.ts';
import type { Services } from '../services.ts';

const isPrivateKey = (pem: string): boolean => {
  try {
    return createPrivateKey(pem).asymmetricKeyType === 'rsa';
  } catch {
    return false;
  }
};

/** The file that Firebase hands out; its other fields are left aside. */
const accountSchema = z.object({
  project_id: z.string().regex(/^[a-z0-9-]{4,40}$/, 'must be the id of a Firebase project'),
  client_email: z.email(),
  private_key: z.string().max(10_000).startsWith('-----BEGIN PRIVATE KEY-----\n'),
});

/** Keys of the providers of push: put in and never read out again, and the public one that browsers subscribe with. */
export const pushRoutes = ({ dynamo, environment, clock, providerSecret, vapidKey }: Services): readonly Route[] => {
  const rates = createKeyRateStore(dynamo, environment.DEFINITIONS_TABLE, clock);
  const publicKey = async (): Promise<string | undefined> => publicKeyOf(vapidKeyIn(await providerSecret.read()));

  return [
    route({
      method: 'GET',
      path: '/v1/push-key',
      scope: 'write',
      tag: 'push',
      summary: 'The key that browsers subscribe to web push with (write key)',
      answer: z.object({ key: z.string(), mark: z.string() }),
      handle: async ({ key: caller }) => {
        const wait = caller ? await rates.admit(caller, 1) : 0;
        if (wait > 0)
          throw new DangolError('rate_limited', `This key is asked for too often; try again in ${wait} s.`, {
            retryAfter: wait,
          });
        const key = publicKeyOf(await vapidKey());
        if (key === undefined)
          throw new DangolError('not_found', 'Web push has no key yet: an admin makes one by POST /v1/push/web-key.');
        return { body: { key, mark: keyMark(key) } };
      },
    }),
    route({
      method: 'GET',
      path: '/v1/push/providers',
      scope: 'admin',
      tag: 'push',
      summary: 'What is set up for push, without its secrets',
      answer: z.object({
        firebase: z.object({ projectId: z.string(), clientEmail: z.string() }).nullable(),
        web: z.object({ key: z.string() }).nullable(),
      }),
      handle: async () => {
        const secret = await providerSecret.read();
        const { project_id: projectId, client_email: clientEmail, private_key: hidden } = serviceAccountIn(secret);
        const key = publicKeyOf(vapidKeyIn(secret));
        return {
          body: {
            firebase: projectId === '' || hidden === '' ? null : { projectId, clientEmail },
            web: key === undefined ? null : { key },
          },
        };
      },
    }),
    route({
      method: 'PUT',
      path: '/v1/push/firebase',
      scope: 'admin',
      tag: 'push',
      summary: 'Put in the service account of Firebase; senders use it within five minutes',
      body: accountSchema,
      handle: async ({ body }) => {
        if (!isPrivateKey(body.private_key))
          throw new DangolError(
            'invalid',
            'private_key is no RSA key: put in the file of the service account as it came.',
            {
              details: [{ path: 'private_key', message: 'is no RSA key' }],
            },
          );
        await providerSecret.put('firebase', body);
        return {};
      },
    }),
    route({
      method: 'POST',
      path: '/v1/push/web-key',
      scope: 'admin',
      tag: 'push',
      summary: 'Make the key of web push; with `replace` another one, and every browser must subscribe anew',
      body: z.strictObject({ replace: z.boolean().default(false) }),
      answer: z.object({ key: z.string() }),
      handle: async ({ body: { replace } }) => {
        if (!replace && (await publicKey()) !== undefined)
          throw new DangolError(
            'conflict',
            'Web push has a key, and browsers have subscribed with it: say "replace": true to give all of them up.',
          );
        const made = makeVapidKey();
        await providerSecret.put('vapid', made);
        return { status: 201, body: { key: publicKeyOf(made) ?? '' } };
      },
    }),
  ];
};
