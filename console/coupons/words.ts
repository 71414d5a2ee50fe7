import { count } from '../words/en.ts';
import type { Language } from '../words/language.tsx';

export interface CouponWords {
  readonly title: string;
  readonly lead: string;
  readonly none: string;
  readonly noneDo: string;
  readonly create: string;
  readonly name: string;
  readonly offer: string;
  readonly offerHint: string;
  readonly validDays: string;
  readonly validDaysHint: string;
  readonly made: (name: string) => string;
  readonly counts: (counts: Readonly<Record<'free' | 'issued' | 'redeemed' | 'withdrawn', string>>) => string;
  readonly used: (share: string) => string;
  readonly low: string;
  readonly noCodes: string;
  readonly forDays: (days: number) => string;
  readonly until: (when: string) => string;
  readonly forEver: string;
  readonly add: string;
  readonly how: string;
  readonly hows: Readonly<Record<'generate' | 'codes', string>>;
  readonly amount: string;
  readonly codes: string;
  readonly codesHint: string;
  readonly tooMany: (count: string) => string;
  readonly put: string;
  readonly added: (added: number, known: number) => string;
  readonly archive: string;
  readonly archiveAsk: (name: string) => string;
  readonly archiveText: string;
  readonly archived: (name: string) => string;
}

/** Words of the coupons alone; loaded with them. */
export const COUPON_WORDS: Readonly<Record<Language, CouponWords>> = {
  ko: {
    title: '쿠폰',
    lead: '코드를 쿠폰에 담아 두면 캠페인과 여정이 한 사람에게 하나씩 줍니다. 같은 코드는 두 번 나가지 않고, 주문에 쓰이면 여기에 셉니다.',
    none: '아직 쿠폰이 없습니다.',
    noneDo: '위에서 쿠폰을 만들고 코드를 담으면 캠페인과 여정에서 고를 수 있습니다.',
    create: '새 쿠폰',
    name: '이름',
    offer: '혜택',
    offerHint: '예: 10% 할인. 메시지에 이 말이 그대로 들어갑니다.',
    validDays: '받은 날 뒤로 쓸 수 있는 날수',
    validDaysHint: '비워 두면 기한이 없습니다.',
    made: (name) => `‘${name}’ 쿠폰을 만들었습니다. 이제 코드를 담으세요.`,
    counts: ({ free, issued, redeemed, withdrawn }) =>
      `남은 코드 ${free} · 나가 있는 코드 ${issued} · 쓰인 코드 ${redeemed} · 거둔 코드 ${withdrawn}`,
    used: (share) => `나간 코드의 ${share}가 주문에 쓰였습니다`,
    low: '얼마 안 남음',
    noCodes: '코드 없음',
    forDays: (days) => `받은 날 뒤로 ${days}일 동안`,
    until: (when) => `${when}까지`,
    forEver: '기한 없음',
    add: '코드 담기',
    how: '어떻게',
    hows: { generate: '새로 만들기', codes: '가진 코드 넣기' },
    amount: '개수',
    codes: '코드',
    codesHint: '한 줄에 하나씩. 영문자와 숫자 4~40자이고, 이미 있는 코드는 다시 담기지 않습니다.',
    tooMany: (all) => `한 번에 ${all}개까지 담을 수 있습니다. 나누어 담아 주세요.`,
    put: '담기',
    added: (added, known) =>
      known === 0 ? `코드 ${added}개를 담았습니다.` : `코드 ${added}개를 담았고, ${known}개는 이미 있었습니다.`,
    archive: '보관하기',
    archiveAsk: (name) => `‘${name}’ 쿠폰을 보관할까요?`,
    archiveText: '더는 코드가 나가지 않습니다. 이미 받은 코드는 그대로 쓸 수 있습니다.',
    archived: (name) => `‘${name}’ 쿠폰을 보관했습니다.`,
  },
  en: {
    title: 'Coupons',
    lead: 'Put codes into a coupon, and campaigns and journeys give each person one. No code goes out twice; those used in an order are counted here.',
    none: 'No coupons yet.',
    noneDo: 'Make one above and put codes into it; campaigns and journeys can choose it then.',
    create: 'New coupon',
    name: 'Name',
    offer: 'Offer',
    offerHint: 'Such as 10% off. Messages show these words as they stand.',
    validDays: 'Days it may be used after the day it was given',
    validDaysHint: 'Left empty, it does not end.',
    made: (name) => `Made the coupon “${name}”. Put codes into it now.`,
    counts: ({ free, issued, redeemed, withdrawn }) =>
      `${free} free · ${issued} handed out · ${redeemed} used · ${withdrawn} taken back`,
    used: (share) => `${share} of those that went out were used in an order`,
    low: 'Running low',
    noCodes: 'No codes',
    forDays: (days) => `for ${count(days, 'day', 'days')} after the day it was given`,
    until: (when) => `until ${when}`,
    forEver: 'without an end',
    add: 'Add codes',
    how: 'How',
    hows: { generate: 'Make new ones', codes: 'Paste codes of yours' },
    amount: 'How many',
    codes: 'Codes',
    codesHint: 'One a line, 4 to 40 letters and digits; one that is there already is not added again.',
    tooMany: (all) => `At most ${all} codes go in at once. Add them in parts.`,
    put: 'Add',
    added: (added, known) =>
      known === 0
        ? `Added ${count(added, 'code', 'codes')}.`
        : `Added ${count(added, 'code', 'codes')}; ${known.toLocaleString('en')} were there already.`,
    archive: 'Archive',
    archiveAsk: (name) => `Archive the coupon “${name}”?`,
    archiveText: 'No more codes are handed out. Those that are out stay valid.',
    archived: (name) => `Archived the coupon “${name}”.`,
  },
};
