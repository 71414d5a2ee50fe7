import { generateKeyPairSync } from 'node:crypto';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { expect, it, onTestFinished } from 'vitest';
import { pushRoutes } from '../../../functions/serve-api/routes/push.ts';
import { startSecrets } from '../../../infra/local/secrets/secrets.ts';
import { createRouter } from '../../../shared/api/router.ts';
import { createServiceAccount } from '../../../shared/fcm/credentials.ts';
import { MINUTE } from '../../../shared/platform/clock.ts';
import { createDynamo } from '../../../shared/platform/dynamo.ts';
import { createProviderSecret } from '../../../shared/platform/provider-secret.ts';
import type { Scope } from '../../../shared/settings/roles.ts';
import { createVapidKey, keyMark, publicKeyOf } from '../../../shared/webpush/vapid.ts';
import { tableNames } from '../../support/all-routes.ts';
import { createTestApi } from '../../support/api.ts';
import { credentials, noon } from '../stand-ins/stand-in-bench.ts';

const arn = 'arn:aws:secretsmanager:ap-northeast-2:000000000000:secret:dangol/providers-AbCdEf';

/** The routes on the real client of Secrets Manager; no table is asked. */
const desk = async () => {
  const standIn = await startSecrets({ clock: () => noon });
  standIn.put(arn, 'dangol/providers', JSON.stringify({ apiKey: 'of Solapi', firebase: {}, vapid: {} }));
  const client = new SecretsManagerClient({
    ...{ endpoint: standIn.endpoint, region: 'ap-northeast-2', credentials, maxAttempts: 1 },
  });
  onTestFinished(async () => {
    client.destroy();
    await standIn.stop();
  });
  const providerSecret = createProviderSecret(client, arn);
  let [now, reads] = [noon, 0];
  /** What somebody at the console of AWS does before and after the next write. */
  let others: { before?: object; after?: object } = {};
  const write = (parts: object | undefined) => {
    if (parts) standIn.put(arn, 'dangol/providers', JSON.stringify(parts));
  };
  client.middlewareStack.add((next, context) => async (args) => {
    if (context.commandName !== 'PutSecretValueCommand') return next(args);
    const { before, after } = others;
    others = {};
    write(before);
    const answer = await next(args);
    write(after);
    return answer;
  });
  client.middlewareStack.add((next) => (args) => {
    reads += 1;
    return next(args);
  });
  const { services } = createTestApi({ dynamo: createDynamo(), tables: tableNames() }, [], () => noon);
  const router = createRouter({
    routes: pushRoutes({ ...services, providerSecret, vapidKey: createVapidKey(client, arn, () => now) }),
    callers: {
      find: async (secret) => {
        const scopes: readonly Scope[] = [secret === 'admin' ? 'admin' : 'write'];
        return { id: secret, name: secret, scopes, source: 'web' };
      },
    },
    idempotency: {
      claim: async () => ({ kind: 'first' }),
      keep: async () => undefined,
      release: async () => undefined,
    },
    clock: () => noon,
  });
  const call = async (as: string, method: string, path: string, body?: object) => {
    const text = body === undefined ? '' : JSON.stringify(body);
    const answer = await router({
      ...{ method, path, query: {}, pathParameters: {}, requestId: 'r', ip: '192.0.2.1' },
      headers: { authorization: `Bearer ${as}` },
      ...{ body: text, rawBody: Buffer.from(text) },
    });
    const said: unknown = typeof answer.body === 'string' && answer.body !== '' ? JSON.parse(answer.body) : undefined;
    return said;
  };
  const clock = () => noon;
  return {
    ...{ call, providerSecret },
    meanwhile: (theirs: typeof others) => {
      others = theirs;
    },
    advance: (ms: number) => {
      now += ms;
    },
    readsOf: async (work: () => Promise<unknown>) => {
      const before = reads;
      await work();
      return reads - before;
    },
    vapid: createVapidKey(client, arn, clock),
    account: createServiceAccount(client, arn, clock),
  };
};

it('the key of web push is made once, read by pages, kept from everybody, and given up only in so many words', async () => {
  const { call, providerSecret, vapid, advance } = await desk();
  await expect(call('page', 'GET', '/v1/push-key')).rejects.toMatchObject({ code: 'not_found' });
  const made = await call('admin', 'POST', '/v1/push/web-key', {});
  const key = publicKeyOf(await vapid()) ?? '';
  expect(made).toEqual({ key });
  advance(5 * MINUTE);
  expect(await call('page', 'GET', '/v1/push-key')).toEqual({ key, mark: keyMark(key) });
  await expect(call('admin', 'POST', '/v1/push/web-key', {})).rejects.toMatchObject({ code: 'conflict' });
  expect(await call('admin', 'POST', '/v1/push/web-key', { replace: true })).not.toEqual(made);
  expect(await providerSecret.read()).toMatchObject({ apiKey: 'of Solapi' });
});

it.each([
  ['between the reading and the writing', { before: { apiKey: 'new', firebase: {}, vapid: {} } }],
  ['after the writing, from what was there before', { after: { apiKey: 'new', firebase: {}, vapid: {} } }],
])('a part that is put in loses nothing that an operator fills in %s', async (_when, theirs) => {
  const { providerSecret, meanwhile } = await desk();
  meanwhile(theirs);
  await providerSecret.put('firebase', { project_id: 'my-shop' });
  expect(await providerSecret.read()).toEqual({ apiKey: 'new', firebase: { project_id: 'my-shop' }, vapid: {} });
});

it('pages that ask for the key again and again read the secret once in five minutes, an admin each time', async () => {
  const { call, readsOf, advance } = await desk();
  await call('admin', 'POST', '/v1/push/web-key', {});
  const ask = (times: number, who: string, path: string) => async () => {
    for (let time = 0; time < times; time++) await call(who, 'GET', path);
  };
  expect(await readsOf(ask(20, 'page', '/v1/push-key'))).toBe(1);
  advance(5 * MINUTE);
  expect(await readsOf(ask(20, 'page', '/v1/push-key'))).toBe(1);
  expect(await readsOf(ask(3, 'admin', '/v1/push/providers'))).toBe(3);
});

it('the service account of Firebase is put in, used, and never shown again', async () => {
  const { call, account, providerSecret } = await desk();
  expect(await call('admin', 'GET', '/v1/push/providers')).toEqual({ firebase: null, web: null });
  const { privateKey } = generateKeyPairSync('rsa', {
    ...{ modulusLength: 2_048, publicKeyEncoding: { type: 'spki', format: 'pem' } },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  const file = { project_id: 'my-shop', client_email: 'push@my-shop.iam.gserviceaccount.com', private_key: privateKey };
  await call('admin', 'PUT', '/v1/push/firebase', { type: 'service_account', ...file });
  expect(await account()).toEqual(file);
  const shown = await call('admin', 'GET', '/v1/push/providers');
  expect(shown).toEqual({ firebase: { projectId: 'my-shop', clientEmail: file.client_email }, web: null });
  await expect(
    call('admin', 'PUT', '/v1/push/firebase', { ...file, private_key: '-----BEGIN PRIVATE KEY-----\nAAAA\n' }),
  ).rejects.toMatchObject({ code: 'invalid' });
  expect(await providerSecret.read()).toMatchObject({ apiKey: 'of Solapi', firebase: file });
});

it('a page asks for the public key and for nothing else', async () => {
  const { call } = await desk();
  for (const [method, path] of [
    ['GET', '/v1/push/providers'],
    ['PUT', '/v1/push/firebase'],
    ['POST', '/v1/push/web-key'],
  ] as const)
    await expect(call('page', method, path, {})).rejects.toMatchObject({ code: 'forbidden' });
});
