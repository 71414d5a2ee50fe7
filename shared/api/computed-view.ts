import * as z from 'zod';
import { BUILT_IN } from '../computed/built-in.ts';
import type { Computed } from '../computed/computed-store.ts';
import { computedValue } from '../computed/value.ts';
import { maskValue } from '../platform/mask-values.ts';
import { localEpochDay } from '../platform/time.ts';
import type { Customer } from '../profiles/profile.ts';
import { createComputed } from '../segments/computed.ts';
import type { FigureName } from '../segments/leaf.ts';
import type { Settings } from '../settings/settings.ts';

/** One computed trait of a customer; what rules and templates call it, and what people do. */
export const computedLineSchema = z.object({
  name: z.string(),
  title: z.string(),
  value: z.union([z.string(), z.number(), z.boolean(), z.null()]),
  /** Why there is no value: nothing says (`no_data`), or there are too many different ones to tell (`too_many`). */
  reason: z.enum(['no_data', 'too_many']).nullable(),
});
type ComputedLine = z.infer<typeof computedLineSchema>;

/** Lines for somebody who need not know it all: a shop's own trait may hold anything, a ready-made one holds products. */
export const maskComputed = (lines: readonly ComputedLine[]): ComputedLine[] =>
  lines.map((line) => {
    const readyMade = BUILT_IN.some(({ name }) => name === line.name);
    const value = computedLineSchema.shape.value.parse(maskValue(readyMade ? 'value' : line.name, line.value));
    return { ...line, value };
  });

/** Figures that stand nowhere else in the view. */
const SHOWN: Readonly<Partial<Record<FigureName, { readonly ko: string; readonly en: string }>>> = {
  language: { ko: '선호 언어', en: 'Preferred language' },
  daysBetweenOrders: { ko: '주문 간격(일)', en: 'Days between orders' },
  daysToFirstOrder: { ko: '가입에서 첫 주문까지(일)', en: 'Days from sign-up to the first order' },
  daysToSecondOrder: { ko: '첫 주문에서 두 번째 주문까지(일)', en: 'Days from the first to the second order' },
};

const lineOf = (name: string, title: string, value: unknown): ComputedLine => {
  const known = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
  return {
    name,
    title,
    value: known ? value : null,
    reason: known ? null : value === null ? 'too_many' : 'no_data',
  };
};

/** What is computed of a customer as of the local day of `now` (ms): ready-made figures first, then the shop's own. */
export const computedViewOf = (
  { fold }: Pick<Customer, 'fold'>,
  traits: readonly Computed[],
  settings: Settings,
  now: number,
): ComputedLine[] => {
  const { language, currency, timezone } = settings;
  const today = localEpochDay(now, timezone);
  const figure = createComputed(fold, { today, money: settings, currency });
  return [
    ...Object.entries(SHOWN).map(([name, titles]) => lineOf(name, titles[language], figure(name))),
    ...traits.map(({ name, title }) => lineOf(name, title ?? name, computedValue(fold.computed?.[name], today))),
  ];
};
