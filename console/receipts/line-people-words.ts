import type { Language } from '../words/language.tsx';

interface LinePeopleWords {
  readonly lines: Readonly<Record<string, string>>;
  readonly losses: Readonly<Record<string, string>>;
  readonly side: string;
  readonly share: string;
  readonly at: string;
  readonly control: string;
  readonly erased: string;
  readonly nobody: string;
  readonly close: string;
  readonly bought: (money: string) => string;
  readonly cost: (money: string) => string;
}

/** Words of the people behind a line of the receipt; loaded with them. */
export const LINE_PEOPLE_WORDS: Readonly<Record<Language, LinePeopleWords>> = {
  ko: {
    lines: {
      ...{
        sent: '보낸 사람',
        skipped: '보내지 않은 사람',
        failed: '발송사가 거절한 사람',
        unknown: '보냈는지 모르는 사람',
      },
      ...{ deferred: '나중에 보낼 사람', opened: '연 사람', clicked: '누른 사람', control: '비교하려고 남긴 사람' },
      ...{ converted: '목표에 이른 사람', anyway: '보내지 않았는데도 이른 사람', extra: '비교한 주문의 주인' },
      ...{ cost: '비용이 든 사람', lost: '떠난 사람', leaflets: '앞의 광고를 모두 지나친 사람' },
    },
    losses: { complained: '스팸 신고', optedOut: '수신거부', unsubscribed: '수신거부', deadAddress: '없는 주소' },
    side: '상태',
    share: '영수증에 더한 것',
    at: '시각',
    control: '대조군',
    erased: '삭제된 고객',
    nobody: '이 줄에 해당하는 사람이 없습니다.',
    close: '닫기',
    bought: (money) => `주문 ${money}`,
    cost: (money) => `비용 ${money}`,
  },
  en: {
    lines: {
      ...{
        sent: 'Sent to',
        skipped: 'Not sent to',
        failed: 'Refused by the provider',
        unknown: 'Sent or not: unknown',
      },
      ...{ deferred: 'To be sent later', opened: 'Opened', clicked: 'Clicked', control: 'Held back to compare' },
      ...{
        converted: 'Reached the goal',
        anyway: 'Reached it without the message',
        extra: 'Whose orders are compared',
      },
      ...{ cost: 'Paid for', lost: 'Lost', leaflets: 'Ignored every ad before' },
    },
    losses: {
      ...{ complained: 'complaint', optedOut: 'opted out', unsubscribed: 'unsubscribed' },
      deadAddress: 'no such address',
    },
    side: 'State',
    share: 'On the receipt',
    at: 'When',
    control: 'Control',
    erased: 'An erased customer',
    nobody: 'Nobody stands behind this line.',
    close: 'Close',
    bought: (money) => `ordered ${money}`,
    cost: (money) => `cost ${money}`,
  },
};
