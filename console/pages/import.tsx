import { Icon } from '../parts/icon.tsx';
import { Later } from '../parts/later.tsx';
import { Page } from '../parts/page.tsx';
import { Link } from '../platform/router.tsx';
import { useWords } from '../words/language.tsx';

/** The reading of files is as large as the rest of the console. */
const desk = () => import('../imports/import-desk.tsx').then(({ ImportDesk }) => ImportDesk);

export const ImportPage = () => {
  const { imports, customers } = useWords();
  const back = (
    <Link to={{ page: 'customers', search: '' }} class="back">
      <Icon name="back" />
      {customers.title}
    </Link>
  );
  return (
    <Page title={imports.title} above={back}>
      <p class="lead">{imports.lead}</p>
      <Later load={desk} rows={4} />
    </Page>
  );
};
