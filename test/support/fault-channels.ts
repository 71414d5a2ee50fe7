import type { Channel as Shown } from '../../infra/local/inbox/message.ts';
import type { FallbackCause } from '../../shared/campaigns/fallback.ts';
import type { Channel, Purpose } from '../../shared/templates/template.ts';
import type { People } from './fault-people.ts';

/** One way of a message: the channel that it takes, and how the stand-ins' log calls it. */
export interface FaultWay {
  readonly channel: Channel;
  readonly template: Readonly<Record<string, unknown>>;
  readonly shownAs: Shown;
  /** What calls for it, if not everything does. */
  readonly on?: readonly FallbackCause[];
}

/** What differs between channels in such a campaign; the rest is one story for all. */
export interface FaultChannel extends FaultWay {
  /** Names its template and its campaigns. */
  readonly name: string;
  readonly purpose: Purpose;
  /** Whose texts: AWS carries those to Japan, Solapi those to Korea. */
  readonly to: People;
  /** The ways for whom the first does not reach, in their order. */
  readonly fallback?: readonly FaultWay[];
}

export const waysOf = (of: FaultChannel): readonly FaultWay[] => [of, ...(of.fallback ?? [])];

const SALUTE = '{{ customer.traits.name }}님, 다시 오세요';
const TEXT = { text: SALUTE };
/** Longer than the 90 bytes of a short one. */
const LONG_TEXT = { text: `${SALUTE}. ${'주문하신 상품이 오늘 출발했습니다. '.repeat(4)}` };
const PUSH = { title: '다시 오세요', text: SALUTE };
const TALK = {
  text: SALUTE,
  alimtalk: { templateId: 'local-shipped', variables: { '#{이름}': '{{ customer.traits.name }}', '#{링크}': 'shop' } },
};

/** The template of AlimTalk that Kakao has approved on every local stack. */
export const APPROVED_TALK = {
  ...{ templateId: 'local-shipped', channelId: 'local-channel', name: '배송 출발' },
  content: '#{이름}님, 주문하신 상품이 출발했습니다.\n#{링크}',
  status: 'APPROVED',
} as const;

/** Mails by SES, texts by End User Messaging, Korean texts and Brand Messages by Solapi, notifications by Firebase and by browsers' services. */
export const FAULT_CHANNELS: readonly FaultChannel[] = [
  {
    ...{ name: 'email', channel: 'email', purpose: 'ad', to: 'korean', shownAs: 'email' },
    template: {
      subject: SALUTE,
      html: `<p>${SALUTE}.</p><p><a href="https://shop.example.com/sale">보러 가기</a></p>`,
    },
  },
  { ...{ name: 'aws-text', channel: 'sms', purpose: 'ad', to: 'japanese', shownAs: 'sms' }, template: TEXT },
  { ...{ name: 'korean-text', channel: 'sms', purpose: 'ad', to: 'korean', shownAs: 'sms' }, template: TEXT },
  { ...{ name: 'brand-message', channel: 'kakao', purpose: 'ad', to: 'korean', shownAs: 'kakao' }, template: TEXT },
  { ...{ name: 'app-push', channel: 'push', purpose: 'ad', to: 'apps', shownAs: 'push' }, template: PUSH },
];

/** The browsers of people, which only a stand-in at hand can open. */
export const WEB_PUSH: FaultChannel = {
  ...{ name: 'web-push', channel: 'push', purpose: 'ad', to: 'browsers', shownAs: 'push' },
  template: PUSH,
};

/** A third of the mailboxes do not exist, a third of the phones have no KakaoTalk or no app any more. */
export const FAULT_CHAINS: readonly FaultChannel[] = [
  {
    ...{ name: 'mail-text', channel: 'email', purpose: 'ad', to: 'bouncing', shownAs: 'email' },
    template: { subject: '다시 오세요', html: '<p>다시 오세요.</p>' },
    // Silence calls for nothing here: only what came back does.
    fallback: [{ channel: 'sms', shownAs: 'sms', template: TEXT, on: ['noContact', 'bounced', 'undelivered'] }],
  },
  {
    ...{ name: 'brand-text', channel: 'kakao', purpose: 'ad', to: 'talkless', shownAs: 'kakao', template: TEXT },
    fallback: [{ channel: 'sms', shownAs: 'sms', template: TEXT }],
  },
  {
    ...{ name: 'talk-text', channel: 'sms', purpose: 'info', to: 'talkless', shownAs: 'alimtalk', template: TALK },
    fallback: [{ channel: 'sms', shownAs: 'lms', template: LONG_TEXT }],
  },
  {
    ...{ name: 'push-talk-text', channel: 'push', purpose: 'info', to: 'apps', shownAs: 'push', template: PUSH },
    fallback: [
      { channel: 'sms', shownAs: 'alimtalk', template: TALK },
      { channel: 'sms', shownAs: 'sms', template: TEXT },
    ],
  },
];

/** What goes wrong besides invocations that die: shares of batches and calls. */
export const SHARES = {
  duplicateBatches: 0.1,
  throttleDynamo: 0.05,
  failProvider: 0.05,
  loseProviderAnswer: 0.01,
} as const;
