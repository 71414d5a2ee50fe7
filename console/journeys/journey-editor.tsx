import { useState } from 'preact/hooks';
import { type Journey, journeySchema } from '../../shared/journeys/journey.ts';
import type { Step, StepType } from '../../shared/journeys/step.ts';
import { Choice, NumberField, TextField } from '../parts/field.tsx';
import { useSubmit } from '../parts/form.ts';
import { Card } from '../parts/page.tsx';
import { Failure } from '../parts/states.tsx';
import { type Answer, segment } from '../platform/api.ts';
import { useApi } from '../platform/session.tsx';
import { WhereEditor } from '../segments/event-editor.tsx';
import { useLanguage } from '../words/language.tsx';
import { type JourneyAnswer, journeyAnswer } from './answers.ts';
import { FRESH_JOURNEY, freshStep } from './fresh.ts';
import { lackOf } from './lack-of.ts';
import { StepCard } from './step-card.tsx';
import { EntryFields, TriggerFields } from './trigger-fields.tsx';
import { useGiven } from './use-names.ts';
import { JOURNEY_WORDS } from './words.ts';

const KINDS = [
  ...(['message', 'wait', 'waitUntil', 'waitRepurchase', 'waitFor', 'branch', 'experiment', 'split'] as const),
  ...(['coupon', 'task', 'webhook', 'inApp', 'landing', 'updateTrait', 'goal', 'exit'] as const),
] as const satisfies readonly StepType[];

interface EditorProps {
  /** What is changed, with the version that was read; absent for a new one. */
  readonly before?: { readonly answer: Answer<JourneyAnswer>; readonly journey: Journey };
  readonly done: (id: string) => void;
  readonly discard: () => void;
}

/** Where a step was taken away, those that led to it go on to the next of the list. */
const without = (steps: readonly Step[], id: string): Step[] => {
  const index = steps.findIndex((step) => step.id === id);
  const heir = (steps[index + 1] ?? steps[index - 1])?.id ?? '';
  const led = (to: string): string => (to === id ? heir : to);
  return steps.flatMap((step): Step[] => {
    if (step.id === id) return [];
    switch (step.type) {
      case 'branch': {
        const { otherwise, ...rest } = step;
        const branches = step.branches.map((branch) => ({ ...branch, to: led(branch.to) }));
        return [{ ...rest, branches, ...(otherwise === undefined || otherwise === id ? {} : { otherwise }) }];
      }
      case 'split':
        return [{ ...step, paths: step.paths.map((path) => ({ ...path, to: led(path.to) })) }];
      case 'experiment':
        return [{ ...step, arms: step.arms.map((arm) => ({ ...arm, to: led(arm.to) })) }];
      case 'exit':
        return [step];
      default: {
        const { next, ...rest } = step;
        const onward = { ...rest, ...(next === undefined || next === id ? {} : { next }) };
        if ('otherwise' in onward && onward.otherwise === id) {
          const { otherwise: _gone, ...kept } = onward;
          return [kept];
        }
        if ('fallback' in onward && onward.fallback?.to === id) {
          const { fallback: _gone, ...kept } = onward;
          return [kept];
        }
        return [onward];
      }
    }
  });
};

/** A journey being written: what starts it, and its steps one below the other. */
export const JourneyEditor = ({ before, done, discard }: EditorProps) => {
  const { language } = useLanguage();
  const words = JOURNEY_WORDS[language];
  const api = useApi();
  const { knowledge } = useGiven();
  const [journey, setJourney] = useState<Journey>(before?.journey ?? { ...FRESH_JOURNEY, name: '' });
  const [kind, setKind] = useState<StepType>('message');
  const [added, setAdded] = useState<string>();
  const { description = '', goal, ...rest } = journey;
  const said = journeySchema.safeParse(journey);

  const setSteps = (steps: readonly Step[]) => setJourney({ ...journey, steps: [...steps] });
  const add = () => {
    const taken = journey.steps.map(({ id }) => id);
    const step = freshStep(kind, taken, taken[0] ?? '');
    setAdded(step.id);
    setSteps([...journey.steps, step]);
  };
  const moved = (index: number, by: -1 | 1): Step[] => {
    const [step] = journey.steps.slice(index, index + 1);
    return step ? journey.steps.toSpliced(index, 1).toSpliced(index + by, 0, step) : journey.steps;
  };
  const { busy, error, submit } = useSubmit(async () => {
    if (!said.success) return;
    const saved = before
      ? await api.change(`/v1/journeys/${segment(before.answer.value.id)}`, journeyAnswer, {
          ...{ method: 'PUT', body: said.data },
          ...(before.answer.etag === undefined ? {} : { ifMatch: before.answer.etag }),
        })
      : await api.change('/v1/journeys', journeyAnswer, { method: 'POST', body: said.data });
    done(saved.value.id);
  });

  return (
    <form class="column wide form" onSubmit={submit}>
      <datalist id="journey-events">
        {knowledge.events.map((event) => (
          <option key={event} value={event} />
        ))}
      </datalist>
      <datalist id="journey-traits">
        {knowledge.traits.map((trait) => (
          <option key={trait} value={trait} />
        ))}
      </datalist>
      <Card>
        <TextField
          name={words.name}
          value={journey.name}
          change={(name) => setJourney({ ...journey, name })}
          required
        />
        <TextField
          name={words.memo}
          value={description}
          change={(text) =>
            setJourney({ ...rest, ...(goal ? { goal } : {}), ...(text === '' ? {} : { description: text }) })
          }
        />
      </Card>
      <Card title={words.begin} class="form">
        <TriggerFields value={journey.trigger} change={(trigger) => setJourney({ ...journey, trigger })} />
        <EntryFields value={journey.entry} change={(entry) => setJourney({ ...journey, entry })} />
        <TextField
          name={words.hasGoal}
          value={goal?.event ?? ''}
          list="journey-events"
          change={(event) => {
            const { goal: _before, ...others } = journey;
            setJourney(event === '' ? others : { ...others, goal: { ...goal, event } });
          }}
        />
        {goal ? (
          <p class="rule-sentence">
            <WhereEditor
              event={goal.event}
              where={goal.where ?? []}
              change={(where) =>
                setJourney({ ...journey, goal: { event: goal.event, ...(where.length > 0 ? { where } : {}) } })
              }
            />
          </p>
        ) : null}
        <NumberField
          name={words.controlShare}
          hint={words.controlHint}
          value={String(Math.round(journey.control * 100))}
          min={0}
          max={90}
          change={(text) =>
            setJourney({ ...journey, control: Math.min(90, Math.max(0, Math.trunc(Number(text)) || 0)) / 100 })
          }
        />
      </Card>
      <Card title={words.way}>
        <ol class="journey-steps">
          {journey.steps.map((step, index) => (
            <StepCard
              key={step.id}
              journey={journey}
              step={step}
              index={index}
              open={step.id === added || before === undefined}
              change={(next) => setSteps(journey.steps.with(index, next))}
              move={(by) => setSteps(moved(index, by))}
              remove={() => setSteps(without(journey.steps, step.id))}
            />
          ))}
        </ol>
        <div class="journey-add">
          <Choice
            name={words.stepKind}
            value={kind}
            options={KINDS.map((one) => [one, words.kinds[one]] as const)}
            change={(next) => setKind(KINDS.find((one) => one === next) ?? 'message')}
          />
          <button type="button" class="button" onClick={add}>
            {words.addStep}
          </button>
        </div>
        {said.success ? null : (
          <ul class="failure-details" role="status">
            {said.error.issues.slice(0, 5).map((issue) => (
              <li key={`${issue.path.join('.')} ${issue.message}`}>{lackOf(issue, language)}</li>
            ))}
          </ul>
        )}
      </Card>
      {error ? <Failure error={error} /> : null}
      <div class="form-actions">
        <button type="submit" class="button primary" disabled={busy || !said.success}>
          {words.save}
        </button>
        <button type="button" class="button" onClick={discard}>
          {words.discard}
        </button>
        {said.success ? null : <small>{words.missing}</small>}
      </div>
    </form>
  );
};
