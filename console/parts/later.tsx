import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { ApiError } from '../platform/api.ts';
import { asApiError } from '../platform/load.ts';
import { Failure, Skeleton } from './states.tsx';

interface LaterProps {
  /** Must be the same function at every call. */
  readonly load: () => Promise<ComponentType>;
  readonly rows?: number;
}

/** A part that few visits need: it comes when it is asked for. */
export const Later = ({ load, rows = 8 }: LaterProps) => {
  const [part, setPart] = useState<{ readonly Part: ComponentType }>();
  const [error, setError] = useState<ApiError>();
  useEffect(() => {
    load().then(
      (Part) => setPart({ Part }),
      (cause: unknown) => setError(asApiError(cause)),
    );
  }, [load]);
  return error ? <Failure error={error} /> : part ? <part.Part /> : <Skeleton rows={rows} />;
};
