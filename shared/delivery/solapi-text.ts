import { koreanDigits } from '../law/korean-number.ts';
import { DangolError } from '../platform/errors.ts';
import type { Solapi } from '../solapi/client.ts';
import type { ChannelAdapter } from './channel.ts';
import { sendOnce } from './solapi-send.ts';

/**
 * Korean SMS, LMS, MMS and AlimTalk by Solapi, in the kind that was counted: the provider must not choose another by itself, nor send anything
 * in place of it. Numbers are those dialled in Korea; `customFields` come back in every report.
 */
export const createSolapiText = (solapi: Solapi): Pick<ChannelAdapter, 'prepare'> => ({
  prepare: async ({ to, ref, campaignId, purpose, message, brand }) => {
    const base = {
      to: koreanDigits(to),
      from: koreanDigits(brand.smsSender),
      ...{ autoTypeDetect: false, country: '82', customFields: { ref, campaign: campaignId } },
    };
    if (message.channel === 'sms' && message.alimtalk) {
      if (purpose === 'ad') throw new DangolError('internal', 'AlimTalk carries no ads.');
      const { channelId, templateId, variables } = message.alimtalk;
      // A text in its place would be a second message that our ledger knows nothing of.
      const kakaoOptions = { pfId: channelId, templateId, variables, disableSms: true };
      return () => sendOnce(solapi, { ...base, type: 'ATA', kakaoOptions });
    }
    if (message.channel !== 'sms' || message.size.encoding !== 'EUC-KR')
      throw new DangolError('internal', 'Solapi got a message that was not counted in EUC-KR.');
    const { text, subject, imageId, size } = message;
    const body = {
      ...{ ...base, text, type: size.kind },
      ...(subject === undefined ? {} : { subject }),
      ...(imageId === undefined ? {} : { imageId }),
    };
    return () => sendOnce(solapi, body);
  },
});
