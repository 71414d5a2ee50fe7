import { priceOf } from '../templates/price.ts';
import type { ChannelAdapter } from './channel.ts';

/** Text messages, each by the carrier that it was counted for: settings say which one its country has. */
export const createTextChannel = (
  carriers: Readonly<Record<'aws' | 'solapi', Pick<ChannelAdapter, 'prepare'>>>,
): ChannelAdapter => ({
  channel: 'sms',
  sendable: (address) => (/^\+[1-9]\d{6,14}$/.test(address) ? address : undefined),
  price: priceOf,
  prepare: (outgoing) =>
    carriers[outgoing.message.channel === 'sms' ? outgoing.message.carrier : 'aws'].prepare(outgoing),
});
