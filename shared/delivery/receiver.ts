import { countryOfPhone } from '../consent/address.ts';
import type { Profile } from '../profiles/profile.ts';
import type { Law } from '../templates/notice.ts';
import type { Channel } from '../templates/template.ts';

/**
 * Country whose law protects the receiver: the number that is written to; else anything that says Korea; else what the
 * profile says; else the shop's default. Nothing means that an ad may not be sent.
 */
export const countryOf = (
  channel: Channel,
  address: string,
  profile: Profile,
  defaultCountry: string | null,
): string | undefined => {
  if (channel === 'sms') return countryOfPhone(address) ?? profile.country ?? defaultCountry ?? undefined;
  if (address.endsWith('.kr')) return 'KR';
  return profile.country ?? defaultCountry ?? undefined;
};

export const lawOf = (country: string | undefined): Law => (country === 'KR' ? 'KR' : 'other');
