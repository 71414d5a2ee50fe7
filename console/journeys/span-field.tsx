import { Field } from '../parts/field.tsx';
import { useLanguage } from '../words/language.tsx';
import { JOURNEY_WORDS } from './words.ts';

export interface Span {
  readonly minutes?: number | undefined;
  readonly hours?: number | undefined;
  readonly days?: number | undefined;
}

const UNITS = ['minutes', 'hours', 'days'] as const;
type Unit = (typeof UNITS)[number];
const MINUTES: Readonly<Record<Unit, number>> = { minutes: 1, hours: 60, days: 1_440 };

/** As it was said if one unit says it; otherwise in the largest that needs no fraction. */
const shownAs = (span: Span): { readonly amount: number; readonly unit: Unit } => {
  const said = UNITS.filter((unit) => (span[unit] ?? 0) > 0);
  const [only] = said;
  if (only !== undefined && said.length === 1) return { amount: span[only] ?? 1, unit: only };
  const minutes = said.reduce((sum, unit) => sum + (span[unit] ?? 0) * MINUTES[unit], 0);
  const unit = UNITS.toReversed().find((one) => minutes % MINUTES[one] === 0) ?? 'minutes';
  return { amount: minutes / MINUTES[unit], unit };
};

interface SpanFieldProps {
  readonly name: string;
  readonly value: Span;
  readonly change: (span: Span) => void;
}

/** A span of time: a number and its unit. */
export const SpanField = ({ name, value, change }: SpanFieldProps) => {
  const { language } = useLanguage();
  const words = JOURNEY_WORDS[language];
  const { amount, unit } = shownAs(value);
  return (
    <Field name={name}>
      {(wired) => (
        <span class="journey-span">
          <input
            {...wired}
            type="number"
            min={1}
            max={999_999}
            required
            value={amount}
            onInput={(event) => {
              const next = event.currentTarget.valueAsNumber;
              if (Number.isInteger(next) && next > 0) change({ [unit]: next });
            }}
          />
          <select
            aria-label={`${name} ${words.unit}`}
            value={unit}
            onChange={(event) => {
              const next = UNITS.find((one) => one === event.currentTarget.value);
              if (next) change({ [next]: amount });
            }}
          >
            {UNITS.map((one) => (
              <option key={one} value={one}>
                {words.units[one]}
              </option>
            ))}
          </select>
        </span>
      )}
    </Field>
  );
};
