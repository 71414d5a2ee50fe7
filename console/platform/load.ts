import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { ApiError } from './api.ts';

/** What a page knows of an answer it asked for. */
export type Loaded<Value> =
  | { readonly state: 'loading' }
  | { readonly state: 'failed'; readonly error: ApiError }
  | {
      readonly state: 'ready';
      readonly value: Value;
      /** A newer answer is on its way. */
      readonly pending: boolean;
      /** Why the last try for a newer answer failed; the value is then the last one that came. */
      readonly trouble: ApiError | undefined;
    };

export const asApiError = (error: unknown): ApiError =>
  error instanceof ApiError
    ? error
    : new ApiError(0, 'unreadable', error instanceof Error ? `${error.name}: ${error.message}` : String(error));

/**
 * Asks once per `key` and again on `reload`; an answer that is overtaken is thrown away. A reload keeps what is shown
 * until the new answer is there, and beside its failure if none comes; another key starts from nothing.
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
    const change = (next: (before: Loaded<Value>) => Loaded<Value>) =>
      setHeld((before) => ({ key, loaded: next(before.key === key ? before.loaded : { state: 'loading' }) }));
    change((before) => (before.state === 'ready' ? { ...before, pending: true } : { state: 'loading' }));
    const settle = (next: (before: Loaded<Value>) => Loaded<Value>) => {
      if (!controller.signal.aborted) change(next);
    };
    latest
      .current(controller.signal)
      .then((value) => settle(() => ({ state: 'ready', value, pending: false, trouble: undefined })))
      .catch((cause: unknown) => {
        const error = asApiError(cause);
        settle((before) =>
          before.state === 'ready' ? { ...before, pending: false, trouble: error } : { state: 'failed', error },
        );
      });
    return () => controller.abort();
  }, [key, round]);
  const reload = useCallback(() => setRound((before) => before + 1), []);
  return [held.key === key ? held.loaded : { state: 'loading' }, reload];
};

/** Reloads `seconds` after each answer while `on` and the page is visible; a slow server is never asked twice at once. */
export const useAgain = <Value>(
  [loaded, reload]: readonly [Loaded<Value>, () => void],
  seconds: number,
  on: boolean,
) => {
  const due = on && loaded.state === 'ready' && !loaded.pending;
  useEffect(() => {
    if (!due) return;
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') reload();
    }, seconds * 1_000);
    return () => clearInterval(timer);
  }, [due, seconds, reload]);
};
