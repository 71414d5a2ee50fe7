import { Later } from '../parts/later.tsx';
import { Page } from '../parts/page.tsx';
import { useWords } from '../words/language.tsx';

const desk = () => import('../computed/computed-desk.tsx').then(({ ComputedDesk }) => ComputedDesk);

export const ComputedPage = () => {
  const words = useWords();
  return (
    <Page title={words.customer.computed}>
      <Later load={desk} />
    </Page>
  );
};
