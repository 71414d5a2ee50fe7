import { CANADA } from './canada.ts';
import { GENERAL } from './general.ts';
import { KOREA } from './korea.ts';
import type { Law } from './law.ts';
import { UNITED_STATES } from './united-states.ts';

const BY_COUNTRY: ReadonlyMap<string, Law> = new Map([
  ['KR', KOREA],
  ['CA', CANADA],
  // The states, and the territories that have country codes of their own.
  ...['US', 'AS', 'GU', 'MP', 'PR', 'VI'].map((country) => [country, UNITED_STATES] as const),
]);

/** Law that protects a receiver in `country` (ISO 3166). Without a country nothing says which: no ad may go (gates.ts). */
export const lawOf = (country: string): Law => BY_COUNTRY.get(country) ?? GENERAL;

/** The law that a shop's message is shown and tried under while nobody is meant: its own country's, Korea's if it has none. */
export const homeLaw = (defaultCountry: string | null): Law => lawOf(defaultCountry ?? 'KR');

const REFUSALS = [KOREA, UNITED_STATES, GENERAL].map(({ refusal }) => refusal);

/** True if a text message says, in the words of any of the laws: write to me no more. Any doubt is a refusal (P5). */
export const isRefusal = (text: string): boolean => {
  const plain = text.normalize('NFKC').trim().toLowerCase();
  const letters = plain.replace(/[^\p{L}\p{N}]/gu, '');
  return REFUSALS.some(({ exact, inside }) => exact.has(letters) || inside.test(plain));
};
