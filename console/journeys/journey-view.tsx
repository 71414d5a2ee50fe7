import { useState } from 'preact/hooks';
import * as z from 'zod';
import { describeEntry, describeTrigger } from '../../shared/journeys/describe.ts';
import { journeySchema } from '../../shared/journeys/journey.ts';
import { Confirm } from '../parts/confirm.tsx';
import { Card, Fact, Facts } from '../parts/page.tsx';
import { useFormat } from '../parts/shop.tsx';
import { Show } from '../parts/states.tsx';
import { Status } from '../parts/status.tsx';
import { segment } from '../platform/api.ts';
import { useLoad } from '../platform/load.ts';
import { useNavigation } from '../platform/router.tsx';
import { useApi } from '../platform/session.tsx';
import { useLanguage, wordOf } from '../words/language.tsx';
import { bodyOf, type JourneyReport, journeyAnswer, reportAnswer, stateAnswer } from './answers.ts';
import { JourneyEditor } from './journey-editor.tsx';
import { Simulator } from './simulator.tsx';
import { Standing } from './standing.tsx';
import { StepList } from './steps.tsx';
import { useGiven } from './use-names.ts';
import { JOURNEY_WORDS } from './words.ts';

const nothing = z.unknown();

/** What a step has seen: who is here, who came by, what became of its message or its arms. */
const useFigures = (report: JourneyReport | undefined) => {
  const { language } = useLanguage();
  const words = JOURNEY_WORDS[language];
  const format = useFormat();
  return (id: string): string | undefined => {
    const step = report?.steps.find((one) => one.id === id);
    if (!step || step.visits === 0) return undefined;
    const { messages, arms = [], pairs = [] } = step;
    const points = (share: number): string => (share * 100).toFixed(1).replace('-', '−');
    const n = format.number;
    return [
      ...(step.at > 0 ? [words.here(n(step.at))] : []),
      words.passed(n(step.visits)),
      ...(messages ? [words.sent(n(messages.sent), n(messages.opened), n(messages.clicked))] : []),
      ...arms.map(({ arm, people, reached }) => words.armFigure(arm, n(people), n(reached))),
      ...pairs.map(({ arm, against, absolute, anytime: { interval } }) =>
        words.pairFigure(
          arm,
          against,
          points(absolute),
          interval ? `${points(interval.low)}~${points(interval.high)}` : '',
        ),
      ),
    ].join(' · ');
  };
};

const People = ({ report }: { readonly report: JourneyReport }) => {
  const { language } = useLanguage();
  const words = JOURNEY_WORDS[language];
  const format = useFormat();
  const say = (n: number): string => words.people(format.number(n));
  return (
    <Card title={words.figures}>
      <Facts>
        <Fact name={words.entered}>{say(report.entered)}</Fact>
        <Fact name={words.inside}>{say(report.inside)}</Fact>
        <Fact name={words.reached}>{say(report.reached)}</Fact>
        {report.stuck > 0 ? <Fact name={words.stuck}>{say(report.stuck)}</Fact> : null}
        {Object.entries(report.ended)
          .filter(([, count]) => count > 0)
          .map(([end, count]) => (
            <Fact key={end} name={wordOf(words.ends, end)}>
              {say(count)}
            </Fact>
          ))}
      </Facts>
    </Card>
  );
};

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
  const [loaded, reload] = useLoad(`journey ${id}`, async (signal) => {
    const path = `/v1/journeys/${segment(id)}`;
    const [answer, state] = await Promise.all([
      api.get(path, journeyAnswer, signal),
      api.get(`${path}/state`, stateAnswer, signal),
    ]);
    // A draft has nobody to count.
    const report = state.value.running === null ? undefined : await api.get(`${path}/report`, reportAnswer, signal);
    return { answer, state: state.value, report: report?.value };
  });
  const figures = useFigures(loaded.state === 'ready' ? loaded.value.report : undefined);
  return (
    <Show loaded={loaded} retry={reload} rows={8}>
      {({ answer, state, report }) => {
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
        return (
          <div class="columns">
            <div class="column wide">
              {saved ? (
                <p class="quiet-line" role="status">
                  {words.saved}
                </p>
              ) : null}
              <Card title={value.name} aside={<Status code={state.status} word={wordOf(words.states, state.status)} />}>
                {journey.description ? <p>{journey.description}</p> : null}
                <div class="journey-facts">
                  <Facts>
                    <Fact name={words.begin}>{describeTrigger(journey.trigger, language, names)}</Fact>
                    <Fact name={words.entry}>{describeEntry(journey.entry, language)}</Fact>
                    {journey.goal ? <Fact name={words.goal}>{journey.goal.event}</Fact> : null}
                    <Fact name={words.control}>{Math.round(journey.control * 100)} %</Fact>
                  </Facts>
                  <div class="segment-actions">
                    <Standing state={state} newest={value.version} reload={reload} />
                    <button type="button" class="button" onClick={() => setEditing(true)}>
                      {words.change}
                    </button>
                    <button type="button" class="button" onClick={() => setAsking(true)}>
                      {words.archive}
                    </button>
                  </div>
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
                <StepList journey={journey} figures={figures} />
              </Card>
            </div>
            <div class="column">
              {report ? <People report={report} /> : null}
              <Simulator id={id} journey={journey} />
            </div>
          </div>
        );
      }}
    </Show>
  );
};
