/** A browser's push subscription (W3C Push API), as a device keeps it. */
export interface Subscription {
  /** Where its push service takes messages (RFC 8030): whoever knows it and the keys can write to the browser. */
  readonly endpoint: string;
  /** The browser's public key, P-256, uncompressed, base64url. */
  readonly p256dh: string;
  /** 16 bytes shared with the browser, base64url (RFC 8291 section 3.2). */
  readonly auth: string;
  /** `keyMark` (vapid.ts) of the application server key that it was made for; it takes messages of no other. */
  readonly key: string;
}

/** Longer than any endpoint that a push service gives out; the longest are those of Windows, about 600 signs. */
const MAX_ENDPOINT = 800;
const SHAPE = /^web:(https?:\/\/[\x21\x24-\x7e]+)#([\w-]{87})#([\w-]{22})#([\w-]{8})$/;

/** `web:<endpoint>#<p256dh>#<auth>#<keyMark>`: how a subscription stands where the token of an app stands. */
export const subscriptionOf = (token: string): Subscription | undefined => {
  const [, endpoint = '', p256dh = '', auth = '', key = ''] = SHAPE.exec(token) ?? [];
  return endpoint !== '' && endpoint.length <= MAX_ENDPOINT && URL.canParse(endpoint)
    ? { endpoint, p256dh, auth, key }
    : undefined;
};

export const isWebToken = (token: string): boolean => token.startsWith('web:');

/**
 * Whether messages may be posted there: `allowed` are origins, `https://*.` for every name below. An endpoint is what a browser claims, so
 * nothing else is ever called.
 */
export const isKnownService = (endpoint: string, allowed: readonly string[]): boolean => {
  const { protocol, origin, hostname, username, password, port } = new URL(endpoint);
  if (username !== '' || password !== '') return false;
  return allowed.some((known) => {
    if (!known.startsWith('https://*.')) return origin === known;
    return protocol === 'https:' && port === '' && hostname.endsWith(known.slice('https://*'.length));
  });
};
