import { webcrypto } from 'node:crypto';

const { subtle } = webcrypto;
const bytes = (text: string): Uint8Array<ArrayBuffer> => new Uint8Array(Buffer.from(text, 'utf8'));
const joined = (...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> => new Uint8Array(Buffer.concat(parts));

const derived = async (
  secret: Uint8Array<ArrayBuffer>,
  salt: Uint8Array<ArrayBuffer>,
  info: Uint8Array<ArrayBuffer>,
  length: number,
): Promise<Uint8Array<ArrayBuffer>> => {
  const key = await subtle.importKey('raw', secret, 'HKDF', false, ['deriveBits']);
  return new Uint8Array(await subtle.deriveBits({ name: 'HKDF', hash: 'SHA-256', salt, info }, key, length * 8));
};

const onCurve = { name: 'ECDH', namedCurve: 'P-256' } as const;

/** What a browser keeps for itself of a subscription. */
export interface BrowserKeys {
  readonly pair: webcrypto.CryptoKeyPair;
  readonly p256dh: Uint8Array<ArrayBuffer>;
  readonly auth: Uint8Array<ArrayBuffer>;
}

export const makeBrowserKeys = async (): Promise<BrowserKeys> => {
  const pair = await subtle.generateKey(onCurve, false, ['deriveBits']);
  const p256dh = new Uint8Array(await subtle.exportKey('raw', pair.publicKey));
  return { pair, p256dh, auth: webcrypto.getRandomValues(new Uint8Array(16)) };
};

/** The browser's half of RFC 8291 and RFC 8188, by Web Crypto: it shares no line with the sender. Throws for anything else. */
export const decrypt = async (body: Buffer, { pair, p256dh, auth }: BrowserKeys): Promise<string> => {
  const salt = new Uint8Array(body.subarray(0, 16));
  const record = body.readUInt32BE(16);
  const length = body.readUInt8(20);
  const theirs = new Uint8Array(body.subarray(21, 21 + length));
  const cipher = new Uint8Array(body.subarray(21 + length));
  if (length !== 65 || cipher.length > record) throw new Error('no single record of aes128gcm');
  const publicKey = await subtle.importKey('raw', theirs, onCurve, false, []);
  const shared = await subtle.deriveBits({ name: 'ECDH', public: publicKey }, pair.privateKey, 256);
  const secret = await derived(new Uint8Array(shared), auth, joined(bytes('WebPush: info\0'), p256dh, theirs), 32);
  const content = await derived(secret, salt, bytes('Content-Encoding: aes128gcm\0'), 16);
  const iv = await derived(secret, salt, bytes('Content-Encoding: nonce\0'), 12);
  const key = await subtle.importKey('raw', content, 'AES-GCM', false, ['decrypt']);
  const plain = Buffer.from(await subtle.decrypt({ name: 'AES-GCM', iv }, key, cipher));
  const end = plain.lastIndexOf(2);
  if (end < 0 || plain.subarray(end + 1).some((byte) => byte !== 0)) throw new Error('no last record of aes128gcm');
  return plain.subarray(0, end).toString('utf8');
};
