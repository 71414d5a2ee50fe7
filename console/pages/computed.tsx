import { Icon } from '../parts/icon.tsx';
import { Later } from '../parts/later.tsx';
import { Page } from '../parts/page.tsx';
import { Link } from '../platform/router.tsx';
import { useWords } from '../words/language.tsx';

const desk = () => import('../computed/computed-desk.tsx').then(({ ComputedDesk }) => ComputedDesk);

export const ComputedPage = () => {
  const words = useWords();
  const back = (
    <Link to={{ page: 'settings' }} class="back">
      <Icon name="back" />
      {words.places.settings}
    </Link>
  );
  return (
    <Page title={words.customer.computed} above={back}>
      <Later load={desk} />
    </Page>
  );
};
