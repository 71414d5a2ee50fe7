import { addressFor, countryOfPhone } from '../consent/address.ts';
import type { Law, Medium } from '../law/law.ts';
import { homeLaw } from '../law/laws.ts';
import { canonicalZone } from '../platform/time.ts';
import type { Settings } from '../settings/settings.ts';
import { allContacts } from './devices.ts';
import type { Profile } from './profile.ts';
import { receiverZone, zonesOf } from './receiver-zone.ts';

type Person = Pick<Profile, 'traits' | 'contacts' | 'country'>;

const KOREA = 'KR';

/**
 * Country whose law protects the receiver of a message (ISO 3166). Where a number is written to it is the number's. For mail
 * it is Korea if the address, the profile or the number says so, because the Korean form satisfies the others too; else what
 * the profile says by trait, number or locale; else the shop's default. Nothing means that an ad may not be sent.
 */
export const countryOf = (
  medium: Medium,
  address: string,
  { country, contacts }: Person,
  defaultCountry: string | null,
): string | undefined => {
  // A number that names no country is not taken for one of the shop's.
  if (medium === 'sms' || medium === 'kakao') return countryOfPhone(address);
  const isKorean =
    address.endsWith('.kr') || (contacts.phone !== undefined && countryOfPhone(contacts.phone) === KOREA);
  return isKorean ? KOREA : (country ?? defaultCountry ?? undefined);
};

/** The law under which a message is shown and counted for a person: the one it would be handed over under, the shop's own where none would. */
export const shownLaw = (medium: Medium, person: Profile, defaultCountry: string | null): Law => {
  const address = addressFor(medium, allContacts(person)) ?? '';
  return homeLaw(countryOf(medium, address, person, defaultCountry) ?? defaultCountry);
};

/**
 * Zones in which an hour must be lawful: the law's own; else the one that the person has said, if it is one of the country's;
 * else every zone in which the person may be. Empty: no hour is known to be lawful.
 */
export const lawfulZones = (
  law: Law,
  country: string,
  person: Pick<Profile, 'traits'>,
  settings: Pick<Settings, 'timezone' | 'defaultCountry'>,
): readonly string[] => {
  if (law.night.zones) return law.night.zones;
  const all = zonesOf(country);
  const { by, zones } = receiverZone(person, country, settings);
  // A device may travel, and the shop's zone is a guess: neither makes an hour lawful.
  if (by !== 'said') return all;
  const [said = ''] = zones.map(canonicalZone);
  return all.includes(said) ? [said] : all.length === 0 ? [] : [...all, ...zones];
};
