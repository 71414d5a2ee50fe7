import type { Churn, ChurnFlag } from './churn.ts';
import type { Language } from './churn-flag.ts';

const number = (value: number | undefined): string => (value === undefined ? '?' : String(Math.round(value * 10) / 10));

const percent = (share: number | undefined): string => (share === undefined ? '?' : String(Math.round(share * 100)));

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

const LEARNED: Readonly<Record<ChurnFlag, Readonly<Record<Language, string>>>> = {
  active: { ko: '활동 중으로 봅니다', en: 'which counts as active' },
  at_risk: { ko: '이탈 위험으로 봅니다', en: 'which counts as slipping away' },
  churned: { ko: '이탈로 봅니다', en: 'which counts as gone' },
  new: { ko: '신규로 봅니다', en: 'which counts as new' },
  not_enough_data: { ko: '판단하지 않습니다', en: 'which says nothing yet' },
};

/** Why a simpler rule decided. */
const FLAWS: Readonly<Record<string, Readonly<Record<Language, string>>>> = {
  too_few_repeat_buyers: {
    ko: '재구매 고객이 아직 적어 예측 모델 대신 구매 주기로 판단했습니다.',
    en: 'There are too few repeat buyers for a model yet, so the rhythm of purchases decides.',
  },
  too_few_second_orders: {
    ko: '두 번째 주문이 아직 적어 설정의 기준일로 판단했습니다.',
    en: 'There are too few second orders yet, so the days from settings decide.',
  },
  history_too_short: {
    ko: '구매 기록 기간이 짧아 예측 모델 대신 구매 주기로 판단했습니다.',
    en: 'The history is too short for a model, so the rhythm of purchases decides.',
  },
  dropout_not_identified: {
    ko: '구매 기록만으로는 이탈을 구분할 수 없어 구매 주기로 판단했습니다.',
    en: 'The model cannot tell leaving from pausing in this shop, so the rhythm of purchases decides.',
  },
  did_not_converge: {
    ko: '예측 모델을 맞추지 못해 구매 주기로 판단했습니다.',
    en: 'The model could not be fitted, so the rhythm of purchases decides.',
  },
};

/** Why there is no model, or a simpler one; for a flaw without words of its own its name. */
export const flawSentence = (flaw: string, language: Language): string => FLAWS[flaw]?.[language] ?? flaw;

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
    case 'one_time_learned':
      return {
        ko: `한 번 구매한 지 ${since}일 지났습니다. 이 상점에서는 두 번째 주문의 절반이 ${number(values.slipping)}일, 75%가 ${number(values.gone)}일 안에 나왔습니다. ${then.ko}.`,
        en: `Bought once, ${since} days ago; here half of second orders came within ${number(values.slipping)} days and 75% within ${number(values.gone)}; ${then.en}.`,
      };
    case 'learned':
      return {
        ko: `보통 ${number(values.gap)}일마다 구매하며 마지막 구매가 ${since}일 전입니다. 앞으로 ${number(values.horizon)}일 안에 다시 구매할 가능성이 ${percent(values.chance)}%여서 ${LEARNED[churn.flag].ko}.`,
        en: `Usually buys every ${number(values.gap)} days, last bought ${since} days ago; the chance of another order within ${number(values.horizon)} days is ${percent(values.chance)}%, ${LEARNED[churn.flag].en}.`,
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

/** Why the flag is what it is, and why by a simpler rule than asked for. */
export const churnSentence = (churn: Churn, language: Language): string => {
  const said = sentences(churn)[language];
  const flaw = churn.reason.because;
  return flaw === undefined ? said : `${said} ${flawSentence(flaw, language)}`;
};
