import { countryOfPhone } from '../consent/address.ts';
import { carrierOf, type TextCarrier, type TextSettings } from '../settings/text-carrier.ts';

/** Who carries a text to this number (E.164), or to nobody in particular. */
export const carrierTo = (settings: { readonly sms: TextSettings }, phone: string | undefined): TextCarrier =>
  carrierOf(settings, phone === undefined ? undefined : countryOfPhone(phone));
