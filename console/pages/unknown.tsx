import { Page } from '../parts/page.tsx';
import { Empty } from '../parts/states.tsx';
import { Link } from '../platform/router.tsx';
import { useWords } from '../words/language.tsx';

export const UnknownPage = ({ path }: { readonly path: string }) => {
  const { unknownPage } = useWords();
  return (
    <Page title={unknownPage.title}>
      <Empty title={unknownPage.lead(path)}>
        <Link to={{ page: 'today' }}>{unknownPage.home}</Link>
      </Empty>
    </Page>
  );
};
