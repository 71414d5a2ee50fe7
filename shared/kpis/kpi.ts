import type { KpiName } from '../settings/target.ts';

/** Figures of the shop by name, and how each is counted. */

interface KpiDefinition {
  readonly unit: 'people' | 'orders' | 'money' | 'share' | 'days' | 'times';
  /** `flow`: happens in a period and adds up; `level`: stands at the end of a period. */
  readonly kind: 'flow' | 'level';
  readonly better: 'more' | 'less';
  readonly name: { readonly ko: string; readonly en: string };
  readonly definition: { readonly ko: string; readonly en: string };
}

/** `{activeDays}` stands for the setting `kpis.activeDays` of the run. */
export const KPIS: Readonly<Record<KpiName, KpiDefinition>> = {
  members: {
    unit: 'people',
    kind: 'level',
    better: 'more',
    name: { ko: '회원', en: 'Members' },
    definition: {
      ko: '기간이 끝날 때까지 한 번이라도 보였거나 주문한 일반 고객 수입니다. 직원, 협력사, 시험 계정과 삭제된 고객은 빼며, 합쳐진 고객은 한 명으로 셉니다.',
      en: 'Consumers who were seen or ordered by the end of the period. Staff, partners, test accounts and erased people are left out; merged people count once.',
    },
  },
  newMembers: {
    unit: 'people',
    kind: 'flow',
    better: 'more',
    name: { ko: '새 회원', en: 'New members' },
    definition: {
      ko: '기간 안에 처음 보였거나 처음 주문한 일반 고객 수입니다.',
      en: 'Consumers first seen, or first ordering, in the period.',
    },
  },
  activeBuyers: {
    unit: 'people',
    kind: 'level',
    better: 'more',
    name: { ko: '활동 구매자', en: 'Active buyers' },
    definition: {
      ko: '기간이 끝나는 날까지 최근 {activeDays}일 안에 한 번 이상 주문한 고객 수입니다.',
      en: 'Customers with at least one order in the {activeDays} days up to the end of the period.',
    },
  },
  newBuyers: {
    unit: 'people',
    kind: 'flow',
    better: 'more',
    name: { ko: '새 구매자', en: 'New buyers' },
    definition: {
      ko: '첫 주문이 기간 안에 있는 고객 수입니다.',
      en: 'Customers whose first order lies in the period.',
    },
  },
  returningBuyers: {
    unit: 'people',
    kind: 'flow',
    better: 'more',
    name: { ko: '다시 산 고객', en: 'Returning buyers' },
    definition: {
      ko: '기간 안에 주문했고 첫 주문은 기간 전에 한 고객 수입니다.',
      en: 'Customers who ordered in the period and whose first order lies before it.',
    },
  },
  lapsedBuyers: {
    unit: 'people',
    kind: 'flow',
    better: 'less',
    name: { ko: '떠난 구매자', en: 'Lapsed buyers' },
    definition: {
      ko: '마지막 주문 뒤 {activeDays}일이 되는 날이 기간 안에 있는 고객 수입니다. 나중에 돌아온 고객도 그날에는 떠난 것으로 셉니다.',
      en: 'Customers for whom {activeDays} days without an order were over in the period. Who came back later still lapsed on that day.',
    },
  },
  orders: {
    unit: 'orders',
    kind: 'flow',
    better: 'more',
    name: { ko: '주문', en: 'Orders' },
    definition: {
      ko: '기간 안의 서로 다른 주문 수입니다. 환불된 주문도 셉니다.',
      en: 'Distinct orders of the period, refunded ones included.',
    },
  },
  revenue: {
    unit: 'money',
    kind: 'flow',
    better: 'more',
    name: { ko: '매출', en: 'Revenue' },
    definition: {
      ko: '기간 안의 주문 금액에서 지금까지 환불된 금액을 뺀 값입니다. 환율이 없는 다른 통화의 주문은 들어 있지 않습니다.',
      en: 'Money of the period’s orders less all that has been refunded since. Orders in a currency without a rate are not in it.',
    },
  },
  averageOrderValue: {
    unit: 'money',
    kind: 'level',
    better: 'more',
    name: { ko: '평균 주문 금액', en: 'Average order value' },
    definition: {
      ko: '매출을, 그 매출에 든 주문 수로 나눈 값입니다.',
      en: 'Revenue divided by the orders whose money is in it.',
    },
  },
  oneTimeShare: {
    unit: 'share',
    kind: 'level',
    better: 'less',
    name: { ko: '한 번 구매자 비율', en: 'One-time buyer share' },
    definition: {
      ko: '기간이 끝날 때까지 주문한 적이 있는 고객 가운데 주문이 한 건뿐인 고객의 비율입니다.',
      en: 'Of all who have ordered by the end of the period, the share with a single order.',
    },
  },
  repeatRate: {
    unit: 'share',
    kind: 'level',
    better: 'more',
    name: { ko: '재구매율', en: 'Repeat rate' },
    definition: {
      ko: '기간이 끝날 때까지 주문한 적이 있는 고객 가운데 주문이 두 건 이상인 고객의 비율입니다.',
      en: 'Of all who have ordered by the end of the period, the share with two orders or more.',
    },
  },
  purchaseInterval: {
    unit: 'days',
    kind: 'level',
    better: 'less',
    name: { ko: '구매 간격', en: 'Purchase interval' },
    definition: {
      ko: '기간이 끝날 때까지의 온전한 13주 안에 끝난, 한 고객의 두 구매일 사이 날수의 중앙값입니다.',
      en: 'Median number of days between two purchase days of a customer, over those that ended in the 13 whole weeks up to the end of the period.',
    },
  },
  upsell: {
    unit: 'times',
    kind: 'level',
    better: 'more',
    name: { ko: '재주문 금액 배수', en: 'Later orders against first' },
    definition: {
      ko: '기간 안에서, 첫 구매일 뒤 주문의 평균 금액을 첫 구매일 주문의 평균 금액으로 나눈 값입니다. 1보다 크면 다시 산 고객이 한 번에 더 많이 삽니다.',
      en: 'In the period, the average value of orders after people’s first purchase day divided by that of orders on it. Above 1, those who come back spend more per order.',
    },
  },
  churnedShare: {
    unit: 'share',
    kind: 'level',
    better: 'less',
    name: { ko: '이탈 비율', en: 'Churned share' },
    definition: {
      ko: '구매자 가운데 그날 밤의 이탈 표시가 ‘이탈’인 고객의 비율입니다. 그날 밤 계산한 값이라 지난 날은 채우지 못합니다.',
      en: 'Of all buyers, the share whose churn flag of that night says churned. Known only for nights on which it was computed.',
    },
  },
  reachableEmail: {
    unit: 'people',
    kind: 'level',
    better: 'more',
    name: { ko: '이메일 광고 가능', en: 'Reachable by email' },
    definition: {
      ko: '이메일 주소가 있고 광고 수신에 동의한 일반 고객 수입니다. 이중 확인을 켠 경우 확인을 마쳤는지는 여기서 알 수 없으며 보내는 순간 확인합니다.',
      en: 'Consumers with an address who agreed to ads by email. Whether a consent that needs confirming was confirmed is not known here; it is checked at hand-over.',
    },
  },
  reachableSms: {
    unit: 'people',
    kind: 'level',
    better: 'more',
    name: { ko: '문자 광고 가능', en: 'Reachable by text' },
    definition: {
      ko: '전화번호가 있고 문자 광고 수신에 동의한 일반 고객 수입니다. 이중 확인을 켠 경우 확인을 마쳤는지는 여기서 알 수 없으며 보내는 순간 확인합니다.',
      en: 'Consumers with a number who agreed to ads by text. Whether a consent that needs confirming was confirmed is not known here; it is checked at hand-over.',
    },
  },
  optInGrowthEmail: {
    unit: 'people',
    kind: 'level',
    better: 'more',
    name: { ko: '이메일 동의 증감', en: 'Email opt-in growth' },
    definition: {
      ko: '그 전 30일 동안 이메일 광고에 새로 동의한 고객에서 철회한 고객을 뺀 수입니다. 고객마다 마지막 의사만 셉니다.',
      en: 'People who agreed to ads by email in the 30 days before, less those who withdrew. Of each person only the latest word counts.',
    },
  },
  optInGrowthSms: {
    unit: 'people',
    kind: 'level',
    better: 'more',
    name: { ko: '문자 동의 증감', en: 'Text opt-in growth' },
    definition: {
      ko: '그 전 30일 동안 문자 광고에 새로 동의한 고객에서 철회한 고객을 뺀 수입니다. 고객마다 마지막 의사만 셉니다.',
      en: 'People who agreed to ads by text in the 30 days before, less those who withdrew. Of each person only the latest word counts.',
    },
  },
  clv12m: {
    unit: 'money',
    kind: 'level',
    better: 'more',
    name: { ko: '12개월 고객 가치', en: 'Customer value, 12 months' },
    definition: {
      ko: '추정값이 있는 고객의 앞으로 12개월 예상 가치 평균입니다. 그날 밤 계산한 값이라 지난 날은 채우지 못합니다.',
      en: 'Mean expected value over the next 12 months of the customers who have an estimate. Known only for nights on which it was computed.',
    },
  },
};

/** How a figure is counted, with the run's own setting in it. */
export const definitionOf = (name: KpiName, activeDays: number): { readonly ko: string; readonly en: string } => {
  const { ko, en } = KPIS[name].definition;
  const filled = (text: string): string => text.replaceAll('{activeDays}', String(activeDays));
  return { ko: filled(ko), en: filled(en) };
};
