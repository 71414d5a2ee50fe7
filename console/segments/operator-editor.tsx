import { OPERATORS, type Operators } from '../../shared/events/condition.ts';
import { minorDigits } from '../../shared/platform/money.ts';
import { useLanguage } from '../words/language.tsx';
import { NumberChip, Pick, TextChip } from './chips.tsx';
import { SEGMENT_WORDS, type SegmentWords } from './words.ts';

type OperatorName = keyof Operators;
type Scalar = string | number | boolean;

/** The one operator of a leaf or condition. */
export const operatorOf = (leaf: Operators): OperatorName =>
  OPERATORS.find((name) => Object.hasOwn(leaf, name)) ?? 'exists';

const scalarIn = (leaf: Operators): Scalar => {
  const { is, isNot, gt, gte, lt, lte, contains, startsWith, endsWith, before, after } = leaf;
  const many = leaf.in ?? leaf.notIn;
  return (
    is ?? isNot ?? gt ?? gte ?? lt ?? lte ?? contains ?? startsWith ?? endsWith ?? before ?? after ?? many?.[0] ?? ''
  );
};

const numberIn = (leaf: Operators): number => {
  const number = Number(scalarIn(leaf));
  return Number.isFinite(number) ? number : 0;
};

const today = (): string => new Date().toISOString().slice(0, 10);

/** Another operator, with as much of the value as fits it. */
const switched = (leaf: Operators, name: OperatorName): Operators => {
  const value = scalarIn(leaf);
  switch (name) {
    case 'in':
    case 'notIn':
      return { [name]: leaf.in ?? leaf.notIn ?? [value] };
    case 'exists':
      return { exists: true };
    case 'gt':
    case 'gte':
    case 'lt':
    case 'lte':
      return { [name]: numberIn(leaf) };
    case 'before':
    case 'after':
      return { [name]: /^\d{4}-\d\d-\d\d/.test(String(value)) ? value : today() };
    case 'startsWith':
    case 'endsWith':
      return { [name]: String(value) };
    default:
      return { [name]: value };
  }
};

/** Values that can be chosen, by code and word; free text where there are none. */
export type Values = readonly (readonly [string, string])[] | undefined;

interface ValueProps {
  readonly value: Scalar;
  readonly change: (value: Scalar) => void;
  readonly values: Values;
  readonly list: string | undefined;
  readonly words: SegmentWords;
}

const ValueChip = ({ value, change, values, list, words }: ValueProps) =>
  values ? (
    <Pick name={words.value} value={String(value)} options={values} change={change} />
  ) : (
    <TextChip name={words.value} value={String(value)} list={list} change={change} />
  );

interface OperatorEditorProps {
  readonly leaf: Operators;
  readonly change: (operator: Operators) => void;
  readonly values?: Values;
  /** Id of a list of suggestions for values. */
  readonly list?: string | undefined;
  /** Money in minor units of this currency is shown in whole units. */
  readonly currency?: string | undefined;
}

/** The operator of a leaf with its value, in the order of the language. */
export const OperatorEditor = ({ leaf, change, values, list, currency }: OperatorEditorProps) => {
  const { language } = useLanguage();
  const words = SEGMENT_WORDS[language];
  const name = operatorOf(leaf);
  const factor = currency === undefined ? 1 : 10 ** minorDigits(currency);
  const operator = (
    <Pick
      name={words.operator}
      value={name}
      options={OPERATORS.map((code) => [code, words.operators[code]] as const)}
      change={(next) => change(switched(leaf, next))}
    />
  );
  const value = () => {
    switch (name) {
      case 'exists':
        return (
          <Pick
            name={words.value}
            value={leaf.exists ? 'true' : 'false'}
            options={[
              ['true', words.known],
              ['false', words.unknown],
            ]}
            change={(next) => change({ exists: next === 'true' })}
          />
        );
      case 'in':
      case 'notIn': {
        const list_ = leaf.in ?? leaf.notIn ?? [];
        const put = (next: Scalar[]) => change({ [name]: next });
        return (
          <span class="chip-values">
            {list_.map((one, index) => (
              <span class="chip-pair" key={index}>
                <ValueChip
                  value={one}
                  values={values}
                  list={list}
                  words={words}
                  change={(next) => put(list_.with(index, next))}
                />
                {list_.length > 1 ? (
                  <button
                    type="button"
                    class="chip-button"
                    aria-label={`${words.removeValue} ${one}`}
                    onClick={() => put(list_.toSpliced(index, 1))}
                  >
                    ×
                  </button>
                ) : null}
              </span>
            ))}
            <button
              type="button"
              class="chip-button"
              aria-label={words.addValue}
              onClick={() => put([...list_, values?.find(([code]) => !list_.includes(code))?.[0] ?? ''])}
            >
              +
            </button>
          </span>
        );
      }
      case 'gt':
      case 'gte':
      case 'lt':
      case 'lte':
        return (
          <NumberChip
            name={words.value}
            value={numberIn(leaf) / factor}
            change={(next) => change({ [name]: currency === undefined ? next : Math.round(next * factor) })}
          />
        );
      case 'before':
      case 'after': {
        const at = String(scalarIn(leaf));
        return (
          <TextChip
            name={words.value}
            type={at.includes('T') ? 'text' : 'date'}
            value={at}
            change={(next) => change({ [name]: next })}
          />
        );
      }
      default:
        return (
          <ValueChip
            value={scalarIn(leaf)}
            values={name === 'is' || name === 'isNot' ? values : undefined}
            list={list}
            words={words}
            change={(next) => change({ [name]: next })}
          />
        );
    }
  };
  return (
    <>
      {language === 'ko' ? value() : operator}
      {language === 'ko' ? operator : value()}
    </>
  );
};
