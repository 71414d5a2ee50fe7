import { Later } from '../parts/later.tsx';
import { Page } from '../parts/page.tsx';
import { useWords } from '../words/language.tsx';

/** The reading of files is as large as the rest of the console. */
const desk = () => import('../imports/import-desk.tsx').then(({ ImportDesk }) => ImportDesk);

export const ImportPage = () => {
  const { imports, sections } = useWords();
  return (
    <Page title={sections.import}>
      <p class="lead">{imports.lead}</p>
      <Later load={desk} rows={4} />
    </Page>
  );
};
