import type { ComponentChildren } from 'preact';
import { createContext } from 'preact';
import { useContext, useMemo, useState } from 'preact/hooks';
import { type Api, createApi } from './api.ts';
import { remember, remembered } from './storage.ts';

const KEY = 'dangol.key';
/** The tab, not the browser, keeps the key: closing it signs out. */
const storage = () => sessionStorage;

/** A key that the page itself carries; only the local runner writes one. */
export const presetKey = (): string | undefined =>
  document.querySelector<HTMLMetaElement>('meta[name="dangol-key"]')?.content || undefined;

interface Session {
  /** What signs the calls that do not go through `api`, such as those of an import. */
  readonly key: string | undefined;
  readonly api: Api | undefined;
  readonly local: boolean;
  readonly signIn: (key: string) => void;
  readonly signOut: () => void;
}

const SessionContext = createContext<Session>({
  key: undefined,
  api: undefined,
  local: false,
  signIn: () => undefined,
  signOut: () => undefined,
});

export const useSession = (): Session => useContext(SessionContext);

export const SessionProvider = ({ children }: { readonly children: ComponentChildren }) => {
  const preset = useMemo(presetKey, []);
  const [key, setKey] = useState(() => remembered(storage, KEY) ?? preset);
  const session = useMemo<Session>(() => {
    const change = (next: string | undefined) => {
      remember(storage, KEY, next);
      setKey(next);
    };
    return {
      key,
      api: key === undefined ? undefined : createApi(key),
      local: preset !== undefined,
      signIn: change,
      signOut: () => change(undefined),
    };
  }, [key, preset]);
  return <SessionContext.Provider value={session}>{children}</SessionContext.Provider>;
};

/** The API of a signed-in page; pages are shown only when there is a key. */
export const useApi = (): Api => {
  const { api } = useSession();
  if (!api) throw new Error('A page was shown without a key.');
  return api;
};
