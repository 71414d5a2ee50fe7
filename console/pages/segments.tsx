import { Later } from '../parts/later.tsx';
import { Back, Page } from '../parts/page.tsx';
import { useNavigation } from '../platform/router.tsx';
import { useWords } from '../words/language.tsx';

const desk = () => import('../segments/segments-desk.tsx').then(({ SegmentsDesk }) => SegmentsDesk);

/** Segments: their list, one of them, a new one. */
export const SegmentsPage = () => {
  const words = useWords();
  const { route } = useNavigation();
  const listed = route.page === 'segments';
  return (
    <Page title={words.customer.segments} above={listed ? undefined : <Back />}>
      <Later load={desk} />
    </Page>
  );
};
