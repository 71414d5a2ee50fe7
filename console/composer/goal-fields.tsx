import { Choice, NumberField, TextField } from '../parts/field.tsx';
import { useFormat } from '../parts/shop.tsx';
import { useLanguage } from '../words/language.tsx';
import type { PartProps } from './audience-fields.tsx';
import { COMPOSER_WORDS } from './words.ts';

const CONTROLS = ['0', '0.05', '0.1', '0.2', '0.3', '0.4', '0.5'];

interface GoalFieldsProps extends PartProps {
  /** Names that have come in, as suggestions. */
  readonly events: readonly string[];
  /** Share of all people who get no ad at all. */
  readonly holdout: number;
}

/** What shall be reached, within how many days, and who is held back so that it can be told. */
export const GoalFields = ({ draft, change, events, holdout }: GoalFieldsProps) => {
  const words = COMPOSER_WORDS[useLanguage().language];
  const format = useFormat();
  const controls = CONTROLS.includes(draft.control) ? CONTROLS : [...CONTROLS, draft.control];
  return (
    <>
      <div class="pair">
        <TextField
          name={words.goal}
          hint={draft.goalEvent.trim() === '' ? words.noGoal : words.goalHint}
          value={draft.goalEvent}
          change={(goalEvent) => change({ goalEvent })}
          list="goal-events"
        />
        <NumberField
          name={words.window}
          hint={words.windowDaysHint}
          min={1}
          max={90}
          value={draft.windowDays}
          change={(windowDays) => change({ windowDays })}
        />
      </div>
      <datalist id="goal-events">
        {events.map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
      <Choice
        name={words.control}
        hint={draft.control === '0' ? words.controlNone : words.controlHint}
        value={draft.control}
        change={(control) => change({ control })}
        options={controls.map((share) => [share, format.percent(Number(share), 1)] as const)}
      />
      {holdout > 0 ? <p class="quiet-line">{words.holdout(format.percent(holdout, 1))}</p> : null}
    </>
  );
};
