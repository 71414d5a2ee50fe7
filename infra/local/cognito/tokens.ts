import { generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import type { UserPoolPlan } from '../plan.ts';
import type { LocalUser } from './directory.ts';

type Client = Pick<UserPoolPlan['clients'][number], 'id' | 'accessSeconds'>;

const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** Signs tokens as a user pool does: RS256 under a key that its JWKS shows. */
export function createTokens(options: { clock: () => number; issuerOf: (pool: string) => string }) {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const kid = randomUUID();

  const signed = (payload: object): string => {
    const head = `${part({ kid, alg: 'RS256' })}.${part(payload)}`;
    return `${head}.${sign('RSA-SHA256', Buffer.from(head), privateKey).toString('base64url')}`;
  };

  const claims = (pool: string, client: Client, user: LocalUser, authenticatedAt: number) => {
    const now = Math.floor(options.clock() / 1000);
    return {
      sub: user.sub,
      ...(user.groups.length === 0 ? {} : { 'cognito:groups': user.groups }),
      iss: options.issuerOf(pool),
      origin_jti: randomUUID(),
      event_id: randomUUID(),
      auth_time: Math.floor(authenticatedAt / 1000),
      iat: now,
      exp: now + client.accessSeconds,
      jti: randomUUID(),
    };
  };

  return {
    jwks: { keys: [{ ...publicKey.export({ format: 'jwk' }), kid, alg: 'RS256', use: 'sig' }] },
    access: (pool: string, client: Client, user: LocalUser, at: number): string =>
      signed({
        ...claims(pool, client, user, at),
        ...{ token_use: 'access', scope: 'openid', client_id: client.id, username: user.name, version: 2 },
      }),
    id: (pool: string, client: Client, user: LocalUser, at: number): string =>
      signed({ ...claims(pool, client, user, at), token_use: 'id', aud: client.id, 'cognito:username': user.name }),
  };
}

export type TokenMaker = ReturnType<typeof createTokens>;
