import { count } from '../words/en.ts';
import type { Language } from '../words/language.tsx';

const counted = (n: number): string => n.toLocaleString('ko');

const en = {
  title: 'One person?',
  lead: 'These customers share an address or a number. Whether they are one person is for people to say. A merge brings orders and consents together and cannot be undone.',
  reasons: {
    email: 'The same e-mail address',
    phone: 'The same phone number',
    alias: 'A call said that they are one (alias)',
  },
  bought: (orders: number, revenue: string) => `${count(orders, 'order', 'orders')}, ${revenue}`,
  keep: 'Merge into this one',
  confirm: 'Merge',
  confirmAsk: 'Merge the two into one person?',
  confirmText: (name: string) =>
    `Only “${name}” stays; the orders, consents and events of the other become theirs. This cannot be undone.`,
  reject: 'Two people',
  rejectAsk: 'Record them as two people?',
  rejectText: 'You will not be asked about these two again.',
  done: (pairs: number) => `${count(pairs, 'pair', 'pairs')} decided.`,
  empty: 'No customers look like one person.',
  emptyDo: 'Customers who share an e-mail address or a number appear here.',
};
type DuplicateWords = typeof en;

const ko: DuplicateWords = {
  title: '같은 사람일까요?',
  lead: '연락처가 같은 고객들입니다. 같은 사람이 맞는지는 사람이 정합니다. 합치면 주문과 동의가 한 고객으로 모이고, 다시 나눌 수 없습니다.',
  reasons: {
    email: '이메일 주소가 같습니다',
    phone: '전화번호가 같습니다',
    alias: '같은 사람이라는 알림(alias)이 왔습니다',
  },
  bought: (orders, revenue) => `주문 ${counted(orders)}건 ${revenue}`,
  keep: '이 고객으로 합치기',
  confirm: '합치기',
  confirmAsk: '두 고객을 한 사람으로 합칠까요?',
  confirmText: (name) =>
    `‘${name}’ 고객만 남고 다른 고객의 주문, 동의, 이벤트가 모두 이 고객의 것이 됩니다. 되돌릴 수 없습니다.`,
  reject: '다른 사람입니다',
  rejectAsk: '다른 사람으로 기록할까요?',
  rejectText: '이 두 고객은 다시 묻지 않습니다.',
  done: (count) => `${counted(count)}건을 정했습니다.`,
  empty: '같은 사람으로 보이는 고객이 없습니다.',
  emptyDo: '이메일 주소나 전화번호가 같은 고객이 생기면 여기에 나타납니다.',
};

/** Words of the pairs that may be one person; loaded with their page. */
export const DUPLICATE_WORDS: Readonly<Record<Language, DuplicateWords>> = { ko, en };
