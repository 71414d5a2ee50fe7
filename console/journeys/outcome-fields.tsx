import type { Step } from '../../shared/journeys/step.ts';
import { MESSAGE_OUTCOMES, type MessageOutcome } from '../../shared/journeys/trigger.ts';
import { Choice } from '../parts/field.tsx';
import { useLanguage } from '../words/language.tsx';
import { JOURNEY_WORDS } from './words.ts';

/** What the form of every kind of step gets. */
export interface FieldsProps<Value> {
  readonly step: Value;
  readonly change: (step: Value) => void;
  /** Steps to go to: id and what is read. */
  readonly targets: readonly (readonly [string, string])[];
  /** Messages of the journey: id and what is read. */
  readonly messages: readonly (readonly [string, string])[];
}

const asOutcome = (text: string): MessageOutcome => MESSAGE_OUTCOMES.find((one) => one === text) ?? 'opened';

/** What became of one of the journey’s own messages. */
export const OutcomeFields = ({
  value,
  change,
  messages,
}: {
  readonly value: { readonly step: string; readonly is: MessageOutcome };
  readonly change: (value: { step: string; is: MessageOutcome }) => void;
  readonly messages: FieldsProps<Step>['messages'];
}) => {
  const { language } = useLanguage();
  const words = JOURNEY_WORDS[language];
  return (
    <>
      <Choice
        name={words.ownMessage}
        value={value.step}
        options={[['', '–'], ...messages]}
        change={(step) => change({ ...value, step })}
      />
      <Choice
        name={words.outcome}
        value={value.is}
        options={MESSAGE_OUTCOMES.map((one) => [one, words.outcomes[one]] as const)}
        change={(is) => change({ ...value, is: asOutcome(is) })}
      />
    </>
  );
};
