import { domainToASCII } from 'node:url';
import {
  GetAccountSendingEnabledCommand,
  GetSendQuotaCommand,
  SESClient,
  SendRawEmailCommand,
} from '@aws-sdk/client-ses';
import { SECOND } from '../platform/clock.ts';
import { DangolError } from '../platform/errors.ts';
import { priceOf } from '../templates/price.ts';
import type { ChannelAdapter } from './channel.ts';
import type { Quota } from './mail-account.ts';
import { composeMail } from './mime.ts';
import { handOverOf } from './provider-error.ts';

/** Longest wait for SES. A claim outlives it, so that no answer comes after the claim was given up. */
const TIMEOUT = 15 * SECOND;

/** One try: SES has no idempotency token, so a repeated call whose first answer was lost is a second mail. */
export const createSesClient = (): SESClient =>
  new SESClient({ maxAttempts: 1, requestHandler: { connectionTimeout: 3 * SECOND, requestTimeout: TIMEOUT } });

/** SES takes 7-bit local parts only; a domain in its own letters goes as punycode. */
const sendable = (address: string): string | undefined => {
  const at = address.lastIndexOf('@');
  const local = address.slice(0, at);
  const domain = domainToASCII(address.slice(at + 1));
  return at > 0 && domain !== '' && /^[\x21-\x7e]+$/.test(local) ? `${local}@${domain}` : undefined;
};

/** SES answers -1 for an account that may send as many as it wants. */
const readQuota = async (client: SESClient): Promise<Quota> => {
  const quota = await client.send(new GetSendQuotaCommand({}));
  const { Enabled } = await client.send(new GetAccountSendingEnabledCommand({}));
  const { Max24HourSend = -1, MaxSendRate = 1, SentLast24Hours = 0 } = quota;
  return {
    most: Max24HourSend < 0 ? null : Max24HourSend,
    // A rate of nothing would be waited for without end; the daily quota and the pause say that nothing may go.
    perSecond: Math.max(MaxSendRate, 0.1),
    sent: SentLast24Hours,
    isEnabled: Enabled ?? true,
  };
};

export const createEmailChannel = (client: SESClient, configurationSet: string): ChannelAdapter => ({
  channel: 'email',
  sendable,
  price: priceOf,
  quota: () => readQuota(client),
  prepare: async ({ to, ref, campaignId, purpose, message, brand, unsubscribeUrl }) => {
    if (message.channel !== 'email') throw new DangolError('internal', `The e-mail channel got a ${message.channel}.`);
    const source = await composeMail({
      from: { name: brand.name, address: brand.email },
      to,
      replyTo: brand.replyTo,
      message,
      ...(purpose === 'ad' ? { unsubscribeUrl } : {}),
    });
    const command = new SendRawEmailCommand({
      Source: brand.email,
      Destinations: [to],
      RawMessage: { Data: source },
      ConfigurationSetName: configurationSet,
      Tags: [
        { Name: 'ref', Value: ref },
        { Name: 'campaign', Value: campaignId },
      ],
    });
    return async () => {
      try {
        const answer = await client.send(command);
        return { kind: 'accepted', providerId: answer.MessageId ?? '' };
      } catch (error) {
        return handOverOf(error);
      }
    };
  },
});
