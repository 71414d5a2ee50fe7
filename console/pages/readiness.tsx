import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { Page } from '../parts/page.tsx';
import { Failure, Skeleton } from '../parts/states.tsx';
import type { ApiError } from '../platform/api.ts';
import { asApiError } from '../platform/load.ts';
import { useWords } from '../words/language.tsx';

/** Few visits need it, so it comes when it is asked for. */
export const ReadinessPage = () => {
  const { readiness } = useWords();
  const [desk, setDesk] = useState<{ readonly Part: ComponentType }>();
  const [error, setError] = useState<ApiError>();
  useEffect(() => {
    import('../readiness/readiness-desk.tsx').then(
      ({ ReadinessDesk }) => setDesk({ Part: ReadinessDesk }),
      (cause: unknown) => setError(asApiError(cause)),
    );
  }, []);
  return (
    <Page title={readiness.title}>
      {error ? <Failure error={error} /> : desk ? <desk.Part /> : <Skeleton rows={8} />}
    </Page>
  );
};
