import { minorDigits, toMajor } from '../platform/money.ts';
import { type ReceiptLanguage, WORDS } from './receipt-words.ts';
import type { Money } from './report-schema.ts';

const LOCALES = { ko: 'ko-KR', en: 'en-GB' } as const;

/** How figures of a receipt read in one language. */
export const formatOf = (language: ReceiptLanguage) => {
  const locale = LOCALES[language];
  const words = WORDS[language];
  const number = (value: number, sign = false): string =>
    new Intl.NumberFormat(locale, { signDisplay: sign ? 'exceptZero' : 'auto' }).format(value);
  const money = ({ amount, currency }: Money, sign = false): string => {
    // Koreans write the won behind the figure, which CLDR's currency pattern does not.
    if (language === 'ko' && currency === 'KRW') return `${number(amount, sign)}원`;
    const digits = minorDigits(currency);
    return new Intl.NumberFormat(locale, {
      style: 'currency',
      currency,
      currencyDisplay: 'narrowSymbol',
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
      signDisplay: sign ? 'exceptZero' : 'auto',
    }).format(toMajor(amount, currency));
  };
  const percent = (share: number, least = 1): string =>
    new Intl.NumberFormat(locale, {
      style: 'percent',
      minimumFractionDigits: least,
      maximumFractionDigits: 1,
    }).format(share);
  const people = (value: number, sign = false): string => words.people(number(value, sign));
  return { number, money, percent, people };
};

export type Format = ReturnType<typeof formatOf>;
