import type { Churn, ChurnFlag } from './churn.ts';

export type Language = 'ko' | 'en';

const FLAGS: Readonly<Record<ChurnFlag, Readonly<Record<Language, string>>>> = {
  active: { ko: '활동 중', en: 'Active' },
  at_risk: { ko: '이탈 위험', en: 'Slipping away' },
  churned: { ko: '이탈', en: 'Gone' },
  new: { ko: '신규', en: 'New' },
  not_enough_data: { ko: '판단할 데이터 부족', en: 'Not enough data' },
};

const number = (value: number | undefined): string => (value === undefined ? '?' : String(Math.round(value * 10) / 10));

const verdict = (flag: ChurnFlag, slipping: string, gone: string): Record<Language, string> => {
  if (flag === 'churned') return { ko: `${gone}일이 지나 이탈로 봅니다`, en: `more than ${gone} days counts as gone` };
  if (flag === 'at_risk') {
    return {
      ko: `${slipping}일이 지나 이탈 위험으로 봅니다`,
      en: `more than ${slipping} days counts as slipping away`,
    };
  }
  return { ko: `${slipping}일까지는 활동 중으로 봅니다`, en: `up to ${slipping} days counts as active` };
};

const sentences = (churn: Churn): Record<Language, string> => {
  const { code, values } = churn.reason;
  const since = number(values.since);
  const then = verdict(churn.flag, number(values.slipping), number(values.gone));
  switch (code) {
    case 'no_order':
      return { ko: '아직 주문이 없습니다.', en: 'No order yet.' };
    case 'objected':
      return {
        ko: '본인이 분석을 원하지 않아 점수를 매기지 않습니다.',
        en: 'This person objected to profiling, so nothing is scored.',
      };
    case 'first_order_recent':
      return {
        ko: `첫 주문이 ${since}일 전이라 아직 판단하기 이릅니다.`,
        en: `The first order was ${since} days ago, too early to judge.`,
      };
    case 'one_time':
      return {
        ko: `한 번 구매한 지 ${since}일 지났습니다. ${then.ko}.`,
        en: `Bought once, ${since} days ago; ${then.en}.`,
      };
    case 'own_rhythm':
      return {
        ko: `보통 ${number(values.gap)}일마다 구매하는데 마지막 구매가 ${since}일 전입니다. ${then.ko}.`,
        en: `Usually buys every ${number(values.gap)} days, last bought ${since} days ago; ${then.en}.`,
      };
    case 'peer_rhythm':
      return {
        ko: `구매 기록이 적어 다른 재구매 고객의 주기 ${number(values.gap)}일을 함께 봅니다. 마지막 구매가 ${since}일 전입니다. ${then.ko}.`,
        en: `Few purchases so far, so ${number(values.gap)} days, usual for returning buyers, is the measure; last bought ${since} days ago; ${then.en}.`,
      };
    default:
      return { ko: `사유 ${code}`, en: `Reason ${code}` };
  }
};

/** Why the flag is what it is, in one sentence. */
export const churnSentence = (churn: Churn, language: Language): string => sentences(churn)[language];

export const churnFlagName = (flag: ChurnFlag, language: Language): string => FLAGS[flag][language];
