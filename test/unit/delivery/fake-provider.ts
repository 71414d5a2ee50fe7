import type { ChannelAdapter, HandOver } from '../../../shared/delivery/channel.ts';
import type { Channel } from '../../../shared/templates/template.ts';

export interface Accepted {
  readonly to: string;
  readonly ref: string;
  readonly subject: string;
  readonly text: string;
  /** Of a mail. */
  readonly html: string;
}

/** What happens to one call: `lost` is accepted without an answer, `void` is neither accepted nor answered. */
export type Fate = 'accept' | 'throttle' | 'refuse' | 'lost' | 'void';

/** A provider that keeps a log of what it accepted, whatever it answered. */
export const createFakeProvider = (channel: Channel, fate: () => Fate = () => 'accept') => {
  const accepted: Accepted[] = [];
  const adapter: ChannelAdapter = {
    channel,
    sendable: (address) => address,
    price: () => ({ milli: 150 }),
    prepare: async ({ to, ref, message }) => {
      const { subject, html } = message.channel === 'email' ? message : { subject: '', html: '' };
      return async (): Promise<HandOver> => {
        const what = fate();
        if (what === 'accept' || what === 'lost') accepted.push({ to, ref, subject, text: message.text, html });
        if (what === 'accept') return { kind: 'accepted', providerId: `p-${accepted.length}` };
        if (what === 'throttle') return { kind: 'refused', code: 'Throttling', retry: 'throttled' };
        if (what === 'refuse') return { kind: 'refused', code: 'MessageRejected' };
        return { kind: 'unknown', code: 'TimeoutError' };
      };
    },
  };
  return { adapter, accepted };
};
