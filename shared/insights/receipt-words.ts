import type { DeferReason, SkipReason, UnknownReason } from '../delivery/message.ts';
import type { Gap } from './report-schema.ts';

export type ReceiptLanguage = 'ko' | 'en';

/** A new reason in the ledger without a word here fails the type check. */
type Reason = SkipReason | DeferReason | UnknownReason;

const REASONS: Readonly<Record<ReceiptLanguage, Readonly<Record<Reason, string>>>> = {
  ko: {
    unknownCustomer: '모르는 고객',
    erased: '삭제된 고객',
    notConsumer: '일반 고객이 아님',
    noAddress: '주소 없음',
    badAddress: '잘못된 주소',
    suppressed: '수신을 막은 주소',
    noConsent: '광고 수신 동의 없음',
    unconfirmed: '수신 동의 확인 전',
    refused: '광고 수신 거부',
    noCountry: '나라를 알 수 없음',
    noLawfulHour: '보낼 수 있는 시간이 없음',
    notFriend: '카카오 채널 친구가 아님',
    isFriend: '이미 카카오 채널 친구',
    alreadyConverted: '이미 구매함',
    noLongerMatches: '세그먼트에서 빠짐',
    recentlyMessaged: '최근에 메시지를 받음',
    tooOften: '정해 둔 횟수를 넘음',
    tooLate: '보내기에 너무 늦음',
    tooDear: '정한 값보다 비쌈',
    noCoupon: '남은 쿠폰 없음',
    localTime: '받는 곳의 시각을 기다림',
    usualHour: '늘 오는 시간을 기다림',
    window: '보내는 시간대를 기다림',
    renderFailed: '문구를 만들 수 없음',
    labelMissing: '(광고) 표시 누락',
    sameAddress: '같은 주소로 이미 보냄',
    merged: '다른 고객과 합쳐짐',
    cancelled: '캠페인 취소',
    quietHours: '아침까지 기다림',
    throttled: '발송 속도 조절',
    quota: '하루 한도 도달',
    paused: '잠시 멈춤',
    unreachable: '발송사가 응답하지 않음',
    noAnswer: '발송사 답이 아직 없음',
    noReceipt: '발송사 결과가 오지 않음',
  },
  en: {
    unknownCustomer: 'not known as a customer',
    erased: 'erased',
    notConsumer: 'not a consumer',
    noAddress: 'no address',
    badAddress: 'address is not valid',
    suppressed: 'address refuses',
    noConsent: 'no consent to ads',
    unconfirmed: 'consent not confirmed yet',
    refused: 'refused ads',
    noCountry: 'country unknown',
    noLawfulHour: 'no lawful hour left',
    notFriend: 'no friend of the Kakao channel',
    isFriend: 'is a friend of the Kakao channel',
    alreadyConverted: 'has already bought',
    noLongerMatches: 'no longer in the segment',
    recentlyMessaged: 'got a message lately',
    tooOften: 'more than the limit allows',
    tooLate: 'too late to be of use',
    tooDear: 'dearer than was allowed',
    noCoupon: 'no coupon was left',
    localTime: 'waits for the local time',
    usualHour: 'waits for the usual hour',
    window: 'waits for the sending hours',
    renderFailed: 'text could not be written',
    labelMissing: 'ad label missing',
    sameAddress: 'same address, already sent',
    merged: 'merged into another customer',
    cancelled: 'campaign cancelled',
    quietHours: 'waits for the morning',
    throttled: 'provider asked to slow down',
    quota: 'daily quota reached',
    paused: 'paused for now',
    unreachable: 'provider does not answer',
    noAnswer: 'provider’s answer still missing',
    noReceipt: 'no word from the provider',
  },
};

/** The reason in words; a code that is not ours (a provider's) stands as it is. */
export const reasonText = (reason: string, language: ReceiptLanguage): string => {
  const words: Readonly<Record<string, string>> = REASONS[language];
  return words[reason] ?? reason;
};

/** Why a figure is missing, in one sentence. */
export const gapText = ({ code, values }: Gap, language: ReceiptLanguage, goal: 'order' | 'event'): string => {
  const { needed = 0, sent = 0, control = 0 } = values;
  const ko = language === 'ko';
  switch (code) {
    case 'noControl':
      return ko
        ? '대조군이 없어, 메시지 덕분에 산 것인지 알 수 없습니다.'
        : 'Without a control group nobody can tell what the message did.';
    case 'noGoal':
      return ko ? '목표가 없는 캠페인입니다.' : 'This campaign has no goal.';
    case 'nobodySent':
      return ko ? '아직 아무에게도 보내지 않았습니다.' : 'Nothing has been sent yet.';
    case 'notEnoughConversions':
      return ko
        ? `두 집단에 ${goal === 'order' ? '산' : '목표에 이른'} 사람이 ${needed}명씩은 있어야 합니다 (지금 ${sent}명, 대조군 ${control}명).`
        : `Each group needs ${needed} ${goal === 'order' ? 'buyers' : 'people who reached the goal'} (now ${sent}, control ${control}).`;
    case 'noPersonValue':
      return ko
        ? '고객 한 사람의 가치를 아직 모릅니다. 점수를 한 번 계산해 주세요.'
        : 'The value of a customer is not known yet: run a recompute.';
    default:
      return code satisfies never;
  }
};

export const WORDS = {
  ko: {
    title: '정직한 영수증',
    audience: '대상',
    notSent: '보내지 않음',
    others: '그 밖의 이유',
    failed: '발송사가 거절함',
    unknown: '보냈는지 알 수 없음',
    deferred: '나중에 보냄',
    way: (number: number, channel: string) => `${number}번째 방법, ${channel}`,
    wayNote: (arrived: string, cost: string) => `도착 ${arrived}, ${cost}`,
    arrivedTwice: '앞의 것이 늦게 도착해 두 번 받음',
    pending: '보내는 중',
    sent: '보냄',
    opened: '열어 본 사람',
    clicked: '눌러 본 사람',
    control: '비교하려고 남겨 둔 사람',
    goal: {
      order: { reached: '보낸 사람 중 산 사람', anyway: '안 보냈어도 샀을 사람', extra: '메시지 덕에 더 산 사람' },
      event: {
        reached: '보낸 사람 중 목표에 이른 사람',
        anyway: '안 보냈어도 이르렀을 사람',
        extra: '메시지 덕에 더 이른 사람',
      },
    },
    anywayNote: (size: string, rate: string) => `대조군 ${size} 중 ${rate}`,
    extraRevenue: '더 팔린 금액',
    kept: (margin: string) => `그중 남는 돈 (마진 ${margin})`,
    cost: '메시지 비용',
    platformCost: '클라우드 비용',
    lost: (people: string) => `떠난 사람 ${people}`,
    lostShort: '떠난 사람',
    perPerson: (money: string) => `한 사람에 ${money}으로 봄`,
    net: '순이익',
    interval: (low: string, high: string) => `95 % 구간 ${low} ~ ${high}`,
    missing: '데이터 부족',
    unknownValue: '아직 모름',
    verdicts: { gain: '남는 장사', loss: '밑진 장사', open: '아직 모름' },
    verdictText: {
      gain: '구간의 낮은 끝도 0보다 큽니다.',
      loss: '구간의 높은 끝도 0보다 작습니다.',
      open: '구간에 0이 들어 있습니다. 우연일 수 있습니다.',
    },
    planted: '심어 둔 정답 (예제 상점)',
    inside: '구간 안',
    outside: '구간 밖',
    estimate: (value: string) => `추정 ${value}`,
    exact: '일치',
    people: (n: string) => `${n}명`,
    foot: '추측하지 않고 세었습니다.',
  },
  en: {
    title: 'The honest receipt',
    audience: 'Audience',
    notSent: 'Not sent',
    others: 'other reasons',
    failed: 'refused by the provider',
    unknown: 'Sent or not: unknown',
    deferred: 'To be sent later',
    way: (number: number, channel: string) => `way ${number}, ${channel}`,
    wayNote: (arrived: string, cost: string) => `${arrived} arrived, ${cost}`,
    arrivedTwice: 'got it twice, the first came late',
    pending: 'On its way',
    sent: 'Sent',
    opened: 'opened',
    clicked: 'clicked',
    control: 'held back to compare',
    goal: {
      order: { reached: 'Bought after the message', anyway: 'Would have bought anyway', extra: 'Bought because of it' },
      event: {
        reached: 'Reached the goal after the message',
        anyway: 'Would have reached it anyway',
        extra: 'Reached it because of it',
      },
    },
    anywayNote: (size: string, rate: string) => `${rate} of ${size} in control`,
    extraRevenue: 'Extra sales',
    kept: (margin: string) => `of which remains (margin ${margin})`,
    cost: 'Message cost',
    platformCost: 'Cloud cost',
    lost: (people: string) => `People lost: ${people}`,
    lostShort: 'People lost',
    perPerson: (money: string) => `${money} each`,
    net: 'Net',
    interval: (low: string, high: string) => `95 % between ${low} and ${high}`,
    missing: 'not enough data',
    unknownValue: 'not known yet',
    verdicts: { gain: 'PAID OFF', loss: 'A LOSS', open: 'UNDECIDED' },
    verdictText: {
      gain: 'Even the low end of the interval is above zero.',
      loss: 'Even the high end of the interval is below zero.',
      open: 'The interval holds zero: this may be chance.',
    },
    planted: 'Planted truth (sample shop)',
    inside: 'inside the interval',
    outside: 'outside the interval',
    estimate: (value: string) => `estimate ${value}`,
    exact: 'exact',
    people: (n: string) => n,
    foot: 'Counted, not guessed.',
  },
} as const;
