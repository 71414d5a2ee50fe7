import { koreanDigits } from '../law/korean-number.ts';
import { DangolError } from '../platform/errors.ts';
import type { Solapi } from '../solapi/client.ts';
import type { ChannelAdapter } from './channel.ts';
import { sendOnce } from './solapi-send.ts';

/**
 * Korean SMS, LMS and MMS by Solapi, in the kind that was counted: the provider must not choose another by itself, nor send anything
 * in place of it. Numbers are those dialled in Korea; `customFields` come back in every report.
 */
export const createSolapiText = (solapi: Solapi): Pick<ChannelAdapter, 'prepare'> => ({
  prepare: async ({ to, ref, campaignId, message, brand }) => {
    if (message.channel !== 'sms' || message.size.encoding !== 'EUC-KR')
      throw new DangolError('internal', 'Solapi got a message that was not counted in EUC-KR.');
    const { text, subject, imageId, size } = message;
    const body = {
      to: koreanDigits(to),
      from: koreanDigits(brand.smsSender),
      ...{ text, type: size.kind, autoTypeDetect: false, country: '82', customFields: { ref, campaign: campaignId } },
      ...(subject === undefined ? {} : { subject }),
      ...(imageId === undefined ? {} : { imageId }),
    };
    return () => sendOnce(solapi, body);
  },
});
