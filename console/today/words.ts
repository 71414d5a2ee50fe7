import type { Language } from '../words/language.tsx';

interface DayWords {
  readonly title: string;
  readonly none: string;
  readonly people: (n: number) => string;
  readonly send: string;
  readonly size: string;
  readonly planned: string;
  readonly night: (from: string, to: string) => string;
  readonly inNight: string;
  readonly toCalendar: string;
}

export const DAY_WORDS: Readonly<Record<Language, DayWords>> = {
  ko: {
    title: '오늘 나가는 메시지',
    none: '오늘 나갈 메시지가 없습니다.',
    people: (n) => `${n.toLocaleString('ko')}명`,
    send: '메시지',
    size: '받을 사람',
    planned: '예정',
    night: (from, to) => `짙은 칸은 이메일이 아닌 광고를 보내지 않는 시간(${from}–${to})입니다.`,
    inNight: '아침까지 기다립니다',
    toCalendar: '달력에서 보기',
  },
  en: {
    title: 'Going out today',
    none: 'Nothing goes out today.',
    people: (n) => (n === 1 ? '1 person' : `${n.toLocaleString('en')} people`),
    send: 'Message',
    size: 'People',
    planned: 'planned',
    night: (from, to) => `Shaded: from ${from} to ${to} no ads go out but e-mail.`,
    inNight: 'waits for the morning',
    toCalendar: 'See the calendar',
  },
};
