import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';

/** What a control needs so that its label and hint are read with it. */
interface Wired {
  readonly id: string;
  readonly 'aria-describedby': string | undefined;
}

interface FieldProps {
  readonly name: string;
  readonly hint?: string | undefined;
  readonly children: (wired: Wired) => ComponentChildren;
}

export const Field = ({ name, hint, children }: FieldProps) => {
  const id = useId();
  const hintId = `${id}-hint`;
  return (
    <div class="field">
      <label for={id}>{name}</label>
      {children({ id, 'aria-describedby': hint ? hintId : undefined })}
      {hint ? <small id={hintId}>{hint}</small> : null}
    </div>
  );
};

interface TextFieldProps {
  readonly name: string;
  readonly hint?: string | undefined;
  readonly value: string;
  readonly change: (value: string) => void;
  readonly required?: boolean;
  /** More than one line. */
  readonly rows?: number;
  /** Id of a list of suggestions; of one line only. */
  readonly list?: string;
}

export const TextField = ({ name, hint, value, change, required, rows, list }: TextFieldProps) => (
  <Field name={name} hint={hint}>
    {(wired) =>
      rows ? (
        <textarea
          {...wired}
          rows={rows}
          value={value}
          required={required}
          onInput={(event) => change(event.currentTarget.value)}
        />
      ) : (
        <input
          {...wired}
          type="text"
          value={value}
          required={required}
          list={list}
          onInput={(event) => change(event.currentTarget.value)}
        />
      )
    }
  </Field>
);

interface NumberFieldProps {
  readonly name: string;
  readonly hint?: string;
  readonly value: string;
  readonly change: (value: string) => void;
  readonly min: number;
  readonly max: number;
  /** `any` where parts of one are meant. */
  readonly step?: 'any';
  /** It may be left empty. */
  readonly optional?: boolean;
}

export const NumberField = ({ name, hint, value, change, min, max, step, optional }: NumberFieldProps) => (
  <Field name={name} hint={hint}>
    {(wired) => (
      <input
        {...wired}
        type="number"
        value={value}
        required={!optional}
        min={min}
        max={max}
        step={step}
        onInput={(event) => change(event.currentTarget.value)}
      />
    )}
  </Field>
);

interface ChoiceProps {
  readonly name: string;
  readonly hint?: string | undefined;
  readonly value: string;
  readonly change: (value: string) => void;
  /** Value and what is read; the first may be an empty prompt. */
  readonly options: readonly (readonly [string, string])[];
}

export const Choice = ({ name, hint, value, change, options }: ChoiceProps) => (
  <Field name={name} hint={hint}>
    {(wired) => (
      <select {...wired} value={value} onChange={(event) => change(event.currentTarget.value)}>
        {options.map(([code, label]) => (
          <option key={code} value={code}>
            {label}
          </option>
        ))}
      </select>
    )}
  </Field>
);
