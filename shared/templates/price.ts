import type { Settings } from '../settings/settings.ts';
import type { Rendered } from './render.ts';

/** What handing one message over costs: thousandths of the currency's minor unit, and the parts that a text is billed as. */
export interface Price {
  readonly milli: number;
  readonly parts?: number;
}

export const priceOf = (message: Rendered, { prices }: Pick<Settings, 'prices'>): Price => {
  if (message.channel === 'email') return { milli: prices.emailMilli };
  // Firebase takes nothing for it.
  if (message.channel === 'push') return { milli: 0 };
  // For whom it is not known who is a friend, the dearer one.
  if (message.channel === 'kakao')
    return { milli: message.targeting === 'I' ? prices.brandMessageMilli : prices.brandMessageOthersMilli };
  const { size } = message;
  const { parts } = size;
  if (size.encoding === 'AlimTalk') return { milli: prices.alimtalkMilli, parts };
  if (size.encoding !== 'EUC-KR') return { milli: parts * prices.smsPartMilli, parts };
  const ofKind = { SMS: prices.koreanSmsMilli, LMS: prices.koreanLmsMilli, MMS: prices.koreanMmsMilli };
  return { milli: ofKind[size.kind], parts };
};
