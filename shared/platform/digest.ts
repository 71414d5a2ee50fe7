import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';

/** What of hashing and measuring a browser needs as well: nothing here knows Node. */

const encoder = new TextEncoder();

/** Bytes of a text in UTF-8. */
export const byteLength = (text: string): number => {
  let bytes = text.length;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code < 0x80) continue;
    bytes += code < 0x800 ? 1 : 2;
    // A pair of surrogates is two code units and four bytes; a lone one becomes U+FFFD, three bytes.
    if (code >= 0xd800 && code < 0xdc00 && isLow(text.charCodeAt(at + 1))) at += 1;
  }
  return bytes;
};

const isLow = (code: number): boolean => code >= 0xdc00 && code < 0xe000;

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** First 128 bits and a little more of a text's SHA-256, as 22 letters of base64url. */
export const shortDigest = (text: string): string => {
  const bytes = sha256(encoder.encode(text));
  let letters = '';
  for (let at = 0; letters.length < 22; at += 3) {
    const three = ((bytes[at] ?? 0) << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
    for (const shift of [18, 12, 6, 0]) letters += ALPHABET[(three >> shift) & 63];
  }
  return letters.slice(0, 22);
};

/** A text's SHA-256, 64 hex digits. */
export const hexDigest = (text: string): string => bytesToHex(sha256(encoder.encode(text)));

/** 48 bits of a text's SHA-256 as an integer: for remembering many texts in little room. */
export const fingerprint = (text: string): number => {
  const bytes = sha256(encoder.encode(text));
  return bytes.subarray(0, 6).reduce((sum, byte) => sum * 256 + byte, 0);
};
