import type { MeasureId, Words } from './measure-schema.ts';

/** Name of each measure and how it is counted (P10). */
export const MEASURE_WORDS: Readonly<Record<MeasureId, { readonly name: Words; readonly definition: Words }>> = {
  openRate: {
    name: { ko: '열람률', en: 'Open rate' },
    definition: {
      ko: '기간 안에 보내 도착한 이메일 광고 가운데 사람이 연 메시지의 비율. 애플 자동 열람, 보안 검사, 봇은 뺍니다.',
      en: 'Of the ads by email handed over in the time and delivered, the share that a person opened; Apple’s prefetch, scanners and bots left out.',
    },
  },
  clickRate: {
    name: { ko: '클릭률', en: 'Click rate' },
    definition: {
      ko: '기간 안에 보내 도착한 광고 가운데 사람이 누른 메시지의 비율.',
      en: 'Of the ads handed over in the time and delivered, the share that a person clicked.',
    },
  },
  conversionRate: {
    name: { ko: '전환율', en: 'Conversion rate' },
    definition: {
      ko: '목표가 있는 광고를 받은 사람 가운데 정해진 기간 안에 목표에 이른 비율. 효과가 아니라 결과입니다: 보내지 않았어도 샀을 사람이 들어 있습니다.',
      en: 'Of the people sent an ad with a goal, the share who reached it within its window. A result, not an effect: who would have bought anyway is among them.',
    },
  },
  firstContactResponse: {
    name: { ko: '첫 접촉 반응률', en: 'First-contact response' },
    definition: {
      ko: '처음으로 메시지를 받은 사람 가운데 그 메시지를 열거나 누르거나 목표에 이른 비율.',
      en: 'Of the people whose first message ever this was, the share who opened or clicked it, or reached its goal.',
    },
  },
  clv: {
    name: { ko: '고객 생애 가치(12개월)', en: 'Customer lifetime value (12 months)' },
    definition: {
      ko: '추정값이 있는 고객의 앞으로 12개월 예상 가치(마진을 곱하고 할인한 금액)의 평균. 마지막 야간 계산의 모델로 셉니다.',
      en: 'Mean value expected over the next 12 months (after margin and discount) of the customers with an estimate, by the model of the last night.',
    },
  },
  purchaseInterval: {
    name: { ko: '구매 간격', en: 'Purchase interval' },
    definition: {
      ko: '기간이 끝날 때까지의 온전한 13주 안에 끝난, 한 고객의 두 구매일 사이 날수의 중앙값. 평균은 몇 사람의 긴 간격에 끌려가므로 쓰지 않습니다.',
      en: 'Middle number of days between two purchase days of a customer, over those that ended in the 13 whole weeks up to the end of the time. A mean would follow a few long gaps.',
    },
  },
  dwellTime: {
    name: { ko: '평균 체류 시간', en: 'Mean dwell time' },
    definition: {
      ko: '임의로 고른 고객 100명의 최근 30일 방문 가운데 길이를 알 수 있는 방문의 평균 길이.',
      en: 'Mean length of those visits of the last 30 days whose length is known, of 100 customers drawn by hash.',
    },
  },
  satisfaction: {
    name: { ko: '만족도(NPS)', en: 'Satisfaction (NPS)' },
    definition: {
      ko: '기간 안에 보낸 설문에서 9·10점을 준 사람의 비율에서 0–6점을 준 사람의 비율을 뺀 값(−100–100).',
      en: 'Of the answers to surveys sent in the time, the share of 9 and 10 less the share of 0 to 6 (−100 to 100).',
    },
  },
  lostByStage: {
    name: { ko: '단계별 이탈', en: 'Lost by stage' },
    definition: {
      ko: '상품을 본 고객 가운데 주문까지 이르지 않은 비율과, 단계마다 다음 단계로 가지 않은 사람 수. 마지막 야간 계산까지의 전체 기록으로 셉니다.',
      en: 'Of the customers who viewed a product, the share who never ordered, and how many each stage lost. Over all that is known up to the last night.',
    },
  },
  optInGrowth: {
    name: { ko: '동의 증가율', en: 'Opt-in growth' },
    definition: {
      ko: '최근 30일 동안 광고 수신에 새로 동의한 사람에서 철회한 사람을 뺀 수를, 30일 전 동의한 사람 수로 나눈 값. 채널을 더합니다.',
      en: 'People who agreed to ads in the last 30 days less those who withdrew, over those who had agreed 30 days ago; channels added.',
    },
  },
  upsellRate: {
    name: { ko: '업셀링 배수', en: 'Up-sell' },
    definition: {
      ko: '기간 안에서, 첫 구매일 뒤 주문의 평균 금액을 첫 구매일 주문의 평균 금액으로 나눈 값. 1보다 크면 다시 산 고객이 한 번에 더 많이 삽니다.',
      en: 'In the time, the average value of orders after people’s first purchase day over that of orders on it. Above 1, those who come back spend more per order.',
    },
  },
  churn: {
    name: { ko: '이탈과 손실', en: 'Churn and losses' },
    definition: {
      ko: '구매자 가운데 마지막 야간 계산이 이탈로 본 고객의 비율. 함께, 기간 안에 보낸 메시지 때문에 떠난 사람과 그 가치.',
      en: 'Of all buyers, the share whom the last night flags as churned; beside it the people lost by messages of the time and what they were worth.',
    },
  },
  acquisitionCost: {
    name: { ko: '고객 획득 비용', en: 'Acquisition cost' },
    definition: {
      ko: '최근 12개월의 획득 비용을 그 비용을 쓴 달의 첫 구매 고객 수로 나눈 값.',
      en: 'Spend of the last 12 months over the first purchases of the months in which it was spent.',
    },
  },
};

const both = (ko: string, en: string): Words => ({ ko, en });

/** What is not there yet, and what to do. */
export const MISSING = {
  delivered: both(
    '기간 안에 도착이 확인된 광고가 없습니다. 광고를 보내면 계산합니다.',
    'No ad of this time has been delivered; send one.',
  ),
  aimed: both(
    '목표가 있는 광고가 없습니다. 캠페인에 목표를 정해 주세요.',
    'No ad of this time had a goal; give campaigns one.',
  ),
  first: both('기간 안에 처음으로 메시지를 받은 사람이 없습니다.', 'Nobody got a first message in this time.'),
  night: both(
    '아직 야간 계산을 하지 않았습니다. POST /v1/recompute로 시작할 수 있습니다.',
    'No night has been computed yet; start one with POST /v1/recompute.',
  ),
  clv: both(
    '두 번 이상 산 고객이 30명이 안 되어 가치를 추정할 수 없습니다.',
    'Fewer than 30 repeat buyers: no value can be estimated.',
  ),
  interval: both('최근 13주 안에 다시 산 고객이 없습니다.', 'Nobody bought again within the last 13 weeks.'),
  dwell: both(
    '길이를 알 수 있는 방문이 30개가 안 됩니다. 페이지 조회나 Session Heartbeat 이벤트를 보내 주세요.',
    'Fewer than 30 visits whose length is known; send page views or the event Session Heartbeat.',
  ),
  survey: both('설문 응답이 30건이 안 됩니다.', 'Fewer than 30 answers to surveys.'),
  stages: both(
    'Product Viewed 이벤트가 없습니다. 상품 조회, 담기, 결제 시작 이벤트를 보내 주세요.',
    'No event Product Viewed has come in; send views, additions to the cart and started checkouts.',
  ),
  optIn: both('30일 전에 동의한 사람이 없습니다.', 'Nobody had agreed to ads 30 days ago.'),
  upsell: both(
    '기간 안에 첫 구매와 재구매가 모두 있어야 합니다.',
    'The time needs both first purchases and later ones.',
  ),
  buyers: both('아직 구매자가 없습니다.', 'Nobody has bought yet.'),
  spend: both(
    '획득 비용이 없습니다. 설정 kpis.acquisition에 채널과 달마다 쓴 금액을 적어 주세요.',
    'No spend is known; enter it by channel and month in the setting kpis.acquisition.',
  ),
} as const;
