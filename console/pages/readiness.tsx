import { Later } from '../parts/later.tsx';
import { Page } from '../parts/page.tsx';
import { useWords } from '../words/language.tsx';

const desk = () => import('../readiness/readiness-desk.tsx').then(({ ReadinessDesk }) => ReadinessDesk);

export const ReadinessPage = () => {
  const { sections } = useWords();
  return (
    <Page title={sections.readiness}>
      <Later load={desk} />
    </Page>
  );
};
