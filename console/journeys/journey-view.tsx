import { useState } from 'preact/hooks';
import * as z from 'zod';
import { describeEntry, describeTrigger } from '../../shared/journeys/describe.ts';
import { journeySchema } from '../../shared/journeys/journey.ts';
import { Confirm } from '../parts/confirm.tsx';
import { Card, Fact, Facts } from '../parts/page.tsx';
import { Show } from '../parts/states.tsx';
import { Status } from '../parts/status.tsx';
import { segment } from '../platform/api.ts';
import { useLoad } from '../platform/load.ts';
import { useNavigation } from '../platform/router.tsx';
import { useApi } from '../platform/session.tsx';
import { useLanguage, wordOf } from '../words/language.tsx';
import { bodyOf, journeyAnswer } from './answers.ts';
import { JourneyEditor } from './journey-editor.tsx';
import { Simulator } from './simulator.tsx';
import { StepList } from './steps.tsx';
import { useGiven } from './use-names.ts';
import { JOURNEY_WORDS } from './words.ts';

const nothing = z.unknown();

/** One journey: what starts it, its steps with what they lead to, and a walk through it. */
export const JourneyView = ({ id }: { readonly id: string }) => {
  const { language } = useLanguage();
  const words = JOURNEY_WORDS[language];
  const api = useApi();
  const { names } = useGiven();
  const { go } = useNavigation();
  const [editing, setEditing] = useState(false);
  const [saved, setSaved] = useState(false);
  const [asking, setAsking] = useState(false);
  const [loaded, reload] = useLoad(`journey ${id}`, (signal) =>
    api.get(`/v1/journeys/${segment(id)}`, journeyAnswer, signal),
  );
  return (
    <Show loaded={loaded} retry={reload} rows={8}>
      {(answer) => {
        const { value } = answer;
        const journey = journeySchema.safeParse(bodyOf(value)).data;
        if (!journey) return <p class="quiet-line">{words.unreadable}</p>;
        if (editing)
          return (
            <JourneyEditor
              before={{ answer, journey }}
              done={() => {
                setEditing(false);
                setSaved(true);
                reload();
              }}
              discard={() => setEditing(false)}
            />
          );
        const status = value.state?.status ?? 'draft';
        return (
          <div class="columns">
            <div class="column wide">
              {saved ? (
                <p class="quiet-line" role="status">
                  {words.saved}
                </p>
              ) : null}
              <Card title={value.name} aside={<Status code={status} word={wordOf(words.states, status)} />}>
                {journey.description ? <p>{journey.description}</p> : null}
                <div class="journey-facts">
                  <Facts>
                    <Fact name={words.begin}>{describeTrigger(journey.trigger, language, names)}</Fact>
                    <Fact name={words.entry}>{describeEntry(journey.entry, language)}</Fact>
                    {journey.goal ? <Fact name={words.goal}>{journey.goal.event}</Fact> : null}
                    <Fact name={words.control}>{Math.round(journey.control * 100)} %</Fact>
                  </Facts>
                  <p class="segment-actions">
                    <button type="button" class="button" onClick={() => setEditing(true)}>
                      {words.change}
                    </button>
                    <button type="button" class="button" onClick={() => setAsking(true)}>
                      {words.archive}
                    </button>
                  </p>
                </div>
                {asking ? (
                  <Confirm
                    title={words.archiveAsk}
                    text={words.archiveText}
                    action={words.archive}
                    danger
                    run={async () => {
                      await api.change(`/v1/journeys/${segment(id)}`, nothing, { method: 'DELETE' });
                      go({ page: 'journeys' });
                    }}
                    close={() => setAsking(false)}
                  />
                ) : null}
              </Card>
              <Card title={words.way}>
                <StepList journey={journey} />
              </Card>
            </div>
            <div class="column">
              <Simulator id={id} journey={journey} />
            </div>
          </div>
        );
      }}
    </Show>
  );
};
