import { createPublicKey, randomUUID, verify } from 'node:crypto';
import * as z from 'zod';
import { losesAnswer, refusal, type StandInOptions } from '../stand-in/options.ts';
import { type HttpReply, type HttpRequest, serve } from '../stand-in/server.ts';
import { type BrowserKeys, decrypt, makeBrowserKeys } from './decrypt.ts';

/** What a page gets from `pushManager.subscribe`, keys as base64url. */
export interface LocalSubscription {
  readonly endpoint: string;
  readonly p256dh: string;
  readonly auth: string;
}

/** A message as the browser's own code sees it, after the browser has read it. */
export interface Delivered {
  readonly endpoint: string;
  readonly payload: string;
  readonly ttl: number;
  readonly urgency: string;
  readonly topic: string;
}

interface Known {
  readonly keys: BrowserKeys;
  /** The page's `applicationServerKey`. */
  readonly serverKey: string;
  /** Status that it answers instead of taking anything. */
  refuses?: number;
}

const MOST_BYTES = 4_096;
const DAY = 86_400;
/** Statuses after which a service says when to come back. */
const WAIT: Readonly<Record<number, string>> = { 429: '60', 503: '30' };

const claimsSchema = z.object({ aud: z.string(), exp: z.number(), sub: z.string().regex(/^(?:mailto:.+@|https:)/) });
const payloadSchema = z.looseObject({
  ...{ title: z.string(), body: z.string(), tag: z.string().optional(), image: z.string().optional() },
  ...{ link: z.string().optional(), dangol: z.string().optional(), off: z.string().optional() },
});

const answer = (status: number, headers: Record<string, string> = {}): HttpReply => ({ status, headers, body: '' });

const keyOf = (text: string) => {
  const point = Buffer.from(text, 'base64url');
  const [x, y] = [point.subarray(1, 33), point.subarray(33)].map((part) => part.toString('base64url'));
  return createPublicKey({ key: { kty: 'EC', crv: 'P-256', x, y }, format: 'jwk' });
};

/** A browser's push service (RFC 8030, 8291, 8292): it checks who sends, and reads what the browser would read. */
export async function startWebPush(options: StandInOptions) {
  const subscriptions = new Map<string, Known>();
  const delivered: Delivered[] = [];
  let origin = '';

  /** Whether the sender is the one whose key the page subscribed with (RFC 8292 section 4.2). */
  const isSender = ({ headers }: HttpRequest, { serverKey }: Known): boolean => {
    const [, token = '', key = ''] = /^vapid t=([\w.-]+), k=([\w-]+)$/.exec(headers.authorization ?? '') ?? [];
    const [head = '', body = '', signature = ''] = token.split('.');
    if (key !== serverKey) return false;
    const signed = verify(
      'sha256',
      Buffer.from(`${head}.${body}`),
      { key: keyOf(key), dsaEncoding: 'ieee-p1363' },
      Buffer.from(signature, 'base64url'),
    );
    const claims = claimsSchema.safeParse(signed ? JSON.parse(Buffer.from(body, 'base64url').toString('utf8')) : {});
    const now = options.clock() / 1_000;
    return claims.success && claims.data.aud === origin && claims.data.exp > now && claims.data.exp <= now + DAY;
  };

  const take = async (request: HttpRequest): Promise<HttpReply> => {
    const endpoint = `${origin}${request.path}`;
    const known = subscriptions.get(endpoint);
    if (!known) return answer(410);
    if (known.refuses !== undefined) {
      const wait = WAIT[known.refuses];
      return answer(known.refuses, wait === undefined ? {} : { 'retry-after': wait });
    }
    if (!isSender(request, known)) return answer(403);
    const faults = options.faults();
    const refused = refusal(faults);
    if (refused !== undefined) return answer(refused === 'throttled' ? 429 : 503, { 'retry-after': '30' });
    const { ttl = '', urgency = 'normal', topic = '' } = request.headers;
    if (!/^\d+$/.test(String(ttl)) || request.headers['content-encoding'] !== 'aes128gcm') return answer(400);
    if (!/^[\w-]{0,32}$/.test(String(topic))) return answer(400);
    if (request.body.length > MOST_BYTES) return answer(413);
    const payload = await decrypt(request.body, known.keys);
    const { title, body, tag, image, link, dangol, off } = payloadSchema.parse(JSON.parse(payload));
    delivered.push({ endpoint, payload, ttl: Number(ttl), urgency: String(urgency), topic: String(topic) });
    const extras = { tag, image, link, dangol, off, ttl: `${ttl}s` };
    const headers = Object.entries(extras).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]));
    const location = `${origin}/message/${randomUUID()}`;
    options.inbox.add({
      ...{ channel: 'push', to: endpoint, from: 'web push', subject: title, text: body },
      headers: Object.fromEntries(headers),
      ...{ messageId: location, sentAt: new Date(options.clock()).toISOString() },
      ...(tag === undefined ? {} : { tags: { ref: tag } }),
    });
    return { ...answer(201, { location }), drop: losesAnswer(faults) };
  };

  const server = await serve((request) =>
    request.method === 'POST' && request.path.startsWith('/send/') ? take(request) : answer(404),
  );
  origin = server.endpoint;

  return {
    endpoint: origin,
    /** What a browser does when a page subscribes with the shop's public key. */
    subscribe: async (serverKey: string): Promise<LocalSubscription> => {
      const keys = await makeBrowserKeys();
      const endpoint = `${origin}/send/${randomUUID()}`;
      subscriptions.set(endpoint, { keys, serverKey });
      const [p256dh, auth] = [keys.p256dh, keys.auth].map((key) => Buffer.from(key).toString('base64url'));
      return { endpoint, p256dh: p256dh ?? '', auth: auth ?? '' };
    },
    /** The person took the permission away, or the page its subscription. */
    unsubscribe: (endpoint: string): boolean => subscriptions.delete(endpoint),
    /** From now on this browser's service answers so. */
    refuse: (endpoint: string, status: number): void => {
      const known = subscriptions.get(endpoint);
      if (known) known.refuses = status;
    },
    /** Everything that a browser was given, oldest first. */
    delivered: (): readonly Delivered[] => [...delivered],
    stop: () => server.stop(),
  };
}
