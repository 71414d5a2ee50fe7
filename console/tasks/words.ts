import type { Language } from '../words/language.tsx';

export interface TaskWords {
  readonly title: string;
  readonly lead: string;
  readonly state: string;
  readonly states: Readonly<Record<'open' | 'done' | 'cancelled', string>>;
  readonly assignee: string;
  readonly due: string;
  readonly dues: Readonly<Record<'any' | 'late' | 'day' | 'week', string>>;
  readonly none: Readonly<Record<'open' | 'done' | 'cancelled', string>>;
  readonly noneDo: string;
  readonly noneFound: string;
  readonly dueAt: (when: string) => string;
  readonly late: string;
  readonly nobody: string;
  readonly from: Readonly<Record<'campaign' | 'journey' | 'api', string>>;
  readonly responded: (after: string) => string;
  readonly unanswered: string;
  readonly ended: (when: string, by: string | null) => string;
  readonly minutes: (count: string) => string;
  readonly hours: (count: string) => string;
  readonly days: (count: string) => string;
  readonly handle: string;
  readonly note: string;
  readonly noteHint: string;
  readonly save: string;
  readonly take: string;
  readonly begin: string;
  readonly finish: string;
  readonly cancel: string;
  readonly reopen: string;
}

/** Words of the tasks alone; loaded with them. */
export const TASK_WORDS: Readonly<Record<Language, TaskWords>> = {
  ko: {
    title: '할 일',
    lead: '고객에게 사람이 직접 해야 하는 일입니다. 여정과 API가 만들고, 기한이 빠른 것부터 보입니다.',
    state: '상태',
    states: { open: '열림', done: '끝냄', cancelled: '취소' },
    assignee: '맡은 사람',
    due: '기한',
    dues: { any: '모두', late: '지난 것', day: '하루 안', week: '일주일 안' },
    none: { open: '열린 할 일이 없습니다.', done: '끝낸 할 일이 없습니다.', cancelled: '취소한 할 일이 없습니다.' },
    noneDo: '여정에 ‘할 일’ 단계를 넣으면 여기에 모입니다.',
    noneFound: '조건에 맞는 할 일이 없습니다.',
    dueAt: (when) => `${when}까지`,
    late: '기한 지남',
    nobody: '맡은 사람 없음',
    from: { campaign: '캠페인', journey: '여정', api: 'API' },
    responded: (after) => `${after} 만에 시작`,
    unanswered: '아직 시작하지 않음',
    ended: (when, by) => (by === null ? `${when} 마침` : `${when} ${by} 마침`),
    minutes: (count) => `${count}분`,
    hours: (count) => `${count}시간`,
    days: (count) => `${count}일`,
    handle: '처리하기',
    note: '메모',
    noteHint: '무엇을 했고 고객이 무엇이라 했는지 적습니다.',
    save: '저장하기',
    take: '내가 맡기',
    begin: '시작하기',
    finish: '끝내기',
    cancel: '취소하기',
    reopen: '다시 열기',
  },
  en: {
    title: 'Tasks',
    lead: 'What a person has to do about a customer. Journeys and the API make them; the first due comes first.',
    state: 'State',
    states: { open: 'Open', done: 'Done', cancelled: 'Called off' },
    assignee: 'Assignee',
    due: 'Due',
    dues: { any: 'Any time', late: 'Overdue', day: 'Within a day', week: 'Within a week' },
    none: { open: 'No open tasks.', done: 'No finished tasks.', cancelled: 'No tasks were called off.' },
    noneDo: 'Put a task step into a journey, and its tasks are collected here.',
    noneFound: 'No tasks match.',
    dueAt: (when) => `due ${when}`,
    late: 'Overdue',
    nobody: 'nobody yet',
    from: { campaign: 'Campaign', journey: 'Journey', api: 'API' },
    responded: (after) => `begun after ${after}`,
    unanswered: 'not begun yet',
    ended: (when, by) => (by === null ? `ended ${when}` : `ended ${when} by ${by}`),
    minutes: (count) => `${count} min`,
    hours: (count) => `${count} h`,
    days: (count) => `${count} days`,
    handle: 'Work on it',
    note: 'Note',
    noteHint: 'What was done, and what the customer said.',
    save: 'Save',
    take: 'Take it',
    begin: 'Begin',
    finish: 'Finish',
    cancel: 'Call off',
    reopen: 'Open again',
  },
};
