interface Words {
  readonly ko: string;
  readonly en: string;
}

/** What each figure of a campaign report means and is made of (P10). */
export const DEFINITIONS: Readonly<Record<string, Words>> = {
  audience: {
    ko: '시작할 때 정해진 대상자 수. 대조군은 포함하지 않습니다. 대상 = 대기 + 미룸 + 보냄 + 보내지 않음 + 실패 + 알 수 없음.',
    en: 'People frozen at launch, control group not included. Audience = pending + deferred + sent + skipped + failed + unknown.',
  },
  pending: { ko: '아직 처리되지 않은 사람.', en: 'People whose turn has not come yet.' },
  deferred: {
    ko: '야간 시간, 발송 한도 등으로 나중에 보낼 사람.',
    en: 'People who wait for a lawful hour or for the provider.',
  },
  sent: {
    ko: '발송사가 받아들인 메시지 수. 한 사람에 한 통.',
    en: 'Messages that the provider accepted, one per person.',
  },
  delivered: {
    ko: '도착 확인이 왔고 반송되지 않은 메시지.',
    en: 'Messages with a delivery receipt and without a bounce.',
  },
  opened: {
    ko: 'human: 사람이 연 메시지(지메일처럼 열 때만 가져오는 프록시 포함). all: 애플 자동 열람, 보안 검사, 봇까지 포함.',
    en: 'human: opened by a person, proxies that fetch on opening (Gmail) included. all: with Apple’s prefetch, scanners and bots.',
  },
  clicked: {
    ko: 'human: 사람이 누른 메시지. 도착 2초 안의 클릭, 여러 링크를 한꺼번에 누른 클릭은 기계로 봅니다.',
    en: 'human: clicked by a person. Clicks within 2 seconds of delivery, or on several links at once, count as machines.',
  },
  converted: {
    ko: '발송 뒤 정해진 기간 안에 목표(주문이나 정한 이벤트)에 이른 사람. 메시지를 눌렀는지는 따지지 않습니다.',
    en: 'People sent to who reached the goal (an order, or the event that was named) within the window after hand-over, whether they clicked or not.',
  },
  revenue: {
    ko: '그 기간 안에 들어온 주문의 금액에서 환불을 뺀 값.',
    en: 'Money of their orders within the window, refunds subtracted.',
  },
  negative: {
    ko: '수신거부, 스팸 신고, 반송, 문자 수신거부를 한 사람 수.',
    en: 'People who unsubscribed, complained, bounced or answered STOP.',
  },
  skipped: {
    ko: '보낼 수 없거나 보내면 안 되어 보내지 않은 사람, 이유별.',
    en: 'People who could not or must not be written to, by reason.',
  },
  failed: { ko: '발송사가 거절한 메시지.', en: 'Messages that the provider refused.' },
  unknown: {
    ko: '발송사의 답을 잃어버린 메시지. 두 번 보내지 않으려고 다시 보내지 않습니다.',
    en: 'Messages whose answer was lost. They are never sent again, so that nobody gets two.',
  },
  control: {
    ko: '효과를 알기 위해 일부러 보내지 않은 사람. eligible은 그중 발송 조건을 모두 통과한 사람으로, 보낸 사람과 비교하는 기준입니다.',
    en: 'People left out on purpose. eligible: those who passed every check of a message; sent people are compared with them.',
  },
  lift: {
    ko: '보낸 사람과 대조군(eligible)의 전환율 차이. 구간은 95 % Newcombe, p는 두 비율 z 검정. 각 집단의 구매자가 30명이 안 되면 계산하지 않습니다.',
    en: 'Conversion of sent people against eligible control. Interval: 95 % Newcombe; p: two-proportion z-test. Not given below 30 buyers in either group.',
  },
  extra: {
    ko: '메시지가 더한 것: (보낸 사람의 평균 − 대조군의 평균) × 보낸 사람 수. 금액의 구간은 95 % Welch.',
    en: 'What the message added: (mean of sent − mean of control) × people sent. Interval of the money: 95 % Welch.',
  },
  anyway: {
    ko: '보내지 않았어도 샀을 사람과 금액: 대조군의 비율 × 보낸 사람 수.',
    en: 'Who would have bought anyway: the control group’s rate × people sent.',
  },
  attributed: {
    ko: '주문 하나를 메시지 하나에만 돌립니다: 마지막 클릭, 없으면 마지막으로 받은 메시지. 효과가 아니라 경로를 보여 줍니다.',
    en: 'Each order credited to one message: last human click, else last message received. It shows the path, not the effect.',
  },
  cost: {
    ko: '메시지 값. 발송사가 알려 준 가격이 있으면 그 값을 씁니다.',
    en: 'Price of the messages, the provider’s own where it is known.',
  },
  platformCost: {
    ko: '보낸 메시지 한 통에 드는 AWS 비용(설정 prices.platformMilli) × 보낸 수.',
    en: 'What AWS takes for one message (setting prices.platformMilli) × messages sent.',
  },
  peopleLost: {
    ko: '수신거부, 스팸 신고, 문자·080 수신거부, 알림톡 차단으로 더는 보낼 수 없게 된 사람(한 번씩). 가치 = 떠난 순간 마지막 야간 계산의 모델이 본 그 사람의 12개월 가치의 합. 추정값이 없는 사람은 최근 12개월 구매자 1인당 매출 × 마진(최댓값)으로 셉니다. 없는 주소로 되돌아온 것은 메시지 때문이 아니므로 빼고 따로 보여 줍니다.',
    en: 'People who unsubscribed, complained, answered STOP, called 080 or blocked AlimTalk, each once. Value = the sum of what the last nightly model expected of each over 12 months when the loss became known; who has no estimate counts with revenue per buyer over 12 months × margin, an upper bound. Dead addresses stand beside them and are not counted, the message did not cause them.',
  },
  leaflets: {
    ko: '앞선 광고 3통 이상에 아무 반응(사람의 열람·클릭, 목표 달성, 주문)이 없던 사람에게 보낸 광고의 비율.',
    en: 'Share of ads sent to people who had left the last three or more without any answer: no human open or click, no goal reached, no order.',
  },
  net: {
    ko: '더 팔린 금액 × 마진 − 메시지 비용 − 클라우드 비용 − 떠난 사람의 가치. 구간은 더 팔린 금액의 불확실성만 담습니다.',
    en: 'Extra sales × margin − message cost − cloud cost − value of people lost. The interval carries the uncertainty of the extra sales only.',
  },
};
