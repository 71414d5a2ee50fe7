import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { ApiError } from './api.ts';

/** What a page knows of an answer it asked for. `stale` is set while a newer one is on its way. */
export type Loaded<Value> =
  | { readonly state: 'loading' }
  | { readonly state: 'failed'; readonly error: ApiError }
  | { readonly state: 'ready'; readonly value: Value; readonly stale: boolean };

export const asApiError = (error: unknown): ApiError =>
  error instanceof ApiError
    ? error
    : new ApiError(0, 'unreadable', error instanceof Error ? `${error.name}: ${error.message}` : String(error));

/**
 * Asks once per `key` and again on `reload`; an answer that is overtaken is thrown away. A reload keeps what is shown
 * until the new answer is there, another key does not.
 */
export const useLoad = <Value>(
  key: string,
  load: (signal: AbortSignal) => Promise<Value>,
): readonly [Loaded<Value>, () => void] => {
  const [round, setRound] = useState(0);
  const [held, setHeld] = useState<{ key: string; loaded: Loaded<Value> }>({ key, loaded: { state: 'loading' } });
  const latest = useRef(load);
  latest.current = load;
  // `round` is read by nobody: a new one asks again for the same key.
  useEffect(() => {
    const controller = new AbortController();
    const settle = (loaded: Loaded<Value>) => {
      if (!controller.signal.aborted) setHeld({ key, loaded });
    };
    setHeld((before) => {
      const keep = before.key === key && before.loaded.state === 'ready';
      return { key, loaded: keep ? { ...before.loaded, stale: true } : { state: 'loading' } };
    });
    latest
      .current(controller.signal)
      .then((value) => settle({ state: 'ready', value, stale: false }))
      .catch((error: unknown) => settle({ state: 'failed', error: asApiError(error) }));
    return () => controller.abort();
  }, [key, round]);
  const reload = useCallback(() => setRound((before) => before + 1), []);
  return [held.key === key ? held.loaded : { state: 'loading' }, reload];
};

/** Calls `work` every `seconds` while `on` and the page is visible. */
export const useEvery = (seconds: number, on: boolean, work: () => void): void => {
  useEffect(() => {
    if (!on) return;
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') work();
    }, seconds * 1_000);
    return () => clearInterval(timer);
  }, [seconds, on, work]);
};
