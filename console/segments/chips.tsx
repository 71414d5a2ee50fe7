import { useState } from 'preact/hooks';

/** Controls that stand in a sentence. Each has a name for who does not see the words around it. */

interface PickProps<Code extends string> {
  readonly name: string;
  readonly value: Code;
  readonly options: readonly (readonly [Code, string])[];
  readonly change: (value: Code) => void;
}

export const Pick = <Code extends string>({ name, value, options, change }: PickProps<Code>) => (
  <select
    class="chip-input"
    aria-label={name}
    value={value}
    onChange={(event) => {
      const chosen = options.find(([code]) => code === event.currentTarget.value);
      if (chosen) change(chosen[0]);
    }}
  >
    {options.some(([code]) => code === value) ? null : <option value={value}>{value}</option>}
    {options.map(([code, label]) => (
      <option key={code} value={code}>
        {label}
      </option>
    ))}
  </select>
);

interface TextChipProps {
  readonly name: string;
  readonly value: string;
  readonly change: (value: string) => void;
  readonly type?: 'text' | 'date';
  /** Id of a list of suggestions. */
  readonly list?: string | undefined;
}

const MOST_CHARACTERS = 28;

export const TextChip = ({ name, value, change, type = 'text', list }: TextChipProps) => (
  <input
    class="chip-input"
    aria-label={name}
    aria-invalid={value === '' ? 'true' : undefined}
    type={type}
    list={list}
    value={value}
    size={Math.min(MOST_CHARACTERS, Math.max(7, value.length + 3))}
    onInput={(event) => change(event.currentTarget.value)}
  />
);

interface NumberChipProps {
  readonly name: string;
  readonly value: number;
  readonly change: (value: number) => void;
  readonly min?: number;
  readonly max?: number;
  readonly whole?: boolean;
}

/** Keeps what is typed until it is a number, and then gives it on. */
export const NumberChip = ({ name, value, change, min, max, whole }: NumberChipProps) => {
  const [typed, setTyped] = useState<string>();
  const text = typed ?? String(value);
  const read = (next: string): number | undefined => {
    const number = next.trim() === '' ? Number.NaN : Number(next);
    const fits = Number.isFinite(number) && (!whole || Number.isInteger(number));
    return fits && number >= (min ?? number) && number <= (max ?? number) ? number : undefined;
  };
  return (
    <input
      class="chip-input number"
      aria-label={name}
      aria-invalid={read(text) === undefined ? 'true' : undefined}
      inputMode="decimal"
      value={text}
      size={Math.min(14, Math.max(3, text.length + 1))}
      onInput={(event) => {
        const next = event.currentTarget.value;
        setTyped(next);
        const number = read(next);
        if (number !== undefined) change(number);
      }}
      onBlur={() => setTyped(undefined)}
    />
  );
};
