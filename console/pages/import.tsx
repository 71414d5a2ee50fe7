import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { Icon } from '../parts/icon.tsx';
import { Page } from '../parts/page.tsx';
import { Failure, Skeleton } from '../parts/states.tsx';
import type { ApiError } from '../platform/api.ts';
import type { Credential } from '../platform/credential.ts';
import { asApiError } from '../platform/load.ts';
import { Link } from '../platform/router.tsx';
import { useSession } from '../platform/session.tsx';
import { useWords } from '../words/language.tsx';

type Desk = ComponentType<{ readonly accessKey: Credential['bearer'] }>;

/** The reading of files is as large as the rest of the console and few visits need it: it comes when it is asked for. */
export const ImportPage = () => {
  const { imports, customers } = useWords();
  const { credential } = useSession();
  const [Desk, setDesk] = useState<{ readonly part: Desk }>();
  const [error, setError] = useState<ApiError>();
  useEffect(() => {
    import('../imports/import-desk.tsx').then(
      ({ ImportDesk }) => setDesk({ part: ImportDesk }),
      (cause: unknown) => setError(asApiError(cause)),
    );
  }, []);
  const back = (
    <Link to={{ page: 'customers', search: '' }} class="back">
      <Icon name="back" />
      {customers.title}
    </Link>
  );
  return (
    <Page title={imports.title} above={back}>
      <p class="lead">{imports.lead}</p>
      {error ? <Failure error={error} /> : null}
      {Desk && credential ? <Desk.part accessKey={credential.bearer} /> : error ? null : <Skeleton rows={4} />}
    </Page>
  );
};
