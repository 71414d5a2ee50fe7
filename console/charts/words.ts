import type { Language } from '../words/language.tsx';

interface ChartWords {
  readonly open: string;
  readonly csv: string;
  readonly png: string;
  /** Names of the buttons for who hears them one by one. */
  readonly csvOf: (name: string) => string;
  readonly pngOf: (name: string) => string;
  readonly unknown: string;
}

/** Words around a chart; loaded with it. */
export const CHART_WORDS: Readonly<Record<Language, ChartWords>> = {
  ko: {
    open: '표로 보기 · 내려받기',
    csv: 'CSV',
    png: 'PNG',
    csvOf: (name) => `${name}: CSV 내려받기`,
    pngOf: (name) => `${name}: PNG 내려받기`,
    unknown: '–',
  },
  en: {
    open: 'Table and downloads',
    csv: 'CSV',
    png: 'PNG',
    csvOf: (name) => `${name}: download CSV`,
    pngOf: (name) => `${name}: download PNG`,
    unknown: '–',
  },
};
