import * as z from 'zod';
import { isTimeZone } from '../platform/time.ts';
import type { Settings } from '../settings/settings.ts';
import type { Profile } from './profile.ts';

const zones = new Map<string, readonly string[]>();

/** Time zones of a country (CLDR); none of what is no country. */
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
    // Not a region: no zones, and whoever asked has to fail closed.
  }
  zones.set(country, found);
  return found;
};

/** What says where somebody's clock stands, the strongest first. */
export const ZONE_GROUNDS = ['said', 'device', 'country', 'shop', 'anywhere', 'nothing'] as const;

export interface ReceiverZone {
  /** One zone if it is known; all in which the person may be if it is not; none if nothing says anything. */
  readonly zones: readonly string[];
  /**
   * `said`: trait `timezone`; `device`: its latest context; `country`: the country has only this zone; `shop`: nothing but the
   * country is known, and it is the shop's own; `anywhere`: any zone of the country.
   */
  readonly by: (typeof ZONE_GROUNDS)[number];
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A zone that the person's traits name: `timezone`, `timeZone`, `address.timezone`. */
const saidZone = ({ traits }: Pick<Profile, 'traits'>): string | undefined => {
  const { address } = traits;
  const named = [traits.timezone, traits.timeZone, isObject(address) ? address.timezone : undefined];
  return named.find((name): name is string => typeof name === 'string' && name.includes('/') && isTimeZone(name));
};

/**
 * Where the receiver's clock stands. `country` is the one whose law protects them. Whether a lawful hour may rest on
 * `shop` is for the law to say: the shop's zone is a guess in a country that has several.
 */
export const receiverZone = (
  profile: Pick<Profile, 'traits' | 'timezone'>,
  country: string | undefined,
  { timezone, defaultCountry }: Pick<Settings, 'timezone' | 'defaultCountry'>,
): ReceiverZone => {
  const said = saidZone(profile);
  if (said !== undefined) return { zones: [said], by: 'said' };
  if (profile.timezone !== undefined) return { zones: [profile.timezone], by: 'device' };
  if (country === undefined) return { zones: [], by: 'nothing' };
  const all = zonesOf(country);
  if (all.length === 1) return { zones: all, by: 'country' };
  if (country === defaultCountry) return { zones: [timezone], by: 'shop' };
  return { zones: all, by: all.length === 0 ? 'nothing' : 'anywhere' };
};
