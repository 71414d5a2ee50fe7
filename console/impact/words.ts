import type { Language } from '../words/language.tsx';

interface ImpactWords {
  readonly title: string;
  readonly span: (from: string, to: string) => string;
  readonly empty: string;
  readonly emptyDo: string;
  readonly sentence: (campaigns: string, sent: string) => string;
  readonly measured: (measured: string, all: string) => string;
  readonly unmeasured: string;
  readonly period: string;
  readonly campaign: string;
  readonly sent: string;
  readonly extra: string;
  readonly costs: string;
  readonly lost: string;
  readonly lostPeople: (people: string) => string;
  readonly net: string;
  readonly interval: (low: string, high: string) => string;
  readonly missing: string;
  readonly byCampaign: string;
  readonly definition: string;
}

/** Words of the impact alone; loaded with its page. */
export const IMPACT_WORDS: Readonly<Record<Language, ImpactWords>> = {
  ko: {
    title: '메시지가 남긴 돈',
    span: (from, to) => `${from} ~ ${to}에 시작한 캠페인`,
    empty: '이 기간에 시작한 캠페인이 없습니다.',
    emptyDo: '캠페인을 보내면 대조군과 비교해 무엇을 더하고 무엇을 잃었는지 여기에 모입니다.',
    sentence: (campaigns, sent) => `캠페인 ${campaigns}개로 ${sent}통을 보냈습니다.`,
    measured: (measured, all) => `대조군으로 효과를 잰 캠페인은 ${all}개 가운데 ${measured}개입니다.`,
    unmeasured: '재지 못한 캠페인이 가져온 금액은 알 수 없어 0으로 두고, 그 비용과 떠난 사람은 뺐습니다.',
    period: '기간',
    campaign: '캠페인',
    sent: '보냄',
    extra: '더 팔린 금액',
    costs: '비용',
    lost: '떠난 사람',
    lostPeople: (people) => `${people}명`,
    net: '순이익',
    interval: (low, high) => `95 % 구간 ${low} ~ ${high}`,
    missing: '데이터 부족',
    byCampaign: '캠페인별',
    definition: '계산 방법',
  },
  en: {
    title: 'What messages left behind',
    span: (from, to) => `Campaigns launched ${from} to ${to}`,
    empty: 'No campaign was launched in this time.',
    emptyDo: 'Once one is sent, what it added against its control group and what it lost is gathered here.',
    sentence: (campaigns, sent) => `${sent} messages were sent by ${campaigns} campaigns.`,
    measured: (measured, all) => `The effect of ${measured} of ${all} campaigns was measured by a control group.`,
    unmeasured:
      'What the others brought is not known and counts as nothing; their cost and the people they lost are subtracted.',
    period: 'Period',
    campaign: 'Campaign',
    sent: 'Sent',
    extra: 'Extra sales',
    costs: 'Cost',
    lost: 'People lost',
    lostPeople: (people) => people,
    net: 'Net',
    interval: (low, high) => `95 % between ${low} and ${high}`,
    missing: 'not enough data',
    byCampaign: 'By campaign',
    definition: 'How this is counted',
  },
};
