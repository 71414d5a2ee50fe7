import type { ChannelAdapter } from '../delivery/channel.ts';
import { SINGLE_SHARE } from '../delivery/mail-account.ts';
import { createDelivery, type SenderOptions } from '../delivery/sender.ts';
import type { Channel } from '../templates/template.ts';
import { createTimerStore } from '../timers/timer-store.ts';
import { createRequestStore } from './request-store.ts';
import { createSendMessage, type SendMessage, type SendMessageDeps } from './send-message.ts';

interface MessageSenderOptions extends Omit<SenderOptions, 'adapter' | 'tables'> {
  readonly tables: SenderOptions['tables'] & { readonly timers: string };
  readonly adapters: Readonly<Record<Channel, ChannelAdapter>>;
  readonly onEnd: SendMessageDeps['onEnd'];
}

/** What the sender of single messages does with one, around every channel's provider. */
export const createMessageSender = ({ adapters, onEnd, ...options }: MessageSenderOptions): SendMessage => {
  const { dynamo, tables, clock } = options;
  const deliveryOf = (channel: Channel) =>
    createDelivery({ ...options, adapter: adapters[channel] }, { lane: `${channel}#single`, share: SINGLE_SHARE });
  const delivery = {
    ...{ email: deliveryOf('email'), sms: deliveryOf('sms') },
    ...{ push: deliveryOf('push'), kakao: deliveryOf('kakao') },
  };
  const { definitions, settings, messages } = delivery.email;
  return createSendMessage({
    ...{ definitions, settings, messages, delivery, onEnd, clock },
    requests: createRequestStore(dynamo, tables),
    timers: createTimerStore(dynamo, tables.timers),
  });
};
