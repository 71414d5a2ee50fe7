import { koreanDigits } from '../law/korean-number.ts';
import { DangolError } from '../platform/errors.ts';
import type { Solapi } from '../solapi/client.ts';
import { isHosted, MMS } from '../templates/picture.ts';
import type { PictureStore } from '../templates/picture-store.ts';
import type { ChannelAdapter } from './channel.ts';
import { sendOnce } from './solapi-send.ts';

/**
 * Korean SMS, LMS, MMS and AlimTalk by Solapi, in the kind that was counted: the provider must not choose another by itself, nor send anything
 * in place of it. A hosted picture goes out once it is in the provider's store; until then the text waits. Numbers are those dialled in Korea; `customFields` come back in every report.
 */
export const createSolapiText = (
  solapi: Solapi,
  pictures: Pick<PictureStore, 'find'>,
): Pick<ChannelAdapter, 'prepare'> => ({
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
    const picture = imageId !== undefined && isHosted(imageId) ? await pictures.find(MMS, imageId) : undefined;
    if (imageId !== undefined && isHosted(imageId) && picture?.fileId === undefined) {
      const refused = picture?.state === 'refused';
      return async () =>
        refused
          ? { kind: 'refused', code: 'pictureRefused' }
          : { kind: 'refused', code: 'pictureNotReady', retry: 'unreachable' };
    }
    const body = {
      ...{ ...base, text, type: size.kind },
      ...(subject === undefined ? {} : { subject }),
      ...(imageId === undefined ? {} : { imageId: picture?.fileId ?? imageId }),
    };
    return () => sendOnce(solapi, body);
  },
});
