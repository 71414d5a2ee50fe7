import { Temporal } from 'temporal-polyfill';
import type { Language } from './template.ts';

/** `1234000` as `1,234,000원`. Won has no minor unit. */
export const won = (amount: number): string => `${Math.round(amount).toLocaleString('ko-KR')}원`;

const WEEKDAYS = {
  ko: ['월', '화', '수', '목', '금', '토', '일'],
  en: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'],
} as const satisfies Record<Language, readonly string[]>;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;

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
    if (/^\d{4}-\d{2}-\d{2}$/.test(value)) return dayText(Temporal.PlainDate.from(value), language);
    const time = Temporal.Instant.from(value).toZonedDateTimeISO(zone);
    return `${dayText(time.toPlainDate(), language)} ${hourText(time.hour, time.minute, language)}`;
  } catch {
    return undefined;
  }
};

const pad = (value: number): string => String(value).padStart(2, '0');

/** The few signs of strftime that shops use: %Y %m %d %H %M %-m %-d %-H. */
export const formatDate = (value: string, format: string, zone: string): string | undefined => {
  try {
    const at = /^\d{4}-\d{2}-\d{2}$/.test(value)
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
