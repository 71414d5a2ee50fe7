import { Field } from '../parts/field.tsx';

interface InputProps {
  readonly type: 'datetime-local' | 'time' | 'number';
  readonly name: string;
  readonly hint?: string | undefined;
  readonly value: string;
  readonly change: (value: string) => void;
  readonly required?: boolean;
  readonly min?: number;
  readonly max?: number;
  /** Smallest part of a number; whole ones if absent. */
  readonly step?: number | 'any';
}

/** A number or a time; empty where nothing was said. */
export const Input = ({ name, hint, change, ...rest }: InputProps) => (
  <Field name={name} hint={hint}>
    {(wired) => <input {...wired} {...rest} onInput={(event) => change(event.currentTarget.value)} />}
  </Field>
);
