import { toMajor } from '../../shared/platform/money.ts';
import type { Column } from '../charts/figures.ts';
import { useFormat } from '../parts/shop.tsx';
import { useLanguage } from '../words/language.tsx';
import { FIGURE_WORDS } from './words.ts';

/** A figure in its unit; `null` is told as what it is. */
export const useValueText = (currency: string | null | undefined) => {
  const { language } = useLanguage();
  const words = FIGURE_WORDS[language];
  const format = useFormat();
  const short = (value: number): string => format.number(Math.round(value * 10) / 10);
  return (value: number | null | undefined, unit: string): string => {
    if (value === null || value === undefined) return words.none;
    switch (unit) {
      case 'money':
        return format.money({ amount: Math.round(value), currency: currency ?? 'KRW' });
      case 'share':
        return format.percent(value);
      case 'days':
        return words.daysUnit(short(value));
      case 'years':
        return words.yearsUnit(short(value));
      case 'times':
        return words.times(format.number(Math.round(value * 100) / 100));
      default:
        return format.number(Math.round(value));
    }
  };
};

/** A figure's values as the column of a chart; its CSV has money in the currency's own unit. */
export const columnOf = (
  name: string,
  unit: string,
  values: readonly (number | null)[],
  currency: string | null | undefined,
  text: ReturnType<typeof useValueText>,
): Column => ({
  name,
  values,
  show: (value) => text(value, unit),
  ...(unit === 'money' ? { plain: (value: number) => toMajor(value, currency ?? 'KRW') } : {}),
});
