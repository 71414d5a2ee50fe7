import { createCipheriv, createECDH, hkdfSync, randomBytes } from 'node:crypto';
import type { Subscription } from './subscription.ts';

/** One record holds all of it: what a push service must take is 4,096 bytes (RFC 8030 section 7.2). */
const RECORD = 4_096;
const HEADER = 16 + 4 + 1 + 65;
const TAG = 16;
/** Bytes of the plain text that fit; one more is the delimiter of the last record (RFC 8188 section 2). */
export const MAX_PLAIN = RECORD - HEADER - TAG - 1;

const derived = (key: Buffer, salt: Buffer, info: string | Buffer, length: number): Buffer =>
  Buffer.from(hkdfSync('sha256', key, salt, info, length));

interface Given {
  /** 16 bytes. */
  readonly salt: Buffer;
  /** Private key of the sender for this message alone, P-256. */
  readonly privateKey: Buffer;
}

/** Every message has a salt and a key of its own. */
const fresh = (): Given => {
  const pair = createECDH('prime256v1');
  pair.generateKeys();
  return { salt: randomBytes(16), privateKey: pair.getPrivateKey() };
};

/**
 * Body of a push message, `Content-Encoding: aes128gcm` (RFC 8188, keys by RFC 8291 section 3). Throws for a public key that is no
 * point of the curve, and for more than `MAX_PLAIN` bytes.
 */
export const encrypt = (plain: Buffer, { p256dh, auth }: Subscription, { salt, privateKey } = fresh()): Buffer => {
  if (plain.length > MAX_PLAIN) throw new RangeError(`${plain.length} bytes are over ${MAX_PLAIN}.`);
  const theirs = Buffer.from(p256dh, 'base64url');
  const pair = createECDH('prime256v1');
  pair.setPrivateKey(privateKey);
  const ours = pair.getPublicKey();
  const info = Buffer.concat([Buffer.from('WebPush: info\0'), theirs, ours]);
  const key = derived(pair.computeSecret(theirs), Buffer.from(auth, 'base64url'), info, 32);
  const cipher = createCipheriv(
    'aes-128-gcm',
    derived(key, salt, 'Content-Encoding: aes128gcm\0', 16),
    derived(key, salt, 'Content-Encoding: nonce\0', 12),
  );
  const size = Buffer.alloc(5);
  size.writeUInt32BE(RECORD);
  size.writeUInt8(ours.length, 4);
  return Buffer.concat([
    salt,
    size,
    ours,
    cipher.update(plain),
    cipher.update('\u0002'),
    cipher.final(),
    cipher.getAuthTag(),
  ]);
};
