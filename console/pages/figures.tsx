import { Icon } from '../parts/icon.tsx';
import { Later } from '../parts/later.tsx';
import { Page } from '../parts/page.tsx';
import { Link } from '../platform/router.tsx';
import { useWords } from '../words/language.tsx';

const desk = () => import('../figures/figures-desk.tsx').then(({ FiguresDesk }) => FiguresDesk);

export const FiguresPage = () => {
  const { results } = useWords();
  const back = (
    <Link to={{ page: 'results' }} class="back">
      <Icon name="back" />
      {results.title}
    </Link>
  );
  return (
    <Page title={results.figures} above={back}>
      <Later load={desk} />
    </Page>
  );
};
