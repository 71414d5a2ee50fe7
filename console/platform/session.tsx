import type { ComponentChildren } from 'preact';
import { createContext } from 'preact';
import { useCallback, useContext, useEffect, useMemo, useState } from 'preact/hooks';
import * as z from 'zod';
import { useLanguage, useWords } from '../words/language.tsx';
import { type Api, type ApiError, createApi } from './api.ts';
import { type Credential, credentialOfKey, credentialOfTokens } from './credential.ts';
import { asApiError } from './load.ts';
import { arrive, isArriving, leaveForGood, leaveForLogin, readLogin, type Tokens, userOf } from './login.ts';
import { remember, remembered } from './storage.ts';

const KEY = 'dangol.key';
const TOKENS = 'dangol.tokens';
/** The tab, not the browser, keeps keys and tokens: closing it signs out. */
const storage = () => sessionStorage;

const tokensSchema = z.object({ access: z.string(), refresh: z.string().optional(), until: z.number() });

/** A key that the page itself carries; only the local runner writes one. */
const presetKey = (): string | undefined =>
  document.querySelector<HTMLMetaElement>('meta[name="dangol-key"]')?.content || undefined;

const rememberedTokens = (): Tokens | undefined => {
  try {
    const parsed = tokensSchema.safeParse(JSON.parse(remembered(storage, TOKENS) ?? 'null'));
    return parsed.success ? { ...parsed.data, refresh: parsed.data.refresh } : undefined;
  } catch {
    return undefined;
  }
};

interface Session {
  /** What signs the calls that do not go through `api`, such as those of an import. */
  readonly credential: Credential | undefined;
  readonly api: Api | undefined;
  readonly local: boolean;
  /** Why the last sign-in failed. */
  readonly trouble: ApiError | undefined;
  /** Name of the person who signed in; absent for a key. */
  readonly user: string | undefined;
  /** Goes to the sign-in page; absent where there is none. */
  readonly login: (() => void) | undefined;
  readonly signIn: (key: string) => void;
  readonly signOut: () => void;
}

const SessionContext = createContext<Session>({
  ...{ credential: undefined, api: undefined, local: false, trouble: undefined, user: undefined },
  ...{ login: undefined, signIn: () => undefined, signOut: () => undefined },
});

export const useSession = (): Session => useContext(SessionContext);

/** Somebody comes back from the sign-in page, and it is not yet known who. */
const Arriving = () => {
  const { signIn } = useWords();
  return (
    <main class="sign-in">
      <p role="status">{signIn.checking}</p>
    </main>
  );
};

export const SessionProvider = ({ children }: { readonly children: ComponentChildren }) => {
  const { language } = useLanguage();
  const preset = useMemo(presetKey, []);
  const page = useMemo(readLogin, []);
  const [key, setKey] = useState(() => remembered(storage, KEY) ?? preset);
  const [tokens, setTokens] = useState(rememberedTokens);
  const [arriving, setArriving] = useState(() => page !== undefined && isArriving());
  const [trouble, setTrouble] = useState<ApiError>();

  const keep = useCallback((next: Tokens | undefined) => {
    remember(storage, TOKENS, next && JSON.stringify(next));
    setTokens(next);
  }, []);
  useEffect(() => {
    if (!page || !arriving) return;
    arrive(page)
      .then((made) => made && keep(made))
      .catch((cause: unknown) => setTrouble(asApiError(cause)))
      .finally(() => setArriving(false));
  }, [page, arriving, keep]);

  // New tokens of the same session must not begin a new one: pages would load again every quarter of an hour.
  const user = tokens && userOf(tokens);
  const credential = useMemo(() => {
    if (page && tokens)
      return credentialOfTokens(page, tokens, (next) =>
        next ? remember(storage, TOKENS, JSON.stringify(next)) : keep(undefined),
      );
    return key === undefined ? undefined : credentialOfKey(key);
  }, [page, tokens, key, keep]);

  const session = useMemo<Session>(() => {
    const leave = () => {
      const last = rememberedTokens();
      remember(storage, KEY, undefined);
      setKey(preset);
      keep(undefined);
      if (page && last) void leaveForGood(page, last);
    };
    return {
      ...{ credential, trouble, user },
      api: credential && createApi(credential),
      local: preset !== undefined,
      login: page && (() => void leaveForLogin(page, language)),
      signIn: (next) => {
        remember(storage, KEY, next);
        setKey(next);
      },
      signOut: leave,
    };
  }, [credential, trouble, user, preset, page, language, keep]);
  // The router reads the address when it starts: not before the one that came from the sign-in page is made plain.
  return <SessionContext.Provider value={session}>{arriving ? <Arriving /> : children}</SessionContext.Provider>;
};

/** The API of a signed-in page; pages are shown only when there is somebody. */
export const useApi = (): Api => {
  const { api } = useSession();
  if (!api) throw new Error('A page was shown to nobody.');
  return api;
};
