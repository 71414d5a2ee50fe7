/** Words of the estimates on a customer's page. */
const ko = {
  pAlive: '아직 고객일 확률',
  expectedNext: '다음 주문 예상',
  between: (from: string, to: string) => `${from}에서 ${to} 사이에 올 가능성이 80%입니다`,
  orders: '앞으로 12개월 주문',
  times: (count: string) => `${count}번`,
  orderValue: '주문 한 번의 금액',
  value: '앞으로 12개월 가치',
  valueHint: '예상 주문에서 남는 이익을 지금 가치로 계산했습니다',
  firstOrder: (days: number) => `${days}일 안에 첫 주문을 할 가능성`,
  noFigure: '예측 모델이 아직 없어 숫자가 없습니다',
  trust: (until: string, days: number, error: string, right: string) =>
    `같은 방법으로 ${until}까지의 기록만 보고 그 뒤 ${days}일을 예측해 보았습니다. 고객 한 명의 주문 수는 평균 ${error}번 빗나갔고, 이탈 판단은 ${right} 맞았습니다.`,
};

const en: typeof ko = {
  pAlive: 'Chance of still being a customer',
  expectedNext: 'Next order expected',
  between: (from, to) => `80% of such customers order between ${from} and ${to}`,
  orders: 'Orders of the next 12 months',
  times: (count) => count,
  orderValue: 'Value of an order',
  value: 'Value of the next 12 months',
  valueHint: 'what expected orders leave, in today’s money',
  firstOrder: (days) => `Chance of a first order within ${days} days`,
  noFigure: 'no forecast model yet, so no figure',
  trust: (until, days, error, right) =>
    `The same method, shown nothing after ${until}, foretold the ${days} days that followed: off by ${error} orders per customer on average, and right about ${right} of the flags.`,
};

export const SCORE_WORDS = { ko, en } as const;
