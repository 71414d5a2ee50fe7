import { Temporal } from 'temporal-polyfill';
import type { Language } from './template.ts';

/** Final consonant of the way each digit is read (영 일 이 삼 사 오 육 칠 팔 구); `ㄹ` matters for 으로/로. */
const DIGIT_FINALS = ['other', 'rieul', 'none', 'other', 'none', 'none', 'other', 'rieul', 'rieul', 'none'] as const;
const HANGUL_FIRST = 0xac00;
const HANGUL_LAST = 0xd7a3;
const FINALS = 28;
/** Position of ㄹ among the 28 finals of Unicode's Hangul syllables. */
const RIEUL = 8;

type Final = 'none' | 'rieul' | 'other' | 'unknown';

const finalOf = (word: string): Final => {
  const last = word
    .normalize('NFC')
    .replace(/[\s\p{P}\p{S}]+$/u, '')
    .at(-1);
  if (last === undefined) return 'unknown';
  const code = last.charCodeAt(0);
  if (code >= HANGUL_FIRST && code <= HANGUL_LAST) {
    const final = (code - HANGUL_FIRST) % FINALS;
    if (final === 0) return 'none';
    return final === RIEUL ? 'rieul' : 'other';
  }
  if (/\d/.test(last)) return DIGIT_FINALS[Number(last)] ?? 'unknown';
  if (/l/i.test(last)) return 'rieul';
  if (/[mn]/i.test(last)) return 'other';
  return /[aeiouy]/i.test(last) ? 'none' : 'unknown';
};

/**
 * The word with the particle that fits its last sound: `josa('단골', '은/는')` is `단골은`. The form after a consonant stands
 * first; a word whose sound is not known gets both, `은(는)`.
 */
export const josa = (word: string, pair: string): string => {
  const [consonant = '', vowel = ''] = pair.split('/');
  const final = finalOf(word);
  if (final === 'unknown') return `${word}${consonant}(${vowel})`;
  const usesVowelForm = final === 'none' || (final === 'rieul' && consonant === '으로');
  return `${word}${usesVowelForm ? vowel : consonant}`;
};

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
