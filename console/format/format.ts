import { type Money, minorDigits, toMajor } from '../../shared/platform/money.ts';
import type { Language } from '../words/language.tsx';

const LOCALES: Readonly<Record<Language, string>> = { ko: 'ko-KR', en: 'en-GB' };

/** How figures and times read in one language and one shop's time zone. */
export const createFormat = (language: Language, timeZone: string) => {
  const locale = LOCALES[language];
  const numbers = new Intl.NumberFormat(locale);
  const day = new Intl.DateTimeFormat(locale, { timeZone, dateStyle: 'medium' });
  const shortDay = new Intl.DateTimeFormat(locale, { timeZone: 'UTC', month: 'numeric', day: 'numeric' });
  const calendarDay = new Intl.DateTimeFormat(locale, { timeZone: 'UTC', dateStyle: 'medium' });
  const moment = new Intl.DateTimeFormat(locale, { timeZone, dateStyle: 'medium', timeStyle: 'short' });

  const isoDay = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' });

  const number = (value: number): string => numbers.format(value);

  const money = ({ amount, currency }: Money, options: { readonly sign?: boolean } = {}): string => {
    const digits = minorDigits(currency);
    const signDisplay = options.sign ? 'exceptZero' : 'auto';
    // Koreans write the won behind the figure, which CLDR's currency pattern does not.
    if (language === 'ko' && currency === 'KRW')
      return `${new Intl.NumberFormat(locale, { signDisplay }).format(amount)}원`;
    return new Intl.NumberFormat(locale, {
      style: 'currency',
      currency,
      currencyDisplay: 'narrowSymbol',
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
      signDisplay,
    }).format(toMajor(amount, currency));
  };

  /** Amounts of several currencies beside each other, never summed. */
  const monies = (amounts: readonly Money[]): string => amounts.map((amount) => money(amount)).join(' + ');

  /** A share between 0 and 1. */
  const percent = (share: number, digits = 1): string =>
    new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: digits }).format(share);

  const valid = (iso: string): number | undefined => {
    const ms = Date.parse(iso);
    return Number.isNaN(ms) ? undefined : ms;
  };

  /** `YYYY-MM-DD` is a calendar day as it stands; an instant is its day in the shop's zone. */
  const date = (iso: string): string => {
    const ms = valid(iso);
    if (ms === undefined) return iso;
    return /^\d{4}-\d\d-\d\d$/.test(iso) ? calendarDay.format(ms) : day.format(ms);
  };

  const monthDay = (iso: string): string => {
    const ms = valid(iso.slice(0, 10));
    return ms === undefined ? iso : shortDay.format(ms);
  };

  const dateTime = (iso: string): string => {
    const ms = valid(iso);
    return ms === undefined ? iso : moment.format(ms);
  };

  /** Calendar days from an instant to a day `YYYY-MM-DD`, in the shop's zone. */
  const daysUntil = (iso: string, asOf: string): number | undefined => {
    const from = valid(iso);
    const to = valid(asOf.slice(0, 10));
    if (from === undefined || to === undefined) return undefined;
    return Math.round((to - Date.parse(isoDay.format(from))) / 86_400_000);
  };

  return { number, money, monies, percent, date, monthDay, dateTime, daysUntil };
};

export type Format = ReturnType<typeof createFormat>;
