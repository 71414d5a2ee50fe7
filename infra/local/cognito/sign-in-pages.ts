import { createHash, randomBytes } from 'node:crypto';
import { escapeHtml } from '../inbox-page/markup.ts';
import type { UserPoolPlan } from '../plan.ts';
import type { HttpReply, HttpRequest } from '../stand-in/server.ts';
import type { Directory, LocalUser } from './directory.ts';
import type { TokenMaker } from './tokens.ts';

type Client = UserPoolPlan['clients'][number];
interface Grant {
  readonly pool: string;
  readonly client: Client;
  readonly user: LocalUser;
  readonly at: number;
  readonly until: number;
}
interface Code extends Grant {
  readonly redirect: string;
  readonly challenge: string;
}

/** The token endpoint of Cognito answers pages of any origin. */
const CORS = { 'access-control-allow-origin': '*', 'access-control-allow-headers': '*', 'cache-control': 'no-store' };
const json = (status: number, body: object): HttpReply => ({
  status,
  headers: { ...CORS, 'content-type': 'application/json' },
  body: JSON.stringify(body),
});
const page = (status: number, body: string): HttpReply => ({
  status,
  headers: { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': "default-src 'none'" },
  body: `<!doctype html><html lang="ko"><meta charset="utf-8"><title>로컬 로그인 · Local sign-in</title>${body}`,
});
const away = (location: string): HttpReply => ({ status: 302, headers: { location }, body: '' });
const CODE_LIFE = 5 * 60_000;

/** The sign-in pages of a user pool: authorization code flow with PKCE (RFC 7636), refresh, revocation, sign-out. */
export function createSignInPages(options: {
  directory: Directory;
  tokens: TokenMaker;
  clock: () => number;
  clientOf: (id: string) => { readonly pool: string; readonly client: Client } | undefined;
}) {
  const { directory, tokens, clock } = options;
  const codes = new Map<string, Code>();
  const refreshes = new Map<string, Grant>();
  const random = (): string => randomBytes(32).toString('base64url');

  /** Nobody proves a password here: whoever reaches this loopback port may be any of them. */
  const authorize = (query: URLSearchParams, choose: boolean): HttpReply => {
    const found = options.clientOf(query.get('client_id') ?? '');
    const redirect = query.get('redirect_uri') ?? '';
    if (found === undefined || !found.client.callbacks.includes(redirect))
      return page(400, '<h1>redirect_mismatch</h1>');
    const challenge = query.get('code_challenge') ?? '';
    if (query.get('response_type') !== 'code' || query.get('code_challenge_method') !== 'S256' || challenge === '')
      return away(`${redirect}?error=invalid_request&state=${encodeURIComponent(query.get('state') ?? '')}`);
    if (!choose) {
      const people = directory.of(found.pool).map(({ name, groups, enabled }) => {
        const chosen = new URLSearchParams([...query, ['user', name]]);
        const about = escapeHtml(`${name} (${groups.join(', ') || '–'}${enabled ? '' : ', disabled'})`);
        return `<li><a href="/login?${escapeHtml(chosen.toString())}">${about}</a></li>`;
      });
      return page(200, `<h1>누구로 로그인할까요? · Sign in as</h1><ul>${people.join('')}</ul>`);
    }
    const user = directory.find(found.pool, query.get('user') ?? '');
    if (user === undefined || !user.enabled) return page(400, '<h1>User is disabled or does not exist.</h1>');
    if (user.status !== 'CONFIRMED') directory.change(user, { status: 'CONFIRMED' });
    const code = random();
    const at = clock();
    codes.set(code, { ...found, user, at, until: at + CODE_LIFE, redirect, challenge });
    const answer = new URL(redirect);
    answer.searchParams.set('code', code);
    answer.searchParams.set('state', query.get('state') ?? '');
    return away(answer.href);
  };

  const give = ({ pool, client, user, at }: Grant, refresh?: string): HttpReply =>
    json(200, {
      access_token: tokens.access(pool, client, user, at),
      id_token: tokens.id(pool, client, user, at),
      ...(refresh === undefined ? {} : { refresh_token: refresh }),
      token_type: 'Bearer',
      expires_in: client.accessSeconds,
    });

  const token = (form: URLSearchParams): HttpReply => {
    const clientId = form.get('client_id');
    const refused = json(400, { error: 'invalid_grant' });
    if (form.get('grant_type') === 'authorization_code') {
      const code = codes.get(form.get('code') ?? '');
      codes.delete(form.get('code') ?? '');
      const proof = createHash('sha256')
        .update(form.get('code_verifier') ?? '')
        .digest('base64url');
      if (code === undefined || clock() >= code.until || code.client.id !== clientId) return refused;
      if (code.redirect !== form.get('redirect_uri') || code.challenge !== proof) return refused;
      const refresh = random();
      refreshes.set(refresh, { ...code, until: clock() + code.client.refreshSeconds * 1000 });
      return give(code, refresh);
    }
    if (form.get('grant_type') !== 'refresh_token') return json(400, { error: 'unsupported_grant_type' });
    const grant = refreshes.get(form.get('refresh_token') ?? '');
    if (grant === undefined || clock() >= grant.until || grant.client.id !== clientId) return refused;
    if (!grant.user.enabled || (grant.user.signedOutAt ?? 0) >= grant.at) return refused;
    return give(grant);
  };

  const logout = (query: URLSearchParams): HttpReply => {
    const found = options.clientOf(query.get('client_id') ?? '');
    const to = query.get('logout_uri') ?? '';
    return found?.client.logouts.includes(to) ? away(to) : page(400, '<h1>invalid logout_uri</h1>');
  };

  return ({ method, path, body }: HttpRequest): HttpReply | undefined => {
    const { pathname, searchParams } = new URL(path, 'http://local');
    if (method === 'OPTIONS') return { status: 204, headers: CORS, body: '' };
    if (pathname === '/oauth2/authorize') return authorize(searchParams, false);
    if (pathname === '/login') return authorize(searchParams, true);
    if (pathname === '/logout') return logout(searchParams);
    if (method !== 'POST') return undefined;
    const form = new URLSearchParams(body.toString('utf8'));
    if (pathname === '/oauth2/token') return token(form);
    if (pathname !== '/oauth2/revoke') return undefined;
    refreshes.delete(form.get('token') ?? '');
    return json(200, {});
  };
}
