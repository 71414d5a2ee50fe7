import type { LeavingReason } from '../../shared/consent/record-preference.ts';
import type { Channel, Language } from '../../shared/templates/template.ts';

/** How often a page offers ads at most: a value of the form and what it means. */
export const AMOUNTS = {
  any: null,
  weekly: { messages: 1, days: 7 },
  monthly: { messages: 1, days: 30 },
} as const;
export type Amount = keyof typeof AMOUNTS;

interface Words {
  readonly title: string;
  readonly to: (address: string, channel: Channel) => string;
  readonly none: (channel: Channel) => string;
  readonly amount: string;
  readonly amounts: Readonly<Record<Amount, string>>;
  readonly rather: string;
  readonly anyWay: string;
  readonly ways: Readonly<Record<Channel, string>>;
  readonly ratherHint: string;
  readonly topics: string;
  readonly topicsHint: string;
  readonly save: string;
  readonly saved: (date: string) => string;
  readonly pause: string;
  readonly pauseText: string;
  readonly pausedUntil: (date: string) => string;
  readonly resume: string;
  readonly leave: (channel: Channel) => string;
  readonly leaveText: string;
  readonly left: (channel: Channel, date: string) => string;
  readonly why: string;
  readonly whyText: string;
  readonly reasons: Readonly<Record<LeavingReason, string>>;
  readonly thanks: string;
  readonly tracking: string;
  readonly trackingText: string;
  readonly untrack: string;
  readonly untracked: string;
  readonly track: string;
  readonly profiling: string;
  readonly profilingText: string;
  readonly object: string;
  readonly objected: (date: string) => string;
  readonly other: string;
}

const MEDIA: Readonly<Record<Language, Readonly<Record<Channel, string>>>> = {
  ko: { email: '광고 메일', sms: '광고 문자', push: '광고 푸시 알림', kakao: '카카오톡 광고' },
  en: {
    ...{ email: 'advertising e-mail', sms: 'advertising text messages' },
    ...{ push: 'advertising push notifications', kakao: 'advertising by KakaoTalk' },
  },
};

const KO: Words = {
  title: '수신 설정',
  to: (address, channel) => `${address}(으)로 보내 드리는 ${MEDIA.ko[channel]}에 대한 설정입니다.`,
  none: (channel) =>
    `지금은 ${MEDIA.ko[channel]}을(를) 보내지 않고 있습니다. 다시 받으시려면 회원 정보에서 동의해 주세요.`,
  amount: '얼마나 자주 받으시겠습니까?',
  amounts: { any: '보내는 대로', weekly: '일주일에 한 번까지', monthly: '한 달에 한 번까지' },
  rather: '어디로 받는 것이 좋으십니까?',
  anyWay: '상관없습니다',
  ways: { email: '이메일', sms: '문자', push: '앱 푸시', kakao: '카카오톡' },
  ratherHint: '보낼 수 있는 소식은 고르신 곳으로 먼저 보내 드립니다.',
  topics: '어떤 소식을 받으시겠습니까?',
  topicsHint: '고르지 않은 소식은 보내지 않습니다.',
  save: '저장',
  saved: (date) => `${date}에 바꾸신 대로 저장했습니다.`,
  pause: '30일 동안 쉬기',
  pauseText: '30일이 지나면 다시 보내 드립니다.',
  pausedUntil: (date) => `${date}까지 광고를 쉽니다.`,
  resume: '지금부터 다시 받기',
  leave: (channel) => `${MEDIA.ko[channel]} 모두 수신거부`,
  leaveText: '한 번 누르시면 바로 처리됩니다. 로그인도, 비용도 필요 없습니다. 주문과 배송 안내는 계속 보내 드립니다.',
  left: (channel, date) => `${date}에 받은 요청에 따라 ${MEDIA.ko[channel]}을(를) 더 이상 보내지 않습니다.`,
  why: '왜 그만 받으시는지 알려 주시겠습니까?',
  whyText: '답하지 않으셔도 수신거부는 이미 처리되었습니다.',
  reasons: {
    tooOften: '너무 자주 옵니다',
    notRelevant: '관심 없는 내용입니다',
    neverAsked: '신청한 적이 없습니다',
    boughtElsewhere: '다른 곳을 이용합니다',
    other: '다른 이유입니다',
  },
  thanks: '알려 주셔서 고맙습니다.',
  tracking: '열람 기록',
  trackingText:
    '소식이 도움이 되었는지 알기 위해 메일을 열고 링크를 누른 것을 기록합니다. 원하지 않으시면 기록하지 않습니다.',
  untrack: '기록하지 않기',
  untracked: '메일을 열고 링크를 누르신 것을 기록하지 않습니다.',
  track: '다시 기록하기',
  profiling: '구매 기록 분석',
  profilingText: '어떤 소식이 어울릴지 알기 위해 구매 기록으로 점수를 매깁니다. 원하지 않으시면 하지 않습니다.',
  object: '내 기록을 분석하지 않기',
  objected: (date) => `${date}에 받은 요청에 따라 구매 기록으로 점수를 매기지 않습니다.`,
  other: 'English',
};

const EN: Words = {
  title: 'Your preferences',
  to: (address, channel) => `For ${MEDIA.en[channel]} to ${address}.`,
  none: (channel) =>
    `We do not send you ${MEDIA.en[channel]} at present. To get it again, agree to it in your account.`,
  amount: 'How often?',
  amounts: { any: 'Whenever there is something', weekly: 'Once a week at most', monthly: 'Once a month at most' },
  rather: 'Where would you rather get it?',
  anyWay: 'Anywhere',
  ways: { email: 'E-mail', sms: 'Text message', push: 'App push', kakao: 'KakaoTalk' },
  ratherHint: 'Where a message can go several ways, it comes by this one.',
  topics: 'What about?',
  topicsHint: 'We do not send what you leave out.',
  save: 'Save',
  saved: (date) => `Saved as you asked on ${date}.`,
  pause: 'Pause for 30 days',
  pauseText: 'After 30 days we write again.',
  pausedUntil: (date) => `No advertising until ${date}.`,
  resume: 'Start again now',
  leave: (channel) => `Unsubscribe from all ${MEDIA.en[channel]}`,
  leaveText: 'One press, no login, no cost. You will still get news about your orders.',
  left: (channel, date) => `As you asked on ${date}, we no longer send you ${MEDIA.en[channel]}.`,
  why: 'Would you tell us why?',
  whyText: 'You are unsubscribed whether you answer or not.',
  reasons: {
    tooOften: 'Too often',
    notRelevant: 'Not for me',
    neverAsked: 'I never asked for it',
    boughtElsewhere: 'I shop elsewhere',
    other: 'Another reason',
  },
  thanks: 'Thank you for telling us.',
  tracking: 'What you open',
  trackingText: 'We note that you open our mails and follow their links, to learn what helps. We do not if you say so.',
  untrack: 'Do not note it',
  untracked: 'We do not note what you open or which links you follow.',
  track: 'Note it again',
  profiling: 'Use of your purchases',
  profilingText: 'We score purchases to guess what may interest you. We do not if you object.',
  object: 'Do not score my purchases',
  objected: (date) => `As you asked on ${date}, we do not score your purchases.`,
  other: '한국어',
};

export const PREFERENCE_WORDS: Readonly<Record<Language, Words>> = { ko: KO, en: EN };
