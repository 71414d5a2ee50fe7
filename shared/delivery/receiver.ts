import * as z from 'zod';
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

const zones = new Map<string, readonly string[]>();

/** Time zones of a country (CLDR). A person may live in any of them, so an hour must be lawful in all. */
export const zonesOf = (country: string): readonly string[] => {
  const known = zones.get(country);
  if (known) return known;
  let found: readonly string[] = [];
  try {
    const locale = new Intl.Locale('und', { region: country });
    // Node 24 has it, the compiler's library not yet.
    if ('getTimeZones' in locale && typeof locale.getTimeZones === 'function') {
      found = z.array(z.string()).catch([]).parse(locale.getTimeZones());
    }
  } catch {
    // Not a region: no zones, and the gate that asked fails closed.
  }
  zones.set(country, found);
  return found;
};
