import type { People } from './fault-people.ts';

/** What differs between channels in such a campaign; the rest is one story for all. */
export interface FaultChannel {
  /** Names its template and its campaigns. */
  readonly name: string;
  /** Of the template and the campaign. */
  readonly channel: 'email' | 'sms' | 'kakao';
  /** Whose texts: AWS carries those to Japan, Solapi those to Korea. */
  readonly to: People;
  readonly template: Readonly<Record<string, unknown>>;
  /** How the stand-ins' log calls it. */
  readonly shownAs: string;
  /** The way for whom the first does not reach. */
  readonly fallback?: Omit<FaultChannel, 'name' | 'to' | 'fallback'>;
}

const TEXT = { text: '{{ customer.traits.name }}님, 다시 오세요' };

/** Mails by SES, texts by End User Messaging, Korean texts and Brand Messages by Solapi. */
export const FAULT_CHANNELS: readonly FaultChannel[] = [
  {
    name: 'email',
    channel: 'email',
    to: 'korean',
    shownAs: 'email',
    template: {
      subject: '{{ customer.traits.name }}님, 다시 오세요',
      html: '<p>{{ customer.traits.name }}님, 다시 오세요.</p><p><a href="https://shop.example.com/sale">보러 가기</a></p>',
    },
  },
  { name: 'aws-text', channel: 'sms', to: 'japanese', shownAs: 'sms', template: TEXT },
  { name: 'korean-text', channel: 'sms', to: 'korean', shownAs: 'sms', template: TEXT },
  { name: 'brand-message', channel: 'kakao', to: 'korean', shownAs: 'kakao', template: TEXT },
];

/** A mail, or a Brand Message, and a text to whom it does not reach: a third of the mailboxes do not exist, a third of the phones have no KakaoTalk. */
export const FAULT_CHAINS: readonly FaultChannel[] = [
  {
    name: 'chain',
    channel: 'email',
    to: 'bouncing',
    shownAs: 'email',
    template: { subject: '다시 오세요', html: '<p>다시 오세요.</p>' },
    fallback: { channel: 'sms', shownAs: 'sms', template: TEXT },
  },
  {
    name: 'talk-chain',
    channel: 'kakao',
    to: 'talkless',
    shownAs: 'kakao',
    template: TEXT,
    fallback: { channel: 'sms', shownAs: 'sms', template: TEXT },
  },
];

/** What goes wrong besides invocations that die: shares of batches and calls. */
export const SHARES = {
  duplicateBatches: 0.1,
  throttleDynamo: 0.05,
  failProvider: 0.05,
  loseProviderAnswer: 0.01,
} as const;
