import { createVerify, generateKeyPairSync, randomUUID } from 'node:crypto';
import * as z from 'zod';
import { losesAnswer, refusal, type StandInOptions } from '../stand-in/options.ts';
import { type HttpReply, type HttpRequest, serve } from '../stand-in/server.ts';
import { ERRORS, errorBody, errorFor } from './errors.ts';

const messageSchema = z.strictObject({
  token: z.string().min(1),
  notification: z.strictObject({ title: z.string(), body: z.string(), image: z.url().optional() }),
  data: z.record(z.string(), z.string()).default({}),
  android: z
    .strictObject({
      priority: z.enum(['HIGH', 'NORMAL']),
      ttl: z.string().regex(/^\d+s$/),
      notification: z.strictObject({ tag: z.string() }),
    })
    .optional(),
  apns: z.strictObject({ headers: z.record(z.string(), z.string()), payload: z.looseObject({}) }).optional(),
});
export type SentPush = z.infer<typeof messageSchema>;

const claimsSchema = z.object({
  iss: z.string(),
  scope: z.string(),
  aud: z.string(),
  iat: z.number(),
  exp: z.number(),
});

const SCOPE = 'https://www.googleapis.com/auth/firebase.messaging';
const MOST_BYTES = 4_096;
const HOUR = 3_600_000;

const json = (status: number, body: string, headers: Record<string, string> = {}): HttpReply => ({
  status,
  headers: { 'content-type': 'application/json; charset=UTF-8', ...headers },
  body,
});

/** Firebase Cloud Messaging (HTTP v1) and Google's token endpoint, as far as they are used. */
export async function startFcm(options: StandInOptions) {
  const keys = generateKeyPairSync('rsa', {
    modulusLength: 2_048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  const account = {
    ...{ type: 'service_account', project_id: 'local-shop' },
    client_email: 'push@local-shop.iam.gserviceaccount.com',
    private_key: keys.privateKey,
  };
  const granted = new Map<string, number>();
  const sent: SentPush[] = [];

  const grant = (request: HttpRequest): HttpReply => {
    const form = new URLSearchParams(request.body.toString('utf8'));
    const [header = '', claims = '', signature = ''] = (form.get('assertion') ?? '').split('.');
    const isSigned = createVerify('RSA-SHA256')
      .update(`${header}.${claims}`)
      .verify(keys.publicKey, signature, 'base64url');
    const said = claimsSchema.safeParse(
      isSigned ? JSON.parse(Buffer.from(claims, 'base64url').toString('utf8')) : undefined,
    ).data;
    const now = options.clock() / 1_000;
    const fits =
      form.get('grant_type') === 'urn:ietf:params:oauth:grant-type:jwt-bearer' &&
      said?.iss === account.client_email &&
      said.scope === SCOPE &&
      Math.abs(said.iat - now) < 300 &&
      said.exp - said.iat <= 3_600;
    if (!fits)
      return json(400, JSON.stringify({ error: 'invalid_grant', error_description: 'Invalid JWT Signature.' }));
    const token = `ya29.${randomUUID()}`;
    granted.set(token, options.clock() + HOUR);
    return json(200, JSON.stringify({ access_token: token, expires_in: 3_600, token_type: 'Bearer' }));
  };

  const failure = (code: string): HttpReply => {
    const found = ERRORS[code];
    if (!found) throw new Error(`There is no error ${code}.`);
    const headers = found.retryAfter === undefined ? undefined : { 'retry-after': found.retryAfter };
    return json(found.http, errorBody(found.http, found.status, found.message, code), headers);
  };

  const send = (request: HttpRequest): HttpReply => {
    const bearer = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '';
    if ((granted.get(bearer) ?? 0) <= options.clock())
      return json(401, errorBody(401, 'UNAUTHENTICATED', 'Request had invalid authentication credentials.'));
    const faults = options.faults();
    const refused = refusal(faults);
    if (refused === 'throttled') return failure('QUOTA_EXCEEDED');
    if (refused === 'unavailable') return json(502, '<html>Bad Gateway</html>');
    const parsed = z.strictObject({ message: messageSchema }).safeParse(JSON.parse(request.body.toString('utf8')));
    if (!parsed.success)
      return json(400, errorBody(400, 'INVALID_ARGUMENT', parsed.error.issues[0]?.message ?? 'invalid'));
    const { message } = parsed.data;
    const { token, notification, data } = message;
    if (Buffer.byteLength(JSON.stringify({ notification, data })) > MOST_BYTES)
      return json(400, errorBody(400, 'INVALID_ARGUMENT', 'Message too big'));
    const asked = errorFor(token);
    if (asked !== undefined) return failure(asked);
    const name = `projects/${account.project_id}/messages/${randomUUID()}`;
    sent.push(message);
    options.inbox.add({
      ...{ channel: 'push', to: token, from: account.project_id, subject: notification.title, text: notification.body },
      headers: {
        ...data,
        ...(notification.image === undefined ? {} : { image: notification.image }),
        ...(message.android === undefined ? {} : { ttl: message.android.ttl }),
      },
      ...{ messageId: name, sentAt: new Date(options.clock()).toISOString() },
      ...(message.android === undefined ? {} : { tags: { ref: message.android.notification.tag } }),
    });
    return { ...json(200, JSON.stringify({ name })), drop: losesAnswer(faults) };
  };

  const server = await serve((request) => {
    const { pathname } = new URL(request.path, 'http://fcm');
    if (request.method === 'POST' && pathname === '/token') return grant(request);
    if (request.method === 'POST' && pathname === `/v1/projects/${account.project_id}/messages:send`)
      return send(request);
    return json(404, errorBody(404, 'NOT_FOUND', `${request.method} ${pathname}`));
  });

  return {
    endpoint: server.endpoint,
    tokenUrl: `${server.endpoint}/token`,
    /** The JSON file of the service account. */
    account,
    /** Everything that a device was sent, oldest first. */
    sent: (): readonly SentPush[] => [...sent],
    /** Access tokens that were given out so far. */
    granted: (): number => granted.size,
    /** All access tokens end at once. */
    revoke: (): void => granted.clear(),
    stop: () => server.stop(),
  };
}
