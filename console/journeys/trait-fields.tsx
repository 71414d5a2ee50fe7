import { useState } from 'preact/hooks';
import type { StepOf } from '../../shared/journeys/step.ts';
import { Choice, Field, TextField } from '../parts/field.tsx';
import { useLanguage } from '../words/language.tsx';
import type { FieldsProps } from './outcome-fields.tsx';
import { JOURNEY_WORDS } from './words.ts';

type Value = StepOf<'updateTrait'>['value'];

const KINDS = ['text', 'number', 'yesNo', 'date', 'property'] as const;
type Kind = (typeof KINDS)[number];

const kindOf = (value: Value): Kind => {
  if (typeof value === 'object') return 'property';
  if (typeof value === 'number') return 'number';
  if (typeof value === 'boolean') return 'yesNo';
  return /^\d{4}-\d{2}-\d{2}$/.test(value) ? 'date' : 'text';
};

const freshOf = (kind: Kind): Value => {
  switch (kind) {
    case 'number':
      return 0;
    case 'yesNo':
      return true;
    case 'date':
      return new Date().toISOString().slice(0, 10);
    case 'property':
      return { property: '' };
    case 'text':
      return '';
  }
};

interface InputProps {
  readonly kind: Kind;
  readonly value: Value;
  readonly change: (value: Value) => void;
}

/** A number that is being written, and a date that is not whole, leave the value as it was. */
const ValueField = ({ kind, value, change }: InputProps) => {
  const words = JOURNEY_WORDS[useLanguage().language];
  switch (kind) {
    case 'number':
      return (
        <Field name={words.value}>
          {(wired) => (
            <input
              {...wired}
              type="number"
              step="any"
              required
              value={typeof value === 'number' ? value : 0}
              onInput={(event) => {
                const next = event.currentTarget.valueAsNumber;
                if (Number.isFinite(next)) change(next);
              }}
            />
          )}
        </Field>
      );
    case 'yesNo':
      return (
        <Choice
          name={words.value}
          value={String(value)}
          options={[
            ['true', words.yes],
            ['false', words.no],
          ]}
          change={(next) => change(next === 'true')}
        />
      );
    case 'date':
      return (
        <Field name={words.value}>
          {(wired) => (
            <input
              {...wired}
              type="date"
              required
              value={String(value)}
              onInput={(event) => {
                const next = event.currentTarget.value;
                if (next !== '') change(next);
              }}
            />
          )}
        </Field>
      );
    case 'property':
      return (
        <TextField
          name={words.property}
          value={typeof value === 'object' ? value.property : ''}
          required
          change={(property) => change({ property })}
        />
      );
    case 'text':
      return <TextField name={words.value} value={String(value)} change={change} />;
  }
};

/** Which trait is set to what. A date stands as YYYY-MM-DD, as rules read it. */
export const TraitFields = ({ step, change }: FieldsProps<StepOf<'updateTrait'>>) => {
  const words = JOURNEY_WORDS[useLanguage().language];
  // What is being written must not turn into another kind under the hand.
  const [kind, setKind] = useState(kindOf(step.value));
  const choose = (next: Kind) => {
    setKind(next);
    change({ ...step, value: freshOf(next) });
  };
  return (
    <>
      <TextField
        name={words.trait}
        value={step.trait}
        list="journey-traits"
        required
        change={(trait) => change({ ...step, trait })}
      />
      <Choice
        name={words.valueKind}
        value={kind}
        options={KINDS.map((one) => [one, words.valueKinds[one]] as const)}
        change={(next) => choose(KINDS.find((one) => one === next) ?? 'text')}
      />
      <ValueField kind={kind} value={step.value} change={(value) => change({ ...step, value })} />
    </>
  );
};
