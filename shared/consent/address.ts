import { type CountryCode, isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js/min';
import { deriveKey, hmac } from '../platform/hash.ts';
import type { ConsentChannel } from './evidence.ts';

/** A person's addresses in normal form; a channel without one cannot be used. */
export interface Contacts {
  readonly email?: string | undefined;
  /** E.164, such as +821012345678. */
  readonly phone?: string | undefined;
  /** Push token of the device last heard of that takes messages. */
  readonly device?: string | undefined;
}

/** No spaces, control characters or separators that could end a header field or start a second address. */
const EMAIL =
  /^[^\s\p{C}@<>()[\]\\,;:"]{1,64}@(?:[\p{L}\p{N}](?:[\p{L}\p{M}\p{N}-]{0,61}[\p{L}\p{M}\p{N}])?\.)+[\p{L}\p{N}][\p{L}\p{M}\p{N}-]{0,61}[\p{L}\p{M}\p{N}]$/u;

/**
 * Trimmed, NFKC, lower case; an internationalised domain stays in its letters. Undefined if it cannot be an address:
 * longer than 254 characters (RFC 5321 section 4.5.3.1.3), no dot in the domain, a space or a header separator inside.
 */
export const normaliseEmail = (raw: unknown): string | undefined => {
  if (typeof raw !== 'string' || raw.length > 1_000) return undefined;
  const address = raw.normalize('NFKC').trim().toLowerCase();
  const local = address.slice(0, address.indexOf('@'));
  if (address.length > 254 || local.startsWith('.') || local.endsWith('.') || local.includes('..')) return undefined;
  return EMAIL.test(address) ? address : undefined;
};

const countryCode = (country: string | null | undefined): CountryCode | undefined =>
  country && isSupportedCountry(country) ? country : undefined;

/**
 * E.164 (`+821012345678`) of a number in any notation, national ones read in `country`. Repairs what spreadsheets and
 * forms do: a lost leading 0, full-width digits, `0082…` for `+82…`, `+82 010…`. Undefined if no valid number results.
 */
export const normalisePhone = (raw: unknown, country: string | null | undefined): string | undefined => {
  if (typeof raw !== 'string' && typeof raw !== 'number') return undefined;
  const text = String(raw).normalize('NFKC').trim();
  if (text.length > 64) return undefined;
  const international = text.replace(/^\(?00\)?(?=[1-9])/, '+');
  for (const candidate of international === text ? [text] : [text, international]) {
    const number = parsePhoneNumberFromString(candidate, countryCode(country));
    if (number?.isValid()) return number.number;
  }
  return undefined;
};

/** ISO 3166 country of an E.164 number, if its numbering plan names one. */
export const countryOfPhone = (phone: string): string | undefined => parsePhoneNumberFromString(phone)?.country;

/** The address that a channel writes to. */
export const addressFor = (channel: ConsentChannel, { email, phone, device }: Contacts): string | undefined => {
  if (channel === 'email') return email;
  return channel === 'push' ? device : phone;
};

/** Key of address hashes, derived from the project's secret so that it serves nothing else. */
export const addressKey = (secretHex: string): Buffer => deriveKey(secretHex, 'address');

/** Keyed hash (hex) of a channel and a normal address: what the tables keep in place of the address. */
export const addressHash = (key: Buffer, channel: ConsentChannel, address: string): string =>
  hmac(key, `${channel}\u0000${address}`).toString('hex');
