import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { ApiError } from '../platform/api.ts';
import { asApiError } from '../platform/load.ts';
import { Failure, Skeleton } from './states.tsx';

interface LaterProps<Given> {
  /** Must be the same function at every call. */
  readonly load: () => Promise<ComponentType<Given>>;
  readonly rows?: number;
}

/** A part that few visits need: it comes when it is asked for, and gets what it is given. */
export const LaterWith = <Given extends object>({
  load,
  rows = 8,
  given,
}: LaterProps<Given> & { readonly given: Given }) => {
  const [part, setPart] = useState<{ readonly Part: ComponentType<Given> }>();
  const [error, setError] = useState<ApiError>();
  useEffect(() => {
    load().then(
      (Part) => setPart({ Part }),
      (cause: unknown) => setError(asApiError(cause)),
    );
  }, [load]);
  return error ? <Failure error={error} /> : part ? <part.Part {...given} /> : <Skeleton rows={rows} />;
};

const NOTHING = {};

export const Later = (props: LaterProps<object>) => <LaterWith {...props} given={NOTHING} />;
