import type { Language } from '../words/language.tsx';

const ko = {
  dayNames: ['월', '화', '수', '목', '금', '토', '일'],
  calendar: '달력',
  calendarLead:
    '시작한 캠페인과 예약한 캠페인, 앞으로 되풀이할 캠페인입니다. 밤 선 아래에서 시작하는 광고 문자는 아침까지 기다립니다.',
  night: (from: string, to: string) => `${from}부터 ${to}까지 광고 문자를 보내지 않습니다`,
  before: '앞 달',
  after: '다음 달',
  people: (count: number) => `${count.toLocaleString('ko')}명`,
  overlaps: (count: number) => `24시간 안에 같은 사람에게 갈 수 있는 캠페인 ${count}개`,
  planned: '예정',
  nothing: '이 달에는 캠페인이 없습니다.',
  pausedBy: (name: string) => `${name} 님이 멈췄습니다.`,
  pausedByGuardrail: '안전장치가 멈췄습니다',
  stages: {
    first: (first: number) => `먼저 ${first.toLocaleString('ko')}명에게 보내고 있습니다.`,
    wait: (first: number, until: string) =>
      `먼저 ${first.toLocaleString('ko')}명에게 보냈습니다. ${until}에 반응을 보고 나머지를 보냅니다.`,
    rest: () => '먼저 받은 사람들의 반응이 괜찮아 나머지에게 보내고 있습니다.',
  },
  series: '되풀이',
  next: (at: string) => `다음은 ${at}입니다.`,
  seriesPaused: '되풀이가 멈춰 있습니다.',
  seriesOver: '되풀이가 끝났습니다.',
  missed: (count: number) => `제때 시작하지 못해 건너뛴 것이 ${count}번 있습니다.`,
};
type Words = typeof ko;

const en: Words = {
  dayNames: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'],
  calendar: 'Calendar',
  calendarLead:
    'What was started, what is scheduled, and what will be repeated. A text ad that begins below the night line waits for the morning.',
  night: (from, to) => `No text ads from ${from} to ${to}`,
  before: 'Month before',
  after: 'Next month',
  people: (count) => `${count.toLocaleString('en')} people`,
  overlaps: (count) => `${count} within 24 hours to people who may be the same`,
  planned: 'Planned',
  nothing: 'No campaign in this month.',
  pausedBy: (name) => `Paused by ${name}.`,
  pausedByGuardrail: 'Paused by a guardrail',
  stages: {
    first: (first) => `The first ${first.toLocaleString('en')} people are being written to.`,
    wait: (first, until) =>
      `The first ${first.toLocaleString('en')} people have been written to. Their answers are looked at ${until}, then the rest follows.`,
    rest: () => 'The first people answered well; the rest is being written to.',
  },
  series: 'Repeats',
  next: (at) => `Next: ${at}.`,
  seriesPaused: 'The series is paused.',
  seriesOver: 'The series is over.',
  missed: (count) => `${count} could not begin in time and were left out.`,
};

export const CAMPAIGN_WORDS: Readonly<Record<Language, Words>> = { ko, en };
