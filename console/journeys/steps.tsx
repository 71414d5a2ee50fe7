import { describeStep, placeOf, waysOf } from '../../shared/journeys/describe.ts';
import type { Journey } from '../../shared/journeys/journey.ts';
import type { Step } from '../../shared/journeys/step.ts';
import { useLanguage } from '../words/language.tsx';
import { useGiven } from './use-names.ts';
import { JOURNEY_WORDS } from './words.ts';

interface WaysProps {
  readonly journey: Pick<Journey, 'steps'>;
  readonly step: Step;
}

/** Where a step leads; a step that only goes on to the one below it says nothing. */
export const Ways = ({ journey, step }: WaysProps) => {
  const { language } = useLanguage();
  const words = JOURNEY_WORDS[language];
  const { names } = useGiven();
  const index = journey.steps.findIndex(({ id }) => id === step.id);
  const below = journey.steps[index + 1]?.id;
  const ways = waysOf(journey, step, language, names).filter(({ when, to }) => when !== '' || to !== below);
  if (ways.length === 0) return null;
  return (
    <ul class="journey-ways">
      {ways.map(({ when, to }, at) => (
        <li key={at}>
          {when === '' ? null : <span>{when}</span>} <b>→ {placeOf(journey, to, language, names) ?? words.end}</b>
        </li>
      ))}
    </ul>
  );
};

interface StepListProps {
  readonly journey: Pick<Journey, 'steps'>;
  /** People and results of a step, if they are known. */
  readonly figures?: (id: string) => string | undefined;
}

/** The journey as it is read: one step below the other. */
export const StepList = ({ journey, figures }: StepListProps) => {
  const { language } = useLanguage();
  const { names } = useGiven();
  return (
    <ol class="journey-steps">
      {journey.steps.map((step) => {
        const figure = figures?.(step.id);
        return (
          <li key={step.id} class={`journey-step ${step.type}`}>
            <div class="journey-step-head">
              <b>{step.name ?? describeStep(step, language, names)}</b>
              {figure === undefined ? null : <span class="figure">{figure}</span>}
            </div>
            {step.name === undefined ? null : <p>{describeStep(step, language, names)}</p>}
            <Ways journey={journey} step={step} />
          </li>
        );
      })}
    </ol>
  );
};
