/** How the tables of the reports come about, in words. */

export const RETENTION_DEFINITION = {
  ko: '코호트는 첫 주문을 한 달(상점 시간대)입니다. 칸은 그 뒤 n번째 달에 한 번 이상 주문한 서로 다른 고객 수이며, 코호트 크기로 나눈 값이 재구매 유지율입니다. 어느 달에 쉬었다가 다음 달에 돌아온 고객도 그달에는 셉니다. 마지막 주문이 있는 달 뒤의 칸은 없으며, 끝나지 않은 달은 평균에서 뺍니다. 평균은 코호트 크기로 가중합니다. 일반 고객만 셉니다.',
  en: 'A cohort is the month of the first order in the shop’s zone. A cell counts distinct customers with at least one order in the n-th month after it; divided by the size of the cohort it is the retention. Who was away for a month and came back counts in the month of coming back. There are no cells after the month of the latest order, and a month that is not over is left out of the average. The average is weighted by the size of the cohorts. Only consumers count.',
} as const;

export const NEXT_ORDERS_DEFINITION = {
  ko: '첫 구매일에서 다음 구매일까지의 날수를 Kaplan–Meier(1958) 방법으로 추정합니다. 아직 다시 사지 않은 고객은 지금까지 지켜본 날수만큼 셉니다. 상품은 첫 주문의 첫 줄 상품입니다. 지켜보는 고객이 50명보다 적은 날부터는 그리지 않습니다. 연락하기 좋은 주는, 아직 다시 사지 않은 고객 가운데 그 주에 다시 산 비율이 가장 높은 7일입니다. 고객이 백만 명을 넘으면 일부를 해시로 골라 셉니다.',
  en: 'Days from the first purchase day to the next one, estimated by Kaplan and Meier (1958): who has not bought again counts for as long as that person has been known. The product is the first line of the first order. A curve ends where fewer than 50 people are left to look at. The best week is the seven days in which the largest share of those still waiting bought again. Beyond a million customers a share of them, chosen by hash, is looked at.',
} as const;

export const ACQUISITION_DEFINITION = {
  ko: '최근 열두 달 동안 채널에 쓴 돈(설정 kpis.acquisition)을, 돈을 쓴 달에 처음 주문한 고객 수로 나눈 값이 고객 획득 비용(CAC)입니다. 어느 채널로 왔는지는 설정에 적은 특성으로 봅니다. LTV는 그 채널로 온 구매 고객의 12개월 가치 평균입니다. 전체 값은 채널을 모르는 새 고객도 셉니다. 일반 고객만 셉니다.',
  en: 'What was spent on a channel within twelve months (setting kpis.acquisition), divided by the customers whose first order fell in a month with spend: the customer acquisition cost (CAC). The trait named in the setting says by which channel somebody came. LTV is the mean 12-month value of the buyers who came by it. The overall figure counts new customers of unknown channel, too. Only consumers count.',
} as const;
