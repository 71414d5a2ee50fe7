import type { Language } from '../words/language.tsx';

interface LearningWords {
  readonly title: string;
  readonly lead: string;
  readonly search: string;
  readonly noneFound: string;
  readonly none: string;
  readonly noneDo: string;
  readonly noHypothesis: string;
  readonly noVerdict: string;
  readonly elsewhere: string;
}

/** Words of the learnings alone; loaded with them. */
export const LEARNING_WORDS: Readonly<Record<Language, LearningWords>> = {
  ko: {
    title: '배운 것',
    lead: '캠페인마다 무엇을 기대했고 무엇이 드러났는지 모았습니다.',
    search: '가설과 결과에서 찾기',
    noneFound: '찾은 것이 없습니다.',
    none: '아직 배운 것이 없습니다.',
    noneDo: '캠페인에 가설을 적거나 여러 안을 겨루면 결과가 여기에 모입니다.',
    noHypothesis: '적어 둔 가설이 없습니다.',
    noVerdict: '견줄 사람이 없어 결과를 말할 수 없습니다.',
    elsewhere: '다른 곳에서 한 실험',
  },
  en: {
    title: 'Learnings',
    lead: 'What each campaign was to show, and what came out.',
    search: 'Search hypotheses and results',
    noneFound: 'Nothing found.',
    none: 'Nothing has been learned yet.',
    noneDo: 'Write a hypothesis into a campaign, or let several messages compete: what comes out is collected here.',
    noHypothesis: 'No hypothesis was written down.',
    noVerdict: 'There is nobody to compare with, so nothing can be said.',
    elsewhere: 'Ran elsewhere',
  },
};
