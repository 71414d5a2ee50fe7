import { useId } from 'preact/hooks';
import { Field } from '../parts/field.tsx';

interface CheckFieldProps {
  readonly name: string;
  readonly hint?: string | undefined;
  readonly value: boolean;
  readonly change: (value: boolean) => void;
}

/** A switch whose words stand beside it. */
export const CheckField = ({ name, hint, value, change }: CheckFieldProps) => {
  const id = useId();
  const hintId = `${id}-hint`;
  return (
    <div class="check-field">
      <input
        id={id}
        type="checkbox"
        checked={value}
        aria-describedby={hint ? hintId : undefined}
        onChange={(event) => change(event.currentTarget.checked)}
      />
      <label for={id}>{name}</label>
      {hint ? <small id={hintId}>{hint}</small> : null}
    </div>
  );
};

interface TimeFieldProps {
  readonly name: string;
  /** `21:00` */
  readonly value: string;
  readonly change: (value: string) => void;
}

export const TimeField = ({ name, value, change }: TimeFieldProps) => (
  <Field name={name}>
    {(wired) => (
      <input {...wired} type="time" value={value} required onInput={(event) => change(event.currentTarget.value)} />
    )}
  </Field>
);
