import type { Language } from '../scoring/churn-flag.ts';
import type { Channel, FigureName, ScoreName } from './leaf.ts';

/** What people call the things that rules are about. */

export type Both = Readonly<Record<Language, string>>;

export const FIGURE_NAMES: Readonly<Record<FigureName, Both>> = {
  orders: { ko: '주문 수', en: 'number of orders' },
  revenue: { ko: '산 금액', en: 'money spent' },
  averageOrderValue: { ko: '주문당 금액', en: 'money per order' },
  purchaseDays: { ko: '산 날 수', en: 'number of purchase days' },
  firstOrderAt: { ko: '첫 주문', en: 'first order' },
  lastOrderAt: { ko: '마지막 주문', en: 'last order' },
  daysSinceFirstOrder: { ko: '첫 주문 뒤 지난 날', en: 'days since the first order' },
  daysSinceLastOrder: { ko: '마지막 주문 뒤 지난 날', en: 'days since the last order' },
  events: { ko: '행동 수', en: 'number of events' },
  firstSeenAt: { ko: '처음 본 때', en: 'first seen' },
  lastSeenAt: { ko: '마지막으로 본 때', en: 'last seen' },
  kind: { ko: '고객 종류', en: 'kind of customer' },
  country: { ko: '나라', en: 'country' },
  language: { ko: '선호 언어', en: 'preferred language' },
  daysBetweenOrders: { ko: '주문 간격(일)', en: 'days between orders' },
  daysToFirstOrder: { ko: '가입에서 첫 주문까지(일)', en: 'days from sign-up to the first order' },
  daysToSecondOrder: { ko: '첫 주문에서 두 번째 주문까지(일)', en: 'days from the first to the second order' },
};

/** Figures in minor units of the reporting currency. */
export const MONEY_NAMES: ReadonlySet<string> = new Set(['revenue', 'averageOrderValue']);

export const SCORE_LABELS: Readonly<Record<ScoreName, Both>> = {
  'rfm.segment': { ko: 'RFM 그룹', en: 'RFM group' },
  'rfm.r': { ko: '최근성 점수(R)', en: 'recency score (R)' },
  'rfm.f': { ko: '빈도 점수(F)', en: 'frequency score (F)' },
  'rfm.m': { ko: '금액 점수(M)', en: 'money score (M)' },
  'churn.flag': { ko: '이탈 상태', en: 'churn state' },
  'churn.pAlive': { ko: '다시 살 가능성', en: 'chance of being alive' },
  'churn.expectedNextOrderAt': { ko: '다음 주문 예상일', en: 'expected next order' },
  'value.expectedOrders12m': { ko: '12개월 예상 주문 수', en: 'expected orders in 12 months' },
  'value.expectedOrderValue': { ko: '예상 주문 금액', en: 'expected order value' },
  'value.clv12m': { ko: '12개월 고객 가치', en: 'customer value over 12 months' },
};

export const CHANNEL_NAMES: Readonly<Record<Channel, Both>> = {
  email: { ko: '이메일', en: 'e-mail' },
  sms: { ko: '문자', en: 'text message' },
  push: { ko: '푸시', en: 'push' },
  kakao: { ko: '카카오', en: 'Kakao' },
};

/** Traits of the spec that have a word; any other is called by its path. */
const TRAIT_NAMES: Readonly<Record<string, Both>> = {
  age: { ko: '나이', en: 'age' },
  birthday: { ko: '생일', en: 'birthday' },
  city: { ko: '도시', en: 'city' },
  createdAt: { ko: '가입일', en: 'sign-up date' },
  customerKind: { ko: '고객 종류 특성', en: 'customer kind trait' },
  email: { ko: '이메일 주소', en: 'e-mail address' },
  gender: { ko: '성별', en: 'gender' },
  name: { ko: '이름', en: 'name' },
  phone: { ko: '전화번호', en: 'phone number' },
  tier: { ko: '등급', en: 'tier' },
};

export const traitName = (path: string, language: Language): string => {
  if (Object.hasOwn(TRAIT_NAMES, path)) return TRAIT_NAMES[path]?.[language] ?? path;
  return language === 'ko' ? `특성 ‘${path}’` : `trait “${path}”`;
};
