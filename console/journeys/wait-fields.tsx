import type { StepOf } from '../../shared/journeys/step.ts';
import { Choice, TextField } from '../parts/field.tsx';
import { WhereEditor } from '../segments/event-editor.tsx';
import { useLanguage } from '../words/language.tsx';
import { type FieldsProps, OutcomeFields } from './outcome-fields.tsx';
import { SpanField } from './span-field.tsx';
import { JOURNEY_WORDS } from './words.ts';

export const WaitUntilFields = ({ step, change }: FieldsProps<StepOf<'waitUntil'>>) => {
  const { language } = useLanguage();
  const words = JOURNEY_WORDS[language];
  const { weekdays = [], ...rest } = step;
  const toggle = (day: number, on: boolean) => {
    const next = on ? [...weekdays, day].sort() : weekdays.filter((one) => one !== day);
    change(next.length === 0 ? rest : { ...rest, weekdays: next });
  };
  return (
    <>
      <TextField name={words.at} value={step.at} required change={(at) => change({ ...step, at })} />
      <fieldset class="journey-days">
        <legend>
          {words.weekday}
          {weekdays.length === 0 ? `: ${words.anyDay}` : ''}
        </legend>
        {words.weekdays.map((name, index) => (
          <label key={name} class="check">
            <input
              type="checkbox"
              checked={weekdays.includes(index + 1)}
              onChange={(event) => toggle(index + 1, event.currentTarget.checked)}
            />
            {name}
          </label>
        ))}
      </fieldset>
    </>
  );
};

export const WaitForFields = ({ step, change, messages }: FieldsProps<StepOf<'waitFor'>>) => {
  const { language } = useLanguage();
  const words = JOURNEY_WORDS[language];
  const { event, where = [], message } = step.for;
  return (
    <>
      <Choice
        name={words.awaited}
        value={message ? 'message' : 'event'}
        options={[
          ['event', words.awaitedKinds.event],
          ['message', words.awaitedKinds.message],
        ]}
        change={(kind) =>
          change({
            ...step,
            for:
              kind === 'message'
                ? { message: { step: messages[0]?.[0] ?? '', is: 'opened' } }
                : { event: 'Order Completed' },
          })
        }
      />
      {message ? (
        <OutcomeFields
          value={message}
          messages={messages}
          change={(next) => change({ ...step, for: { message: next } })}
        />
      ) : (
        <>
          <TextField
            name={words.event}
            value={event ?? ''}
            list="journey-events"
            required
            change={(next) => change({ ...step, for: { ...step.for, event: next } })}
          />
          <p class="rule-sentence">
            <WhereEditor
              event={event ?? ''}
              where={where}
              change={(next) => change({ ...step, for: { event, ...(next.length > 0 ? { where: next } : {}) } })}
            />
          </p>
        </>
      )}
      <SpanField name={words.within} value={step.within} change={(within) => change({ ...step, within })} />
    </>
  );
};
