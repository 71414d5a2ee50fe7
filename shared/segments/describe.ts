import type { Language } from '../scoring/churn-flag.ts';
import { englishClause } from './clause-en.ts';
import { type KoreanClause, koreanClause } from './clause-ko.ts';
import type { Leaf } from './leaf.ts';
import type { Rule } from './rule.ts';
import type { Names } from './topic.ts';

/** A rule without groups of one, groups of the same kind in each other, and double negation: it means the same. */
type Plain =
  | { readonly kind: 'all' | 'any'; readonly parts: readonly Plain[]; readonly negated: boolean }
  | { readonly kind: 'leaf'; readonly leaf: Leaf; readonly negated: boolean };

const plainOf = (rule: Rule, negated = false): Plain => {
  if ('not' in rule) return plainOf(rule.not, !negated);
  if (!('all' in rule) && !('any' in rule)) return { kind: 'leaf', leaf: rule, negated };
  const [kind, rules] = 'all' in rule ? (['all', rule.all] as const) : (['any', rule.any] as const);
  const [only] = rules;
  if (only !== undefined && rules.length === 1) return plainOf(only, negated);
  const parts = rules.flatMap((one) => {
    const part = plainOf(one);
    return part.kind === kind && !part.negated ? part.parts : [part];
  });
  return { kind, parts, negated };
};

const [NOUN, AND, OR, END] = [0, 1, 2, 3] as const;
type Form = typeof NOUN | typeof AND | typeof OR | typeof END;

const NOT_SO = ['아닌', '아니고', '아니거나', '아닙니다'] as const;

const inKorean = (rule: Plain, form: Form, names: Names, nested: boolean): string => {
  if (rule.kind === 'leaf') {
    const clause: KoreanClause = koreanClause(rule.leaf, names);
    return (rule.negated ? clause.off : clause.on)[form];
  }
  const between = rule.kind === 'all' ? AND : OR;
  const last = rule.negated ? NOUN : form;
  const text = rule.parts
    .map((part, index) => inKorean(part, index < rule.parts.length - 1 ? between : last, names, true))
    .join(' ');
  if (rule.negated) return `(${text}) 경우가 ${NOT_SO[form]}`;
  return nested ? `(${text})` : text;
};

const inEnglish = (rule: Plain, names: Names, nested: boolean): string => {
  if (rule.kind === 'leaf') {
    const { who, on, off } = englishClause(rule.leaf, names);
    return `${who} ${rule.negated ? off : on}`;
  }
  const text = rule.parts.map((part) => inEnglish(part, names, true)).join(rule.kind === 'all' ? ' and ' : ' or ');
  if (rule.negated) return `not (${text})`;
  return nested ? `(${text})` : text;
};

/** Whom a rule is about, in one sentence. Nested groups stand in brackets. */
export const describe = (rule: Rule, language: Language, names: Names): string => {
  const plain = plainOf(rule);
  return language === 'ko'
    ? `${inKorean(plain, NOUN, names, false)} 고객입니다.`
    : `Customers ${inEnglish(plain, names, false)}.`;
};

const capital = (text: string): string => `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;

/** What one leaf says of a person, as a statement that can be true or not. */
export const statement = (leaf: Leaf, language: Language, names: Names): string =>
  language === 'ko' ? `${koreanClause(leaf, names).on[END]}.` : `${capital(englishClause(leaf, names).on)}.`;
