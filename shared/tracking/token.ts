import { timingSafeEqual } from 'node:crypto';
import { DangolError, quote } from '../platform/errors.ts';
import { hmac } from '../platform/hash.ts';
import { tryParseRef } from './ref.ts';

/** `o` open pixel, `c` click, `u` unsubscribe, `p` preferences, `q` question of a survey. */
export const LINK_KINDS = ['o', 'c', 'u', 'p', 'q'] as const;
export type LinkKind = (typeof LINK_KINDS)[number];

/** `n`: no link, but the name of a notification, which its app sends back. */
const SIGNED_KINDS = [...LINK_KINDS, 'n'] as const;

/** What a link says, all of it inside the signature: a click goes only where the signature says (P9). */
export interface LinkPayload {
  readonly kind: (typeof SIGNED_KINDS)[number];
  readonly ref: string;
  /** Target of a click: absolute http or https. */
  readonly url?: string;
}

/** Purpose label of `deriveKey(secret, LINK_KEY)`: a link token can never pass as an address hash. */
export const LINK_KEY = 'link';

/** 128 bits: forging by trial over HTTP is out of reach, and a text message pays per character. */
const SIGNATURE_BYTES = 16;
/** Longest token that is looked at; browsers and mail clients cut URLs far below. */
const MAX_TOKEN = 8_192;

/** The URL as it will be visited, or nothing if it is not absolute http(s) or carries a user name or password. */
export const webUrl = (text: string): string | undefined => {
  if (!/^https?:\/\//i.test(text)) return undefined;
  try {
    const url = new URL(text);
    const web = url.protocol === 'https:' || url.protocol === 'http:';
    // `https://shop.example@evil.example/` reads like the shop and goes elsewhere.
    return web && url.hostname !== '' && url.username === '' && url.password === '' ? url.href : undefined;
  } catch {
    return undefined;
  }
};

/** `<base64url of kind, ref and url>.<base64url of the first 16 bytes of their HMAC-SHA256>`. */
export const sign = (key: Buffer, payload: LinkPayload): string => {
  const url = payload.url === undefined ? undefined : webUrl(payload.url);
  if (payload.kind === 'c' ? url === undefined : payload.url !== undefined) {
    throw new DangolError(
      'invalid',
      `Link target ${quote(payload.url)} cannot be signed: a click needs an absolute http or https URL, other links none.`,
    );
  }
  const body = Buffer.from(`${payload.kind}${payload.ref}${url === undefined ? '' : `\n${url}`}`, 'utf8');
  return `${body.toString('base64url')}.${signatureOf(key, body).toString('base64url')}`;
};

/** The signed payload, or nothing for whatever was not signed with this key. Never throws. */
export const verify = (key: Buffer, token: string): LinkPayload | undefined => {
  if (token.length > MAX_TOKEN) return undefined;
  const [encoded, signature, ...rest] = token.split('.');
  if (encoded === undefined || signature === undefined || rest.length > 0) return undefined;
  const body = Buffer.from(encoded, 'base64url');
  const given = Buffer.from(signature, 'base64url');
  // One spelling per token: base64 decoders ignore stray signs and the last bits.
  if (body.toString('base64url') !== encoded || given.toString('base64url') !== signature) return undefined;
  if (given.length !== SIGNATURE_BYTES || !timingSafeEqual(given, signatureOf(key, body))) return undefined;
  return payloadOf(body.toString('utf8'));
};

const signatureOf = (key: Buffer, body: Buffer): Buffer =>
  hmac(key, body.toString('latin1')).subarray(0, SIGNATURE_BYTES);

const payloadOf = (text: string): LinkPayload | undefined => {
  const kind = SIGNED_KINDS.find((known) => known === text[0]);
  const [ref = '', url] = text.slice(1).split('\n');
  if (kind === undefined || tryParseRef(ref) === undefined) return undefined;
  if (kind !== 'c') return url === undefined ? { kind, ref } : undefined;
  return url !== undefined && webUrl(url) === url ? { kind, ref, url } : undefined;
};

/** Public address of a link: `<PUBLIC_URL>/<kind>/<token>`. */
export const linkUrl = (publicUrl: string, key: Buffer, payload: LinkPayload): string =>
  `${publicUrl}/${payload.kind}/${sign(key, payload)}`;
