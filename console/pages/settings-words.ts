import type { Language } from '../words/language.tsx';

const en = {
  title: 'Settings',
  shop: 'Shop',
  timezone: 'Time zone',
  currency: 'Currency',
  language: 'Language of messages',
  languages: { ko: 'Korean', en: 'English' },
  brand: 'Sender',
  brandHint: 'Stands in every message, as the law asks for.',
  brandName: 'Name',
  brandEmail: 'E-mail',
  brandReplyTo: 'Answers go to (empty: the e-mail)',
  brandPhone: 'Phone',
  brandAddress: 'Postal address',
  optOutNumber: 'Free opt-out number (080)',
  smsSender: 'Registered sender number',
  scoring: 'Scores',
  scoringRule: 'Rule',
  scorings: {
    rank: 'Rank: equal values, equal score',
    ntile: 'Five groups of equal size',
    breaks: 'Fixed limits',
  },
  frequency: 'Frequency counts',
  frequencies: { orders: 'Orders', days: 'Purchase days' },
  breaksKept: 'Fixed limits need limits, which are set through the API.',
  unchanged: 'Nothing was changed.',
  effect: 'Scores change with the next run.',
};
type SettingsWords = typeof en;

const ko: SettingsWords = {
  title: '설정',
  shop: '상점',
  timezone: '시간대',
  currency: '통화',
  language: '메시지 언어',
  languages: { ko: '한국어', en: '영어' },
  brand: '보내는 사람',
  brandHint: '법에 따라 모든 메시지에 들어갑니다.',
  brandName: '이름',
  brandEmail: '이메일',
  brandReplyTo: '답장을 받을 이메일 (비우면 위의 이메일)',
  brandPhone: '전화번호',
  brandAddress: '주소',
  optOutNumber: '무료 수신 거부 번호 (080)',
  smsSender: '등록된 발신번호',
  scoring: '점수',
  scoringRule: '방식',
  scorings: {
    rank: '순위: 값이 같으면 점수도 같음',
    ntile: '같은 크기의 다섯 묶음',
    breaks: '정해 둔 기준값',
  },
  frequency: '빈도로 세는 것',
  frequencies: { orders: '주문 수', days: '구매한 날 수' },
  breaksKept: '기준값으로 매기려면 API로 기준값을 정합니다.',
  unchanged: '바뀐 것이 없습니다.',
  effect: '점수는 다음 계산부터 바뀝니다.',
};

/** Words of the settings; loaded with their page. */
export const SETTINGS_WORDS: Readonly<Record<Language, SettingsWords>> = { ko, en };
