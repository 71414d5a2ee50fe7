import { createSign } from 'node:crypto';
import * as z from 'zod';
import { type Clock, MINUTE, SECOND } from '../platform/clock.ts';
import { FcmRefused, unansweredOf } from './answer.ts';
import type { ServiceAccount } from './credentials.ts';

const SCOPE = 'https://www.googleapis.com/auth/firebase.messaging';
const GRANT = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
const TIMEOUT = 10 * SECOND;
/** An access token is used until so long before its end, a message being on its way for seconds. */
const MARGIN = 2 * MINUTE;

const grantedSchema = z.object({ access_token: z.string().min(1), expires_in: z.number().positive() });

const encoded = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url');

/** JWT by which a service account asks for access (RFC 7523 section 2.1; RS256, RFC 7518 section 3.3); an hour at most. */
export const assertionOf = (account: ServiceAccount, audience: string, now: number): string => {
  const issued = Math.floor(now / SECOND);
  const claims = { iss: account.client_email, scope: SCOPE, aud: audience, iat: issued, exp: issued + 3_600 };
  const body = `${encoded({ alg: 'RS256', typ: 'JWT' })}.${encoded(claims)}`;
  return `${body}.${createSign('RSA-SHA256').update(body).sign(account.private_key, 'base64url')}`;
};

interface TokenOptions {
  /** `https://oauth2.googleapis.com/token` */
  readonly tokenUrl: string;
  readonly clock: Clock;
}

/** Access tokens of service accounts, each asked for once and kept until shortly before its end. */
export const createAccessTokens = ({ tokenUrl, clock }: TokenOptions) => {
  let known: { readonly of: string; readonly token: Promise<string>; until: number } | undefined;

  const ask = async (account: ServiceAccount): Promise<{ readonly token: string; readonly until: number }> => {
    const now = clock();
    const assertion = signed(account, tokenUrl, now);
    const response = await fetch(tokenUrl, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ grant_type: GRANT, assertion }).toString(),
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT),
    }).catch((error: unknown) => {
      // Whatever went wrong, no message has left yet.
      throw unansweredOf(error, true);
    });
    if (response.status >= 400 && response.status < 500 && response.status !== 429)
      throw new FcmRefused(`token ${response.status}`);
    const granted = grantedSchema.safeParse(await response.json().catch(() => undefined)).data;
    if (!response.ok || !granted) throw unansweredOf(new Error(`token ${response.status}`), true);
    return { token: granted.access_token, until: now + granted.expires_in * SECOND - MARGIN };
  };

  /** Throws `FcmRefused` for a key that Google does not take, `FcmUnanswered` where it did not say. */
  const get = async (account: ServiceAccount): Promise<string> => {
    const of = `${account.client_email} ${account.private_key}`;
    if (known === undefined || known.of !== of || clock() >= known.until) {
      const asked = ask(account);
      const next = { of, token: asked.then(({ token }) => token), until: Number.POSITIVE_INFINITY };
      known = next;
      asked.then(
        ({ until }) => {
          next.until = until;
        },
        () => {
          if (known === next) known = undefined;
        },
      );
    }
    return known.token;
  };

  /** The token was turned down: the next call asks for another. */
  const forget = (): void => {
    known = undefined;
  };

  return { get, forget };
};

const signed = (account: ServiceAccount, tokenUrl: string, now: number): string => {
  try {
    return assertionOf(account, tokenUrl, now);
  } catch {
    throw new FcmRefused('unusable private_key');
  }
};
