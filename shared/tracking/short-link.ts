import { hmac } from '../platform/hash.ts';
import type { LinkKind } from './token.ts';

/** Purpose label of `deriveKey(secret, SHORT_LINK_KEY)`. */
export const SHORT_LINK_KEY = 'short-link';

const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
/** Signs that name the message; one more names the link in it. */
const NAME = 9;
const CODE = /^[0-9A-Za-z]{10}$/;

/** Last sign of a link that is no click; clicks have the digits and capitals in their order of appearance. */
const OWN = { unsubscribe: 'u', preferences: 'p', confirm: 'd', survey: 'q' } as const;
const CLICKS = DIGITS.slice(0, 36);

/**
 * Nine signs of 62 for the links of one message: 53 bits of an HMAC, so that whoever has a link cannot work out another, and with ten
 * million live messages one guess in 1.3 billion hits anything. `salt` counts how often the name was found taken. The same message has the same
 * name on every try, so a retry writes no second row and an erasure finds the first.
 */
export const linkName = (key: Buffer, ref: string, salt: number): string => {
  let rest = hmac(key, `${ref}\n${salt}`).readBigUInt64BE(0);
  let name = '';
  for (let at = 0; at < NAME; at += 1) {
    name += DIGITS[Number(rest % 62n)];
    rest /= 62n;
  }
  return name;
};

/** What a message's row says of its links. */
export interface LinkTargets {
  /** Targets of clicks, in the order of their signs. */
  readonly urls: readonly string[];
  /** Token of the question that the message asks (double opt-in). */
  readonly confirm?: string | undefined;
}

export interface ShortLinks {
  readonly unsubscribe: string;
  readonly preferences: string;
  readonly confirm: string;
  readonly survey: string;
  /** Address for a target; nothing when a text has more links than signs, which none of 2,000 bytes has. */
  readonly click: (url: string) => string | undefined;
  readonly urls: () => readonly string[];
  /** True if the text holds any of them: then the row must stand before the text leaves. */
  readonly usedIn: (text: string) => boolean;
}

/** `<base>/s/<10 signs>`; `base` has no slash at its end. */
export const shortLinks = (base: string, name: string): ShortLinks => {
  const start = `${base}/s/${name}`;
  const urls: string[] = [];
  return {
    unsubscribe: `${start}${OWN.unsubscribe}`,
    preferences: `${start}${OWN.preferences}`,
    confirm: `${start}${OWN.confirm}`,
    survey: `${start}${OWN.survey}`,
    click: (url) => {
      if (!urls.includes(url) && urls.length < CLICKS.length) urls.push(url);
      const at = urls.indexOf(url);
      return at < 0 ? undefined : `${start}${CLICKS[at]}`;
    },
    urls: () => urls,
    usedIn: (text) => text.includes(start),
  };
};

/** Links of the right length for previews and counts; they lead nowhere. */
export const exampleShortLinks = (base: string): ShortLinks => shortLinks(base, '-'.repeat(NAME));

export type ShortTarget =
  | { readonly kind: Exclude<LinkKind, 'o'>; readonly url?: string }
  | { readonly kind: 'd'; readonly token: string };

/** The two halves of a code, or nothing for what is none. */
export const parseCode = (code: string): { readonly name: string; readonly sign: string } | undefined =>
  CODE.test(code) ? { name: code.slice(0, NAME), sign: code.slice(NAME) } : undefined;

/** What the last sign of a code means for a message with these links. */
export const targetOf = (sign: string, { urls, confirm }: LinkTargets): ShortTarget | undefined => {
  if (sign === OWN.unsubscribe) return { kind: 'u' };
  if (sign === OWN.preferences) return { kind: 'p' };
  if (sign === OWN.survey) return { kind: 'q' };
  if (sign === OWN.confirm) return confirm === undefined ? undefined : { kind: 'd', token: confirm };
  const at = sign.length === 1 ? CLICKS.indexOf(sign) : -1;
  const url = at < 0 ? undefined : urls[at];
  return url === undefined ? undefined : { kind: 'c', url };
};
