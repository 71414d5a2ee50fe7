import { countryOfPhone } from '../consent/address.ts';
import type { Settings } from '../settings/settings.ts';
import { carrierOf, type TextCarrier, type TextSettings } from '../settings/text-carrier.ts';
import type { RenderInput } from './render.ts';

/** Who carries a text to this number (E.164), or to nobody in particular. */
export const carrierTo = (settings: { readonly sms: TextSettings }, phone: string | undefined): TextCarrier =>
  carrierOf(settings, phone === undefined ? undefined : countryOfPhone(phone));

/** What the settings decide of how a message to that number (E.164) is written. */
export const writingTerms = (
  settings: Pick<Settings, 'kakao' | 'push' | 'sms' | 'timezone'>,
  phone: string | undefined,
): Pick<RenderInput, 'zone' | 'carrier' | 'kakaoChannel' | 'kakao' | 'pushLinks'> => ({
  zone: settings.timezone,
  carrier: carrierTo(settings, phone),
  kakaoChannel: settings.sms.kakaoChannel,
  kakao: settings.kakao,
  pushLinks: settings.push.links,
});
