import { Temporal } from 'temporal-polyfill';
import { minorDigits, toMajor } from '../platform/money.ts';
import type { Language } from './template.ts';

/** `1234000` as `1,234,000원`. Won has no minor unit. */
export const won = (amount: number): string => `${Math.round(amount).toLocaleString('ko-KR')}원`;

const KOREAN_MONEY: Readonly<Record<string, string>> = { KRW: '원', USD: '달러', JPY: '엔', CNY: '위안', EUR: '유로' };

/** An amount in minor units as people write it: `1,234,000원` and `10.50달러` in Korean, `₩1,234,000` and `$10.50` else. */
export const money = (amount: number, currency: string, language: Language): string => {
  const digits = minorDigits(currency);
  const major = toMajor(Math.round(amount), currency);
  if (language === 'ko') {
    const number = major.toLocaleString('ko-KR', { minimumFractionDigits: digits, maximumFractionDigits: digits });
    const name = KOREAN_MONEY[currency];
    return name === undefined ? `${number} ${currency}` : `${number}${name}`;
  }
  const format = { style: 'currency', currency, minimumFractionDigits: digits, maximumFractionDigits: digits } as const;
  return major.toLocaleString('en-US', format);
};

const WEEKDAYS = {
  ko: ['월', '화', '수', '목', '금', '토', '일'],
  en: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'],
} as const satisfies Record<Language, readonly string[]>;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;

const isDate = (value: string): boolean => /^\d{4}-\d{2}-\d{2}$/.test(value);

const dayText = (date: Temporal.PlainDate, language: Language): string => {
  const weekday = WEEKDAYS[language][date.dayOfWeek - 1] ?? '';
  return language === 'ko'
    ? `${date.month}월 ${date.day}일(${weekday})`
    : `${weekday}, ${date.day} ${MONTHS[date.month - 1] ?? ''}`;
};

const hourText = (hour: number, minute: number, language: Language): string => {
  const twelve = hour % 12 === 0 ? 12 : hour % 12;
  if (language === 'en') {
    return `${twelve}${minute === 0 ? '' : `:${String(minute).padStart(2, '0')}`} ${hour < 12 ? 'am' : 'pm'}`;
  }
  return `${hour < 12 ? '오전' : '오후'} ${twelve}시${minute === 0 ? '' : ` ${minute}분`}`;
};

/** `11월 22일(일)` for a calendar date, `11월 22일(일) 오후 3시` for an instant in the shop's zone; nothing if it is neither. */
export const dateText = (value: string, language: Language, zone: string): string | undefined => {
  try {
    if (isDate(value)) return dayText(Temporal.PlainDate.from(value), language);
    const time = Temporal.Instant.from(value).toZonedDateTimeISO(zone);
    return `${dayText(time.toPlainDate(), language)} ${hourText(time.hour, time.minute, language)}`;
  } catch {
    return undefined;
  }
};

const localDate = (value: string, zone: string): Temporal.PlainDate =>
  isDate(value) ? Temporal.PlainDate.from(value) : Temporal.Instant.from(value).toZonedDateTimeISO(zone).toPlainDate();

const NEAR_DAYS: Readonly<Record<Language, Readonly<Record<number, string>>>> = {
  ko: { [-2]: '그저께', [-1]: '어제', 0: '오늘', 1: '내일', 2: '모레' },
  en: { [-1]: 'yesterday', 0: 'today', 1: 'tomorrow' },
};
const SPANS = [
  { days: 365, ko: '년', en: 'year' },
  { days: 30, ko: '개월', en: 'month' },
  { days: 7, ko: '주', en: 'week' },
  { days: 1, ko: '일', en: 'day' },
] as const;

/** How far a local date is from now's: `어제`, `3일 전`, `2주 뒤`, `5개월 전`; nothing if it is no date. Counted in whole spans. */
export const relativeDay = (value: string, now: string, language: Language, zone: string): string | undefined => {
  try {
    const days = localDate(now, zone).until(localDate(value, zone)).days;
    const near = NEAR_DAYS[language][days];
    if (near !== undefined) return near;
    const far = Math.abs(days);
    const span = SPANS.find((one) => far >= (one.days === 7 ? 14 : one.days)) ?? SPANS[3];
    const count = Math.floor(far / span.days);
    if (language === 'ko') return `${count}${span.ko} ${days < 0 ? '전' : '뒤'}`;
    const words = `${count} ${span.en}${count === 1 ? '' : 's'}`;
    return days < 0 ? `${words} ago` : `in ${words}`;
  } catch {
    return undefined;
  }
};

/** The local date so many days later, such as `2026-11-29`; nothing if it is no date. */
export const addDays = (value: string, days: number, zone: string): string | undefined => {
  try {
    return localDate(value, zone).add({ days }).toString();
  } catch {
    return undefined;
  }
};

const pad = (value: number): string => String(value).padStart(2, '0');

/** The few signs of strftime that shops use: %Y %m %d %H %M %-m %-d %-H. */
export const formatDate = (value: string, format: string, zone: string): string | undefined => {
  try {
    const at = isDate(value)
      ? Temporal.PlainDate.from(value).toZonedDateTime(zone)
      : Temporal.Instant.from(value).toZonedDateTimeISO(zone);
    const parts: Readonly<Record<string, string>> = {
      '%Y': String(at.year),
      '%m': pad(at.month),
      '%d': pad(at.day),
      '%H': pad(at.hour),
      '%M': pad(at.minute),
      '%-m': String(at.month),
      '%-d': String(at.day),
      '%-H': String(at.hour),
      '%%': '%',
    };
    return format.replace(/%-?[A-Za-z%]/g, (sign) => parts[sign] ?? sign);
  } catch {
    return undefined;
  }
};
