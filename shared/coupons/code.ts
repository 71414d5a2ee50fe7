import * as z from 'zod';
import { deriveKey, hmac } from '../platform/hash.ts';

/** Signs that nobody takes for another one when reading a code aloud or from a photo: no 0 O, 1 I L, 5 S, U V. */
const ALPHABET = '2346789ABCDEFGHJKMNPQRTWXYZ';
/** Bytes above are thrown away, so that each sign is as likely as the next. */
const FAIR = 256 - (256 % ALPHABET.length);

/** Letters of any case and width are one code, as the people who type them in expect. */
export const normalCode = (text: string): string => text.normalize('NFKC').trim().toUpperCase();

/** As it stands in keys: what can be typed into a checkout, without the sign that parts our keys. */
export const codeSchema = z
  .string()
  .max(100)
  .transform(normalCode)
  .pipe(
    z.string().regex(/^[A-Z0-9][A-Z0-9._-]{3,39}$/, {
      error: 'must be 4 to 40 letters A-Z, digits, "-", "_" or "."; case does not count',
    }),
  );

/** Signs after the prefix. At 10 (27^10 = 2e14) a guess meets one of 100,000 codes once in two thousand million tries. */
export const DEFAULT_SIGNS = 10;

/**
 * Makes the codes of one batch: the same batch of the same pool gives the same codes, so that a call which was cut off can be made again,
 * and nobody without the project's secret can tell one from another.
 */
export const codeMaker = (secretHex: string, pool: string, batch: string, form: { prefix: string; signs: number }) => {
  const key = deriveKey(secretHex, 'coupon codes');
  return (index: number): string => {
    let code = '';
    for (let block = 0; code.length < form.signs; block++) {
      const bytes = hmac(key, [pool, batch, form.prefix, form.signs, index, block].join('\u0000'));
      for (const byte of bytes)
        if (byte < FAIR && code.length < form.signs) code += ALPHABET[byte % ALPHABET.length] ?? '';
    }
    return `${form.prefix}${code}`;
  };
};
