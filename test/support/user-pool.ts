import { createHash } from 'node:crypto';
import { startCognito } from '../../infra/local/cognito/cognito.ts';
import { ROLES } from '../../shared/settings/roles.ts';

export const POOL = 'ap-northeast-2_Test';
export const CLIENT = 'testconsole';
export const HOME = 'http://localhost:4000/';
/** Seconds. */
export const ACCESS_LIFE = 900;

/** The local user pool with a person per role, and a browser's way through its sign-in pages. */
export const startUserPool = async (clock: () => number = Date.now, clientId = CLIENT) => {
  const cognito = await startCognito({ clock });
  const client = {
    ...{ id: clientId, callbacks: [HOME], logouts: [HOME], accessSeconds: ACCESS_LIFE, refreshSeconds: 43_200 },
  };
  cognito.configure([{ id: POOL, groups: [...ROLES], clients: [client] }]);

  const post = (path: string, form: Record<string, string>): Promise<Response> =>
    fetch(`${cognito.endpoint}${path}`, { method: 'POST', body: new URLSearchParams(form) });

  /** The code for which a user's sign-in is exchanged, and what the browser keeps to prove it is the same. */
  const codeOf = async (user: string, verifier: string): Promise<string> => {
    const query = new URLSearchParams({
      ...{ response_type: 'code', client_id: clientId, redirect_uri: HOME, scope: 'openid', state: 's' },
      ...{ code_challenge_method: 'S256', user },
      code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    });
    const answer = await fetch(`${cognito.endpoint}/login?${query}`, { redirect: 'manual' });
    return new URL(answer.headers.get('location') ?? HOME).searchParams.get('code') ?? '';
  };

  const exchange = (code: string, verifier: string): Promise<Response> =>
    post('/oauth2/token', {
      ...{ grant_type: 'authorization_code', client_id: clientId, redirect_uri: HOME, code, code_verifier: verifier },
    });

  // biome-ignore lint/suspicious/noExplicitAny: a test reads answers field by field
  const signIn = async (user: string): Promise<any> => {
    const verifier = 'v'.repeat(43);
    return (await exchange(await codeOf(user, verifier), verifier)).json();
  };

  const refresh = (token: string): Promise<Response> =>
    post('/oauth2/token', { grant_type: 'refresh_token', client_id: clientId, refresh_token: token });

  const users = {
    ...{ endpoint: cognito.endpoint, issuer: `${cognito.endpoint}/${POOL}`, poolId: POOL, clientId: CLIENT },
  };
  return { ...cognito, users, post, codeOf, exchange, signIn, refresh };
};

export type TestUserPool = Awaited<ReturnType<typeof startUserPool>>;
