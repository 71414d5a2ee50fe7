import { createHash, createHmac, createSecretKey, hkdfSync, type KeyObject } from 'node:crypto';

export const sha256 = (text: string): Buffer => createHash('sha256').update(text, 'utf8').digest();

export const sha256Hex = (text: string): string => sha256(text).toString('hex');

/**
 * A number in [0, 1) that depends on nothing but its words: the same person is in the same arm on every retry.
 * 48 bits, so the chance of a tie at a boundary is below 1e-14.
 */
export const fractionOf = (...words: readonly string[]): number =>
  sha256(words.join('\u0000')).readUIntBE(0, 6) / 2 ** 48;

/** Number of partitions of every listing by customer (members, chunks); a power of two so that it can be split later. */
export const BUCKETS = 16;

/** Two digits, `00` … `15`. */
export const bucketOf = (customerId: string): string => bucketName((sha256(customerId)[0] ?? 0) % BUCKETS);

export const bucketName = (index: number): string => String(index).padStart(2, '0');

export const BUCKET_NAMES: readonly string[] = Array.from({ length: BUCKETS }, (_, index) => bucketName(index));

/** A key of its own per purpose (RFC 5869), so that a token can never serve as an address hash. */
export const deriveKey = (secretHex: string, purpose: string): Buffer =>
  Buffer.from(hkdfSync('sha256', Buffer.from(secretHex, 'hex'), Buffer.alloc(0), Buffer.from(purpose, 'utf8'), 32));

const prepared = new WeakMap<Buffer, KeyObject>();

/** Node takes five times as long for a key in bytes as for one that it has prepared, and a mail has a dozen signatures. */
const preparedKey = (key: Buffer): KeyObject => {
  const known = prepared.get(key);
  if (known) return known;
  const made = createSecretKey(key);
  prepared.set(key, made);
  return made;
};

/** Of a key whose bytes never change. */
export const hmac = (key: Buffer, text: string): Buffer =>
  createHmac('sha256', preparedKey(key)).update(text, 'utf8').digest();
