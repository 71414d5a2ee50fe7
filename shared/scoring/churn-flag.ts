import type { Churn, ChurnFlag } from './churn.ts';

export type Language = 'ko' | 'en';

const FLAGS: Readonly<Record<ChurnFlag, Readonly<Record<Language, string>>>> = {
  active: { ko: '활동 중', en: 'Active' },
  at_risk: { ko: '이탈 위험', en: 'Slipping away' },
  churned: { ko: '이탈', en: 'Gone' },
  new: { ko: '신규', en: 'New' },
  not_enough_data: { ko: '판단할 데이터 부족', en: 'Not enough data' },
};

export const churnFlagName = (flag: ChurnFlag, language: Language): string => FLAGS[flag][language];

export const isChurnFlag = (text: string): text is ChurnFlag => Object.hasOwn(FLAGS, text);

/** Of a person who objected to being profiled nothing is worked out (GDPR article 21 ②). */
export const OBJECTED: Churn = { flag: 'not_enough_data', reason: { code: 'objected', values: {} } };
