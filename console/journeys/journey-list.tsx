import { useState } from 'preact/hooks';
import { describeTrigger } from '../../shared/journeys/describe.ts';
import { journeySchema } from '../../shared/journeys/journey.ts';
import { ListTools } from '../parts/list-tools.tsx';
import { Card } from '../parts/page.tsx';
import { useFormat } from '../parts/shop.tsx';
import { Empty, Show } from '../parts/states.tsx';
import { Status } from '../parts/status.tsx';
import { segment } from '../platform/api.ts';
import { useLoad } from '../platform/load.ts';
import { Link } from '../platform/router.tsx';
import { useApi } from '../platform/session.tsx';
import { useLanguage, wordOf } from '../words/language.tsx';
import { bodyOf, type JourneyAnswer, type JourneyState, journeysAnswer, stateAnswer } from './answers.ts';
import { useGiven } from './use-names.ts';
import { JOURNEY_WORDS } from './words.ts';

/** Beyond so many journeys the list does not ask how each stands. */
const ASKED = 60;

interface RowProps {
  readonly journey: JourneyAnswer;
  readonly state: JourneyState | undefined;
}

const Row = ({ journey, state }: RowProps) => {
  const { language } = useLanguage();
  const words = JOURNEY_WORDS[language];
  const { names } = useGiven();
  const format = useFormat();
  const read = journeySchema.safeParse(bodyOf(journey)).data;
  return (
    <li>
      <Link to={{ page: 'journey', id: journey.id }} class="segment-row">
        <b>{journey.name}</b>
        {state ? <Status code={state.status} word={wordOf(words.states, state.status)} /> : null}
        <small>
          {read
            ? `${describeTrigger(read.trigger, language, names)} · ${words.steps(read.steps.length)}`
            : words.unreadable}
          {state && state.status !== 'draft' ? ` · ${words.nowInside(format.number(state.inside))}` : ''}
        </small>
      </Link>
    </li>
  );
};

export const JourneyList = () => {
  const { language } = useLanguage();
  const words = JOURNEY_WORDS[language];
  const api = useApi();
  const [search, setSearch] = useState('');
  const [loaded, reload] = useLoad('journeys', async (signal) => {
    const { value } = await api.get('/v1/journeys?limit=200', journeysAnswer, signal);
    const states = await Promise.all(
      value.data
        .slice(0, ASKED)
        .map(async ({ id }) => (await api.get(`/v1/journeys/${segment(id)}/state`, stateAnswer, signal)).value),
    );
    return { journeys: value.data, states: new Map(states.map((state) => [state.id, state])) };
  });
  const wanted = search.trim().toLowerCase();
  const fits = (one: JourneyAnswer): boolean => JSON.stringify(bodyOf(one)).toLowerCase().includes(wanted);
  return (
    <>
      <p class="lead">{words.lead}</p>
      <ListTools
        label={words.search}
        search={search}
        change={setSearch}
        create={{ page: 'newJourney' }}
        createLabel={words.create}
      />
      <Show loaded={loaded} retry={reload} rows={6}>
        {({ journeys: all, states }) => {
          if (all.length === 0)
            return (
              <Empty title={words.none}>
                <p>{words.noneText}</p>
              </Empty>
            );
          const found = all.filter(fits);
          if (found.length === 0) return <Empty title={words.noneFound(search)} />;
          return (
            <Card>
              <ul class="segments">
                {found.map((journey) => (
                  <Row key={journey.id} journey={journey} state={states.get(journey.id)} />
                ))}
              </ul>
            </Card>
          );
        }}
      </Show>
    </>
  );
};
