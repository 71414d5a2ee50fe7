import { minorDigits, toMajor } from '../platform/money.ts';
import { churnFlagName, isChurnFlag, type Language } from '../scoring/churn-flag.ts';
import { builtInSegment } from './built-in.ts';
import { FIGURES, type FigureName, type ScoreName } from './leaf.ts';
import { FIGURE_NAMES, MONEY_NAMES, SCORE_LABELS, traitName } from './names.ts';

/** Names that only the shop knows; undefined where nothing has the id. */
export interface Names {
  readonly segment: (id: string) => string | undefined;
  readonly campaign: (id: string) => string | undefined;
  readonly computed: (name: string) => string | undefined;
  /** Reporting currency, of figures that are money. */
  readonly currency: string;
}

export type Scalar = string | number | boolean;

/** What an operator is said about, and how its values are said. */
export interface Topic {
  readonly name: string;
  readonly say: (value: Scalar) => string;
}

/** Longer values and lists are cut, so that a hostile rule cannot fill a page. */
const LONGEST = 60;
const MOST_VALUES = 8;

const clipped = (text: string): string => (text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text);

export const quoted = (text: string, language: Language): string =>
  language === 'ko' ? `‘${clipped(text)}’` : `“${clipped(text)}”`;

export const numberText = (value: number, language: Language): string =>
  Math.abs(value) < 1e15 ? value.toLocaleString(language, { maximumFractionDigits: 12 }) : String(value);

const sayPlain =
  (language: Language) =>
  (value: Scalar): string => {
    if (typeof value === 'number') return numberText(value, language);
    if (typeof value === 'string') return quoted(value, language);
    if (language === 'en') return value ? 'yes' : 'no';
    return value ? '예' : '아니요';
  };

const sayMoney =
  (language: Language, currency: string) =>
  (value: Scalar): string => {
    if (typeof value !== 'number') return sayPlain(language)(value);
    const text = toMajor(value, currency).toLocaleString(language, { maximumFractionDigits: minorDigits(currency) });
    return language === 'ko' && currency === 'KRW' ? `${text}원` : `${text} ${currency}`;
  };

/** At most eight of many values, each as it is said. */
export const listText = (values: readonly Scalar[], say: Topic['say'], language: Language): string => {
  const shown = values.slice(0, MOST_VALUES).map(say).join(', ');
  const more = values.length - MOST_VALUES;
  if (more <= 0) return shown;
  return language === 'ko' ? `${shown} 외 ${more}개` : `${shown} and ${more} more`;
};

const isFigure = (name: string): name is FigureName => FIGURES.some((figure) => figure === name);

export const computedName = (name: string, language: Language, names: Names): string => {
  if (isFigure(name)) return FIGURE_NAMES[name][language];
  const title = names.computed(name);
  return title === undefined ? quoted(name, language) : clipped(title);
};

export const propertyTopic = (path: string, language: Language): Topic => ({
  name: clipped(path),
  say: sayPlain(language),
});

export const traitTopic = (path: string, language: Language): Topic => ({
  name: clipped(traitName(path, language)),
  say: sayPlain(language),
});

export const computedTopic = (name: string, language: Language, names: Names): Topic => ({
  name: computedName(name, language, names),
  say: MONEY_NAMES.has(name) ? sayMoney(language, names.currency) : sayPlain(language),
});

export const scoreTopic = (name: ScoreName, language: Language): Topic => ({
  name: SCORE_LABELS[name][language],
  say: (value) => {
    const plain = sayPlain(language);
    if (typeof value !== 'string') return plain(value);
    if (name === 'rfm.segment') return plain(builtInSegment(`rfm:${value}`)?.name[language] ?? value);
    return plain(name === 'churn.flag' && isChurnFlag(value) ? churnFlagName(value, language) : value);
  },
});

/** The name of what a date leaf is about. */
export const dateName = (path: string, language: Language, names: Names): string =>
  path.startsWith('computed.')
    ? computedName(path.slice('computed.'.length), language, names)
    : clipped(traitName(path, language));
