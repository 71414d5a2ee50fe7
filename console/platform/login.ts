import * as z from 'zod';
import { ApiError } from './api.ts';
import { remember, remembered } from './storage.ts';

/** Where people sign in, as the page names it. */
export interface Login {
  readonly url: string;
  readonly client: string;
}

export interface Tokens {
  readonly access: string;
  readonly refresh: string | undefined;
  /** Milliseconds of `Date.now()`: when to ask for another one. */
  readonly until: number;
}

/** What this tab keeps between leaving for the sign-in page and coming back. */
const LEFT = 'dangol.login';
const storage = () => sessionStorage;
/** A token is renewed so long before its end that a call on its way does not outlive it. */
const EARLY = 60_000;

const leftSchema = z.object({ state: z.string(), verifier: z.string(), path: z.string() });
const answerSchema = z.object({
  access_token: z.string(),
  refresh_token: z.string().optional(),
  expires_in: z.number().positive(),
});

/** `undefined` for a page that was served without a user pool. */
export const readLogin = (): Login | undefined => {
  const [url, client] = document.querySelector<HTMLMetaElement>('meta[name="dangol-login"]')?.content.split(' ') ?? [];
  return url !== undefined && client !== undefined ? { url, client } : undefined;
};

const home = (): string => `${location.origin}/`;

const base64url = (bytes: Uint8Array): string =>
  btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
const random = (): string => base64url(crypto.getRandomValues(new Uint8Array(32)));

/** Leaves for the sign-in page: authorization code with PKCE (RFC 7636), so that a code that leaks is worth nothing. */
export const leaveForLogin = async ({ url, client }: Login, language: string): Promise<void> => {
  const left = { state: random(), verifier: random(), path: location.pathname + location.search };
  remember(storage, LEFT, JSON.stringify(left));
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(left.verifier));
  const query = new URLSearchParams({
    ...{ response_type: 'code', client_id: client, redirect_uri: home(), scope: 'openid', state: left.state },
    ...{ code_challenge_method: 'S256', code_challenge: base64url(new Uint8Array(digest)), lang: language },
  });
  location.assign(`${url}/oauth2/authorize?${query}`);
};

const ask = async ({ url, client }: Login, form: Readonly<Record<string, string>>): Promise<Tokens> => {
  let response: Response;
  let body: unknown;
  try {
    const query = new URLSearchParams({ client_id: client, ...form });
    response = await fetch(`${url}/oauth2/token`, {
      method: 'POST',
      body: query,
      cache: 'no-store',
      redirect: 'error',
    });
    body = await response.json();
  } catch (cause) {
    throw new ApiError(0, 'offline', cause instanceof Error ? cause.message : 'The call failed.');
  }
  const parsed = answerSchema.safeParse(body);
  if (!response.ok || !parsed.success)
    throw new ApiError(response.status < 500 ? 401 : response.status, 'unauthenticated', 'The sign-in has ended.');
  const { access_token: access, refresh_token, expires_in } = parsed.data;
  const life = expires_in * 1_000;
  return {
    ...{ access, refresh: refresh_token ?? form.refresh_token },
    until: Date.now() + Math.max(life - EARLY, life / 2),
  };
};

const readLeft = () => {
  try {
    return leftSchema.safeParse(JSON.parse(remembered(storage, LEFT) ?? '{}')).data;
  } catch {
    return undefined;
  }
};

/** Whether the address is the one that the sign-in page sends back to. */
export const isArriving = (): boolean => {
  const query = new URLSearchParams(location.search);
  return location.pathname === '/' && query.has('state') && (query.has('code') || query.has('error'));
};

/**
 * Back from the sign-in page: the address is made plain again, and the code is exchanged. `undefined` for a code that this tab
 * did not ask for, so that nobody can be signed in by a link.
 */
export const arrive = async (login: Login): Promise<Tokens | undefined> => {
  const query = new URLSearchParams(location.search);
  const left = readLeft();
  remember(storage, LEFT, undefined);
  const mine = left !== undefined && left.state === query.get('state');
  history.replaceState(null, '', mine ? left.path : '/');
  const code = query.get('code');
  if (!mine || code === null) return undefined;
  return ask(login, { grant_type: 'authorization_code', redirect_uri: home(), code, code_verifier: left.verifier });
};

/** Another access token. Throws 401 when the session is over. */
export const renew = (login: Login, refresh: string): Promise<Tokens> =>
  ask(login, { grant_type: 'refresh_token', refresh_token: refresh });

/** Ends the session here and at the user pool, and comes back. */
export const leaveForGood = async ({ url, client }: Login, tokens: Tokens): Promise<void> => {
  if (tokens.refresh !== undefined) {
    const body = new URLSearchParams({ client_id: client, token: tokens.refresh });
    // Offline or not, this tab forgets it.
    await fetch(`${url}/oauth2/revoke`, { method: 'POST', body }).catch(() => undefined);
  }
  location.assign(`${url}/logout?${new URLSearchParams({ client_id: client, logout_uri: home() })}`);
};

const claimsSchema = z.object({ username: z.string() });

/** Whose token it is, for the eye only: the API checks it. */
export const userOf = ({ access }: Tokens): string => {
  try {
    const [, payload = ''] = access.split('.');
    const bytes = Uint8Array.from(atob(payload.replaceAll('-', '+').replaceAll('_', '/')), (sign) =>
      sign.charCodeAt(0),
    );
    return claimsSchema.parse(JSON.parse(new TextDecoder().decode(bytes))).username;
  } catch {
    return '';
  }
};
