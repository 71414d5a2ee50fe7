import { JwtVerifier } from 'aws-jwt-verify';
import { FetchError, JwksValidationError, JwkValidationError } from 'aws-jwt-verify/error';
import { SimpleJwksCache } from 'aws-jwt-verify/jwk';
import * as z from 'zod';
import { SECOND } from '../platform/clock.ts';
import { DangolError } from '../platform/errors.ts';
import type { ApiKey } from '../settings/api-key.ts';
import { ROLE_SCOPES } from '../settings/roles.ts';
import { roleOfGroups } from './user.ts';

/** Three parts in base64url (RFC 7515, section 3.1); no API key has a dot. */
export const looksLikeToken = (secret: string): boolean => /^[\w-]+\.[\w-]+\.[\w-]*$/.test(secret);

/** How the id of a person who calls begins; a key's id is hexadecimal. */
export const PERSON = 'user:';
/** Events that a person sends, by importing a file. */
const SOURCE = 'console';
const FETCH_TIMEOUT = 3 * SECOND;
/** A table of two keys is under 2 KB. */
const LONGEST_JWKS = 64 * 1024;

const claimsSchema = z.object({
  sub: z.string().min(1),
  username: z.string().min(1),
  token_use: z.literal('access'),
  client_id: z.string(),
  exp: z.number(),
  'cognito:groups': z.array(z.string()).default([]),
});

const fetchKeys = async (url: string): Promise<ArrayBuffer> => {
  const refused = (why: string) => new FetchError(url, why);
  let body: ArrayBuffer;
  try {
    const answer = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(FETCH_TIMEOUT) });
    if (!answer.ok) throw refused(`HTTP ${answer.status}`);
    body = await answer.arrayBuffer();
  } catch (error) {
    throw error instanceof FetchError ? error : refused(error instanceof Error ? error.name : 'failed');
  }
  if (body.byteLength > LONGEST_JWKS) throw refused(`${body.byteLength} bytes`);
  return body;
};

/** Why a token opens nothing: not said more closely, because who forges one learns from it. */
const refused = (cause: unknown) =>
  new DangolError('unauthenticated', 'This sign-in is not valid or has ended; sign in again.', { cause });

/**
 * Verifies access tokens of a Cognito user pool (RFC 7519; RS256 under the pool's JWKS). The keys are fetched once and again
 * for an unknown `kid`, at most every 10 seconds. `issuer` is the pool's provider URL.
 */
export const createAccessTokens = (issuer: string, clientId: string) => {
  const verifier = JwtVerifier.create(
    { issuer, jwksUri: `${issuer}/.well-known/jwks.json`, audience: null },
    { jwksCache: new SimpleJwksCache({ fetcher: { fetch: fetchKeys } }) },
  );

  const verify = async (token: string): Promise<unknown> => {
    try {
      return await verifier.verify(token);
    } catch (cause) {
      if (cause instanceof FetchError || cause instanceof JwksValidationError || cause instanceof JwkValidationError)
        throw new DangolError('unavailable', 'Sign-ins cannot be checked just now; try again.', { cause });
      throw refused(cause);
    }
  };

  /** The caller of a token, shaped like a key. Throws 401 for a token that is not ours or over, 403 for a user without a role. */
  const callerOf = async (token: string): Promise<ApiKey> => {
    const claims = claimsSchema.safeParse(await verify(token));
    if (!claims.success) throw refused(claims.error);
    const { sub, username, client_id, 'cognito:groups': groups } = claims.data;
    if (client_id !== clientId) throw refused(new Error('The token is for another client.'));
    const role = roleOfGroups(groups);
    if (role === undefined)
      throw new DangolError(
        'forbidden',
        `The user "${username}" has no role yet; an admin gives one in the settings, or with PUT /v1/users/${username}.`,
      );
    return { id: `${PERSON}${sub}`, name: username, scopes: ROLE_SCOPES[role], source: SOURCE };
  };

  return { callerOf };
};

export type AccessTokens = ReturnType<typeof createAccessTokens>;
