import { Later } from '../parts/later.tsx';
import { Page } from '../parts/page.tsx';
import { useWords } from '../words/language.tsx';

const impact = () => import('../impact/impact-desk.tsx').then(({ ImpactDesk }) => ImpactDesk);
const measures = () => import('../measures/measures-desk.tsx').then(({ MeasuresDesk }) => MeasuresDesk);
const desk = () => import('../figures/rfm-desk.tsx').then(({ RfmDesk }) => RfmDesk);

export const ResultsPage = () => {
  const { results } = useWords();
  return (
    <Page title={results.title}>
      <div class="stack">
        <Later load={impact} />
        <Later load={measures} />
        <Later load={desk} />
      </div>
    </Page>
  );
};
