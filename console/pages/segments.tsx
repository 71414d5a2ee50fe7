import { Icon } from '../parts/icon.tsx';
import { Later } from '../parts/later.tsx';
import { Page } from '../parts/page.tsx';
import { Link, useNavigation } from '../platform/router.tsx';
import { useWords } from '../words/language.tsx';

const desk = () => import('../segments/segments-desk.tsx').then(({ SegmentsDesk }) => SegmentsDesk);

/** Segments: their list, one of them, a new one. */
export const SegmentsPage = () => {
  const words = useWords();
  const { route } = useNavigation();
  const listed = route.page === 'segments';
  const back = (
    <Link to={listed ? { page: 'customers', search: '' } : { page: 'segments' }} class="back">
      <Icon name="back" />
      {listed ? words.customers.title : words.customer.segments}
    </Link>
  );
  return (
    <Page title={words.customer.segments} above={back}>
      <Later load={desk} />
    </Page>
  );
};
