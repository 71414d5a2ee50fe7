import { ApiError } from './api.ts';
import { type Login, renew, type Tokens } from './login.ts';

/** What signs calls. */
export interface Credential {
  /** For the next call; a token that ends soon is renewed first. */
  readonly bearer: () => Promise<string>;
  /** Another one after a 401; `undefined` where there is none. */
  readonly again: () => Promise<string | undefined>;
}

export const credentialOfKey = (key: string): Credential => ({ bearer: async () => key, again: async () => undefined });

const isOver = (error: unknown): boolean => error instanceof ApiError && error.status === 401;

/** The tokens of somebody who signed in. `changed` is told of new ones, and of `undefined` when the session is over. */
export const credentialOfTokens = (
  login: Login,
  first: Tokens,
  changed: (tokens: Tokens | undefined) => void,
): Credential => {
  let tokens = first;
  let renewing: Promise<string> | undefined;

  const other = async (refresh: string): Promise<string> => {
    try {
      tokens = await renew(login, refresh);
      changed(tokens);
      return tokens.access;
    } catch (error) {
      if (isOver(error)) changed(undefined);
      throw error;
    }
  };
  /** Many calls at once ask for one new token. */
  const renewed = (): Promise<string> | undefined => {
    const { refresh } = tokens;
    if (refresh === undefined) return undefined;
    renewing ??= other(refresh).finally(() => {
      renewing = undefined;
    });
    return renewing;
  };

  return {
    bearer: async () => (Date.now() < tokens.until ? tokens.access : ((await renewed()) ?? tokens.access)),
    again: async () => renewed(),
  };
};
