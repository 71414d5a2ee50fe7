import { createHash } from 'node:crypto';
import { type Meaning, retryAfterOf, unansweredOf } from '../fcm/answer.ts';
import { type Clock, SECOND } from '../platform/clock.ts';
import { encrypt, MAX_PLAIN } from './encrypt.ts';
import { isKnownService, subscriptionOf } from './subscription.ts';
import { keyMark, publicKeyOf, type VapidKey, vapidHeader } from './vapid.ts';

/** Longest wait for an answer; a claim outlives it, as at the other providers. */
const TIMEOUT = 15 * SECOND;

export interface WebPushAnswer {
  readonly meaning: Meaning;
  /** ms that the push service asks to be left alone for. */
  readonly retryAfter: number | undefined;
}

/**
 * What a push service's status proves (RFC 8030 sections 5, 7 and 8; RFC 8292 section 4.2). 404 and 410: the subscription is over.
 * 401: our key is not taken. 403: it is not the one that the subscription was made for, which says nothing of the others; Apple's `BadJwtToken` may
 * as well mean the contact or a clock, so it ends this message alone, neither the browser nor the campaign. A 5xx other than 503 may come from before or behind the service.
 */
export const meaningOfStatus = (status: number, location: string | null, answer = ''): Meaning => {
  const code = `HTTP ${status}`;
  if (status >= 200 && status < 300) return { kind: 'taken', name: location ?? code };
  switch (status) {
    case 404:
    case 410:
      return { kind: 'gone', code };
    case 401:
      return { kind: 'account', code };
    case 403:
      return answer.includes('"BadJwtToken"') ? { kind: 'bad', code: 'BadJwtToken' } : { kind: 'gone', code };
    case 429:
      return { kind: 'throttled', code };
    case 503:
      return { kind: 'busy', code };
    default:
      return { kind: status >= 400 && status < 500 ? 'bad' : 'unknown', code };
  }
};

interface WebPushOptions {
  readonly key: () => Promise<VapidKey>;
  /** Origins of push services that may be called, see `isKnownService`. */
  readonly services: readonly string[];
  readonly clock: Clock;
}

export interface WebPushMessage {
  /** What the service worker is given. */
  readonly payload: object;
  /** Names the message: a later one of the same name takes its place with the service. */
  readonly name: string;
  /** Seconds for which a browser that is closed may still get it. */
  readonly ttl: number;
  /** `high` also wakes a device that saves its battery (RFC 8030 section 5.3). */
  readonly urgency: 'normal' | 'high';
  readonly contact: string;
}

const told = (kind: Exclude<Meaning['kind'], 'taken'>, code: string): WebPushAnswer => ({
  meaning: { kind, code },
  retryAfter: undefined,
});

/** At most 32 signs of base64url (RFC 8030 section 5.4). */
const topicOf = (name: string): string => createHash('sha256').update(name).digest('base64url').slice(0, 32);

/** Web push. One call is one try of one browser, and never throws: a repeated call is a second notification where the first arrived. */
export const createWebPush = ({ key: readKey, services, clock }: WebPushOptions) => {
  const send = async (token: string, message: WebPushMessage): Promise<WebPushAnswer> => {
    const subscription = subscriptionOf(token);
    if (!subscription) return told('gone', 'unreadable subscription');
    const { endpoint } = subscription;
    if (!isKnownService(endpoint, services)) return told('gone', 'unknown push service');
    let key: VapidKey;
    try {
      key = await readKey();
    } catch (error) {
      return told('busy', error instanceof Error ? error.name : 'unknown');
    }
    const publicKey = publicKeyOf(key);
    if (publicKey === undefined) return told('account', 'no VAPID key');
    if (subscription.key !== keyMark(publicKey)) return told('gone', 'made for another key');
    const plain = Buffer.from(JSON.stringify(message.payload));
    if (plain.length > MAX_PLAIN) return told('bad', `${plain.length} bytes`);
    let body: Buffer;
    try {
      body = encrypt(plain, subscription);
    } catch {
      return told('gone', 'unusable keys');
    }
    try {
      const response = await fetch(endpoint, {
        method: 'POST',
        headers: {
          authorization: vapidHeader({ key, publicKey, endpoint, contact: message.contact }, clock()),
          'content-type': 'application/octet-stream',
          'content-encoding': 'aes128gcm',
          ttl: String(message.ttl),
          urgency: message.urgency,
          topic: topicOf(message.name),
        },
        body: new Uint8Array(body),
        redirect: 'error',
        signal: AbortSignal.timeout(TIMEOUT),
      });
      const answer = response.status === 403 ? await response.text().catch(() => '') : '';
      if (!response.bodyUsed) await response.body?.cancel();
      return {
        meaning: meaningOfStatus(response.status, response.headers.get('location'), answer),
        retryAfter: retryAfterOf(response.headers.get('retry-after'), clock()),
      };
    } catch (error) {
      const { code, unsent } = unansweredOf(error);
      return told(unsent ? 'busy' : 'unknown', code);
    }
  };

  return { send };
};

export type WebPush = ReturnType<typeof createWebPush>;
