import { PinpointSMSVoiceV2Client, SendTextMessageCommand } from '@aws-sdk/client-pinpoint-sms-voice-v2';
import { SECOND } from '../platform/clock.ts';
import { DangolError } from '../platform/errors.ts';
import type { ChannelAdapter } from './channel.ts';
import { handOverOf } from './provider-error.ts';

const TIMEOUT = 15 * SECOND;

/** One try, as for e-mail: End User Messaging has no idempotency token either. */
export const createSmsClient = (): PinpointSMSVoiceV2Client =>
  new PinpointSMSVoiceV2Client({
    maxAttempts: 1,
    requestHandler: { connectionTimeout: 3 * SECOND, requestTimeout: TIMEOUT },
  });

export const createSmsChannel = (
  client: PinpointSMSVoiceV2Client,
  configurationSet: string,
): Pick<ChannelAdapter, 'prepare'> => ({
  prepare: async ({ to, ref, campaignId, purpose, message, brand, settings }) => {
    if (message.channel !== 'sms') throw new DangolError('internal', `The text channel got an ${message.channel}.`);
    const command = new SendTextMessageCommand({
      DestinationPhoneNumber: to,
      OriginationIdentity: settings.sms.awsSender ?? brand.smsSender,
      MessageBody: message.text,
      MessageType: purpose === 'ad' ? 'PROMOTIONAL' : 'TRANSACTIONAL',
      ConfigurationSetName: configurationSet,
      // Comes back in every receipt.
      Context: { ref, campaign: campaignId },
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
