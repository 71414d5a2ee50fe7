// A part that is loaded later shares zod with the first load: so both say first how zod has to work.
import '../platform/zod-without-eval.ts';
import { Back, Page } from '../parts/page.tsx';
import { useNavigation } from '../platform/router.tsx';
import { KnowledgeProvider } from '../segments/knowledge.tsx';
import { useLanguage, useWords } from '../words/language.tsx';
import { JourneyEditor } from './journey-editor.tsx';
import { JourneyList } from './journey-list.tsx';
import { JourneyView } from './journey-view.tsx';
import { SurroundingsProvider, useSurroundings } from './use-names.ts';
import { JOURNEY_WORDS } from './words.ts';

const Desk = () => {
  const { route, go } = useNavigation();
  if (route.page === 'journey') return <JourneyView id={route.id} />;
  if (route.page !== 'newJourney') return <JourneyList />;
  return <JourneyEditor done={(id) => go({ page: 'journey', id })} discard={() => go({ page: 'journeys' })} />;
};

/** Journeys: their list, one of them, a new one. */
export const JourneysPage = () => {
  const _words = useWords();
  const { language } = useLanguage();
  const { title } = JOURNEY_WORDS[language];
  const { route } = useNavigation();
  const surroundings = useSurroundings();
  const listed = route.page === 'journeys';
  return (
    <Page title={title} above={listed ? undefined : <Back />}>
      <KnowledgeProvider value={surroundings.knowledge}>
        <SurroundingsProvider value={surroundings}>
          <Desk />
        </SurroundingsProvider>
      </KnowledgeProvider>
    </Page>
  );
};
