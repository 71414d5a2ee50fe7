import { lawOf } from '../law/laws.ts';
import { nextLawful } from '../law/quiet-hours.ts';
import { HOUR } from '../platform/clock.ts';
import { lawfulZones } from '../profiles/receiver-law.ts';
import type { Settings } from '../settings/settings.ts';
import type { Receiver } from './gates.ts';

/** A notice that comes a day late is none. */
const LONGEST = 24 * HOUR;
const STEP = HOUR / 4;

/**
 * How long a provider may hold a notification for a device that is off, ms: an ad not into the night, when it may not arrive
 * (제50조 ③). `nextLawful` counts the night from its margin on.
 */
export const keepFor = (
  { purpose, country, customer, now, expiresAt }: Receiver,
  settings: Pick<Settings, 'timezone' | 'defaultCountry'>,
): number => {
  const useful = expiresAt === undefined ? LONGEST : Math.max(0, Math.min(LONGEST, expiresAt - now));
  if (purpose !== 'ad' || country === undefined || customer === undefined) return useful;
  const law = lawOf(country);
  if (law.night.exempt.includes('push')) return useful;
  const zones = lawfulZones(law, country, customer.fold, settings);
  for (let wait = 0; wait < useful; wait += STEP) {
    const at = now + wait + STEP;
    if (nextLawful(at, zones, [law.night]) !== at) return wait;
  }
  return useful;
};
