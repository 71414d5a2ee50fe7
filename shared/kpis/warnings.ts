import { newAndLapsedCross, oneTimeShareRising, retentionOffTrend } from './buyer-signs.ts';
import type { WarningFacts } from './sign.ts';
import type { Said, Verdict, Warning, WarningId } from './warning.ts';
import { abnormalRhythm, cacAboveLtv, mainBuyersAgeing } from './worth-signs.ts';

interface Sign {
  readonly id: WarningId;
  readonly title: Said;
  readonly rule: Said;
  readonly judge: (facts: WarningFacts) => Verdict;
}

const SIGNS: readonly Sign[] = [
  {
    id: 'newAndLapsedCross',
    title: { ko: '새 고객보다 떠나는 고객이 많음', en: 'New and lapsed customers cross' },
    rule: {
      ko: '끝난 달마다 앞 두 달과의 중앙값(Tukey 1977)을 내어, 떠난 구매자가 새 구매자보다 많으면 알립니다.',
      en: 'Warns when the running median of three months (Tukey 1977) of lapsed buyers is above that of new buyers.',
    },
    judge: newAndLapsedCross,
  },
  {
    id: 'retentionOffTrend',
    title: { ko: '재구매 유지율이 흐름에서 벗어남', en: 'Retention off its trend' },
    rule: {
      ko: '앞 코호트들의 다음 달 유지율에 Theil–Sen 직선(Theil 1950, Sen 1968)을 긋고, 최근 값이 그보다 3σ 넘게 낮으면 알립니다. σ는 잔차 MAD의 1.4826배와 이항 표준오차 가운데 큰 값입니다.',
      en: 'Warns when the latest next-month retention lies more than 3 σ below the Theil–Sen line (Theil 1950, Sen 1968) of the cohorts before; σ is the larger of 1.4826 × the MAD of the residuals and the binomial standard error.',
    },
    judge: retentionOffTrend,
  },
  {
    id: 'mainBuyersAgeing',
    title: { ko: '주 고객층의 고령화', en: 'Main buyers ageing' },
    rule: {
      ko: '매출을 절반으로 나누는 나이가 최근 24개월에 Mann–Kendall 검정(Mann 1945, Kendall 1975, 단측 5%)으로 오르고, 한 해에 0.5세 이상 오르면 알립니다.',
      en: 'Warns when the age that splits revenue in halves rises over 24 months by the Mann–Kendall test (Mann 1945, Kendall 1975; one-sided 5%) and by half a year per year or more.',
    },
    judge: mainBuyersAgeing,
  },
  {
    id: 'abnormalRhythm',
    title: { ko: '구매 간격이나 주문 금액이 평소와 다름', en: 'Abnormal purchase interval or order value' },
    rule: {
      ko: '최근 달의 값을 앞 12개월과 견주어 수정 z 점수(Iglewicz & Hoaglin 1993)의 크기가 3.5를 넘고, 구매 간격은 20%, 주문 금액은 10% 이상 다르면 알립니다.',
      en: 'Warns when the modified z-score (Iglewicz & Hoaglin 1993) of the latest month against the 12 before exceeds 3.5 and it differs by 20% (interval) or 10% (order value) or more.',
    },
    judge: abnormalRhythm,
  },
  {
    id: 'oneTimeShareRising',
    title: { ko: '한 번만 사는 고객이 늘어남', en: 'One-time share rising' },
    rule: {
      ko: '한 번 구매자 비율이 최근 12개월에 Mann–Kendall 검정(단측 5%)으로 오르고, 모두 1%포인트 이상 오르면 알립니다.',
      en: 'Warns when the one-time buyer share rises over 12 months by the Mann–Kendall test (one-sided 5%) and by one point or more in all.',
    },
    judge: oneTimeShareRising,
  },
  {
    id: 'cacAboveLtv',
    title: { ko: '고객 획득 비용이 고객 가치보다 큼', en: 'CAC above LTV' },
    rule: {
      ko: '새 고객 한 명을 얻는 비용이 12개월 고객 가치보다 크면 알립니다.',
      en: 'Warns when winning a customer costs more than a customer is worth over 12 months.',
    },
    judge: cacAboveLtv,
  },
];

/** The six signs of a brand in trouble, each with what it was judged by. */
export const warningsOf = (facts: WarningFacts): Warning[] => {
  const whole = { ...facts, months: facts.months.filter(({ complete }) => complete) };
  return SIGNS.map(({ id, title, rule, judge }) => ({ id, title, rule, ...judge(whole) }));
};
