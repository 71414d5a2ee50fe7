import type { Language } from '../words/language.tsx';

const en = {
  titles: { nps: 'Survey: would they recommend us (NPS)', csat: 'Survey: satisfaction (CSAT)' },
  nps: (value: string) => `NPS ${value}`,
  csat: (value: string) => `${value} satisfied (4 and 5)`,
  interval: (low: string, high: string) => `95 % of the time between ${low} and ${high}`,
  answers: (answers: string, rate: string) => `${answers} answers, ${rate} of those it reached`,
  few: 'Fewer than 30 answers: an anecdote rather than a figure.',
  score: 'Score',
  people: 'People',
  groups: {
    promoter: 'promoter',
    passive: 'passive',
    detractor: 'detractor',
    satisfied: 'satisfied',
    neutral: 'neutral',
    dissatisfied: 'dissatisfied',
  },
  list: 'What people wrote',
  customer: 'Customer',
  comment: 'Comment',
  at: 'Answered',
  none: 'Nobody has answered yet.',
  masked: 'Comments are shown to keys and people that may see personal data.',
};

export type SurveyWords = typeof en;

const ko: SurveyWords = {
  titles: { nps: '설문: 추천 의향(NPS)', csat: '설문: 만족도(CSAT)' },
  nps: (value) => `NPS ${value}`,
  csat: (value) => `만족(4·5점) ${value}`,
  interval: (low, high) => `95% 구간 ${low} ~ ${high}`,
  answers: (answers, rate) => `응답 ${answers}건, 받은 사람의 ${rate}`,
  few: '응답이 30건이 안 되어 수치로 보기에는 이릅니다.',
  score: '점수',
  people: '사람',
  groups: {
    promoter: '추천',
    passive: '중립',
    detractor: '비추천',
    satisfied: '만족',
    neutral: '보통',
    dissatisfied: '불만족',
  },
  list: '남긴 의견',
  customer: '고객',
  comment: '의견',
  at: '답한 때',
  none: '아직 답한 사람이 없습니다.',
  masked: '의견은 개인정보를 볼 수 있는 키와 사람에게만 보입니다.',
};

export const SURVEY_WORDS: Readonly<Record<Language, SurveyWords>> = { ko, en };
