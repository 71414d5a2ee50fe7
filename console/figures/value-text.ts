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
