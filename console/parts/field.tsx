import type { ComponentChildren } from 'preact';

interface FieldProps {
  readonly name: string;
  readonly hint?: string;
  readonly children: ComponentChildren;
}

export const Field = ({ name, hint, children }: FieldProps) => (
  // biome-ignore lint/a11y/noLabelWithoutControl: the control is the child
  <label class="field">
    <span>{name}</span>
    {children}
    {hint ? <small>{hint}</small> : null}
  </label>
);

interface TextFieldProps {
  readonly name: string;
  readonly hint?: string | undefined;
  readonly value: string;
  readonly change: (value: string) => void;
  readonly required?: boolean;
  /** More than one line. */
  readonly rows?: number;
}

export const TextField = ({ name, hint, value, change, required, rows }: TextFieldProps) => (
  <Field name={name} hint={hint}>
    {rows ? (
      <textarea rows={rows} value={value} required={required} onInput={(event) => change(event.currentTarget.value)} />
    ) : (
      <input type="text" value={value} required={required} onInput={(event) => change(event.currentTarget.value)} />
    )}
  </Field>
);

interface NumberFieldProps {
  readonly name: string;
  readonly hint?: string;
  readonly value: string;
  readonly change: (value: string) => void;
  readonly min: number;
  readonly max: number;
}

export const NumberField = ({ name, hint, value, change, min, max }: NumberFieldProps) => (
  <Field name={name} hint={hint}>
    <input
      type="number"
      value={value}
      required
      min={min}
      max={max}
      onInput={(event) => change(event.currentTarget.value)}
    />
  </Field>
);

interface ChoiceProps {
  readonly name: string;
  readonly hint?: string;
  readonly value: string;
  readonly change: (value: string) => void;
  /** Value and what is read; the first may be an empty prompt. */
  readonly options: readonly (readonly [string, string])[];
}

export const Choice = ({ name, hint, value, change, options }: ChoiceProps) => (
  <Field name={name} hint={hint}>
    <select value={value} onChange={(event) => change(event.currentTarget.value)}>
      {options.map(([code, label]) => (
        <option key={code} value={code}>
          {label}
        </option>
      ))}
    </select>
  </Field>
);
