import type { Language } from '../words/language.tsx';

interface ReceiptToolWords {
  readonly title: string;
  readonly png: string;
  readonly share: string;
  readonly shareLead: string;
  readonly until: (date: string) => string;
  readonly link: string;
  readonly once: string;
  readonly revoke: string;
  readonly given: string;
  readonly states: Readonly<Record<'open' | 'ended' | 'revoked', string>>;
}

/** Words of saving and sharing a receipt; loaded with it. */
export const RECEIPT_TOOL_WORDS: Readonly<Record<Language, ReceiptToolWords>> = {
  ko: {
    title: '영수증 저장과 공유',
    png: 'PNG로 저장',
    share: '30일 공유 링크 만들기',
    shareLead: '로그인 없이 이 영수증만 볼 수 있습니다. 고객 정보는 들어 있지 않습니다.',
    until: (date) => `${date}까지`,
    link: '공유 링크',
    once: '이 링크는 지금만 보여 드립니다.',
    revoke: '거두기',
    given: '나눠 준 링크',
    states: { open: '열려 있음', ended: '기간 끝남', revoked: '거둠' },
  },
  en: {
    title: 'Save and share the receipt',
    png: 'Save as PNG',
    share: 'Make a link for 30 days',
    shareLead: 'Whoever has it sees this receipt and nothing else, without a login. It holds nobody’s data.',
    until: (date) => `until ${date}`,
    link: 'Shared link',
    once: 'The link is shown this once only.',
    revoke: 'Take back',
    given: 'Links that were given',
    states: { open: 'open', ended: 'ended', revoked: 'taken back' },
  },
};
