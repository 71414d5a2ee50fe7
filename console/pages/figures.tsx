import { Later } from '../parts/later.tsx';
import { Page } from '../parts/page.tsx';
import { useWords } from '../words/language.tsx';

const desk = () => import('../figures/figures-desk.tsx').then(({ FiguresDesk }) => FiguresDesk);

export const FiguresPage = () => {
  const { sections } = useWords();
  return (
    <Page title={sections.figures}>
      <Later load={desk} />
    </Page>
  );
};
