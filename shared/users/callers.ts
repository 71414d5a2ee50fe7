import type { ApiKey } from '../settings/api-key.ts';
import type { ApiKeyStore } from '../settings/api-key-store.ts';
import { type AccessTokens, looksLikeToken, PERSON } from './access-token.ts';

/** Whether a caller is somebody who signed in, and not a machine with a key. */
export const isPerson = ({ id }: Pick<ApiKey, 'id'>): boolean => id.startsWith(PERSON);

/** Whoever calls: a machine by its key, a person by an access token. One answer for both, so that scopes are asked in one place. */
export const createCallers = (keys: Pick<ApiKeyStore, 'find'>, tokens: AccessTokens) => ({
  find: async (secret: string): Promise<ApiKey | undefined> =>
    looksLikeToken(secret) ? tokens.callerOf(secret) : keys.find(secret),
});

export type Callers = ReturnType<typeof createCallers>;
