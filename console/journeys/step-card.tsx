import { useState } from 'preact/hooks';
import { describeStep, placeOf } from '../../shared/journeys/describe.ts';
import type { Journey } from '../../shared/journeys/journey.ts';
import type { Step } from '../../shared/journeys/step.ts';
import { Choice, TextField } from '../parts/field.tsx';
import { useLanguage } from '../words/language.tsx';
import { StepFields } from './step-fields.tsx';
import { Ways } from './steps.tsx';
import { useGiven } from './use-names.ts';
import { JOURNEY_WORDS } from './words.ts';

interface StepCardProps {
  readonly journey: Pick<Journey, 'steps'>;
  readonly step: Step;
  readonly index: number;
  readonly change: (step: Step) => void;
  readonly move: (by: -1 | 1) => void;
  readonly remove: () => void;
  /** Opened from the beginning, as a step that was just added is. */
  readonly open: boolean;
}

/** Ways on that any step may name. */
const Onward = ({
  step,
  change,
  targets,
}: Pick<StepCardProps, 'step' | 'change'> & {
  readonly targets: readonly (readonly [string, string])[];
}) => {
  const { language } = useLanguage();
  const words = JOURNEY_WORDS[language];
  const next = (() => {
    if (step.type === 'branch' || step.type === 'split' || step.type === 'experiment' || step.type === 'exit')
      return null;
    const { next: own, ...rest } = step;
    return (
      <Choice
        name={words.next}
        value={own ?? ''}
        options={[['', words.toNext], ...targets]}
        change={(to) => change(to === '' ? rest : { ...rest, next: to })}
      />
    );
  })();
  const otherwise = (() => {
    if (
      step.type !== 'branch' &&
      step.type !== 'waitFor' &&
      step.type !== 'coupon' &&
      step.type !== 'webhook' &&
      step.type !== 'landing'
    )
      return null;
    const { otherwise: own, ...rest } = step;
    return (
      <Choice
        name={step.type === 'branch' ? words.rest : words.otherwise}
        value={own ?? ''}
        options={[['', words.toNext], ...targets]}
        change={(to) => change(to === '' ? rest : { ...rest, otherwise: to })}
      />
    );
  })();
  return (
    <>
      {next}
      {otherwise}
    </>
  );
};

/** One step of a journey that is being written: its sentence, and behind it its form. */
export const StepCard = ({ journey, step, index, change, move, remove, open }: StepCardProps) => {
  const { language } = useLanguage();
  const words = JOURNEY_WORDS[language];
  const { names } = useGiven();
  const [shown, setShown] = useState(open);
  const choices = journey.steps.map(({ id }) => [id, placeOf(journey, id, language, names) ?? id] as const);
  const targets = choices.filter(([id]) => id !== step.id);
  const messages = choices.filter(([id]) => journey.steps.some((one) => one.id === id && one.type === 'message'));
  const place = `${index + 1}`;
  const { name = '', ...unnamed } = step;
  return (
    <li class={`journey-step ${step.type}`}>
      <div class="journey-step-head">
        <button type="button" class="journey-step-title" aria-expanded={shown} onClick={() => setShown(!shown)}>
          <b>{step.name ?? describeStep(step, language, names)}</b>
          <small>{words.kinds[step.type]}</small>
        </button>
        <span class="journey-step-tools">
          <button
            type="button"
            class="chip-button"
            aria-label={`${words.up} ${place}`}
            disabled={index === 0}
            onClick={() => move(-1)}
          >
            ↑
          </button>
          <button
            type="button"
            class="chip-button"
            aria-label={`${words.down} ${place}`}
            disabled={index === journey.steps.length - 1}
            onClick={() => move(1)}
          >
            ↓
          </button>
          <button
            type="button"
            class="chip-button"
            aria-label={`${words.remove} ${place}`}
            disabled={journey.steps.length === 1}
            onClick={remove}
          >
            ×
          </button>
        </span>
      </div>
      <Ways journey={journey} step={step} />
      {shown ? (
        <div class="form journey-step-form">
          <StepFields step={step} change={change} targets={targets} messages={messages} />
          <Onward step={step} change={change} targets={targets} />
          <TextField
            name={words.stepName}
            value={name}
            change={(next) => change(next === '' ? unnamed : { ...unnamed, name: next })}
          />
          <small>
            {words.stepId}: <code>{step.id}</code>
          </small>
        </div>
      ) : null}
    </li>
  );
};
