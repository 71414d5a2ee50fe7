import { Later } from '../parts/later.tsx';
import { Page } from '../parts/page.tsx';
import { Link } from '../platform/router.tsx';
import { useWords } from '../words/language.tsx';

const desk = () => import('../figures/rfm-desk.tsx').then(({ RfmDesk }) => RfmDesk);

export const ResultsPage = () => {
  const { results } = useWords();
  const aside = (
    <Link to={{ page: 'figures' }} class="button small">
      {results.toFigures}
    </Link>
  );
  return (
    <Page title={results.title} aside={aside}>
      <Later load={desk} />
    </Page>
  );
};
