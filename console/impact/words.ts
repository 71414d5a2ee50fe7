import { type Language, useLanguage } from '../words/language.tsx';

interface ImpactWords {
  readonly title: string;
  readonly span: (from: string, to: string) => string;
  readonly empty: string;
  readonly emptyDo: string;
  readonly sentence: (campaigns: string, journeys: string, sent: string) => string;
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
  readonly byJourney: string;
  readonly opened: (period: string) => string;
  readonly whole: string;
  readonly holdout: string;
  readonly noHoldout: string;
  readonly noMonth: (since: string) => string;
  readonly month: string;
  readonly notOver: string;
  readonly open: string;
  readonly held: string;
  readonly bought: (buyers: string, people: string) => string;
  readonly allAds: string;
  readonly journey: string;
  readonly noControl: string;
  readonly compared: (sent: string, control: string) => string;
  readonly definition: string;
  readonly receipt: string;
}

/** Words of the impact alone; loaded with its page. */
const IMPACT_WORDS: Readonly<Record<Language, ImpactWords>> = {
  ko: {
    title: '메시지가 남긴 돈',
    span: (from, to) => `${from} ~ ${to}`,
    empty: '이 기간에 보낸 것이 없습니다.',
    emptyDo: '캠페인이나 여정으로 보내면 대조군과 비교해 무엇을 더하고 무엇을 잃었는지 여기에 모입니다.',
    sentence: (campaigns, journeys, sent) => `캠페인 ${campaigns}개와 여정 ${journeys}개로 ${sent}통을 보냈습니다.`,
    measured: (measured, all) => `대조군으로 효과를 잰 것은 ${all}개 가운데 ${measured}개입니다.`,
    unmeasured: '재지 못한 것이 가져온 금액은 알 수 없어 0으로 두고, 그 비용과 떠난 사람은 뺐습니다.',
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
    byJourney: '여정별',
    opened: (period) => `${period}에 무엇이 있었는지 봅니다.`,
    whole: '전체 기간',
    holdout: '모든 광고가 더한 것',
    noHoldout: '몇 사람을 모든 광고에서 빼 두면(API의 설정 holdout), 모든 광고를 합친 효과를 달마다 비교합니다.',
    noMonth: (since) => `${since}에 모든 광고에서 빼 둘 사람을 정했습니다. 그다음에 시작하는 달부터 비교합니다.`,
    month: '달',
    notOver: '아직 끝나지 않은 달',
    open: '광고를 받을 수 있는 사람',
    held: '광고를 받지 않는 사람',
    bought: (buyers, people) => `${people}명 중 ${buyers}명 구매`,
    allAds: '광고 덕에 더 팔린 금액',
    journey: '여정',
    noControl: '대조군이 없어 효과를 말하지 않습니다.',
    compared: (sent, control) => `보낸 ${sent}명과 보내지 않은 ${control}명을 비교`,
    definition: '계산 방법',
    receipt: '영수증',
  },
  en: {
    title: 'What messages left behind',
    span: (from, to) => `${from} to ${to}`,
    empty: 'Nothing was sent in this time.',
    emptyDo:
      'Once a campaign or a journey has sent something, what it added against its control group and what it lost is gathered here.',
    sentence: (campaigns, journeys, sent) =>
      `${sent} messages were sent by ${campaigns} campaigns and ${journeys} journeys.`,
    measured: (measured, all) => `The effect of ${measured} of ${all} was measured by a control group.`,
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
    byJourney: 'By journey',
    opened: (period) => `What made up ${period}.`,
    whole: 'The whole time',
    holdout: 'What all ads together added',
    noHoldout: 'Keep some people from every ad (setting holdout), and each month says what all ads together added.',
    noMonth: (since) => `The holdout was set on ${since}. Months that begin after that day are compared.`,
    month: 'Month',
    notOver: 'not over yet',
    open: 'May get ads',
    held: 'Get no ads',
    bought: (buyers, people) => `${buyers} of ${people} bought`,
    allAds: 'Extra sales by all ads',
    journey: 'Journey',
    noControl: 'Nobody is held back, so nothing is claimed.',
    compared: (sent, control) => `${sent} sent against ${control} held back`,
    definition: 'How this is counted',
    receipt: 'Receipt',
  },
};

export const useImpactWords = (): ImpactWords => IMPACT_WORDS[useLanguage().language];
