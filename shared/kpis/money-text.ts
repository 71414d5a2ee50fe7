import { minorDigits, toMajor } from '../platform/money.ts';

/** An amount of minor units as a sentence says it. */
export const moneyText = (amount: number, currency: string, language: 'ko' | 'en'): string => {
  const digits = minorDigits(currency);
  const text = toMajor(Math.round(amount), currency).toLocaleString('en', {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  return language === 'ko' && currency === 'KRW' ? `${text}원` : `${text} ${currency}`;
};
