import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { byteLength, fingerprint, hexDigest, shortDigest } from '../../../shared/platform/digest.ts';
import { sha256, sha256Hex } from '../../../shared/platform/hash.ts';

const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: fc.constantFrom('\ud800', '\udc00', '가', '🙂', 'a', '\u0000') }),
);

describe("a browser's digest", () => {
  it('is what Node computes, also of half a pair of surrogates', () => {
    fc.assert(
      fc.property(text, (words) => {
        expect(byteLength(words)).toBe(Buffer.byteLength(words));
        expect(hexDigest(words)).toBe(sha256Hex(words));
        expect(shortDigest(words)).toBe(sha256(words).toString('base64url').slice(0, 22));
        expect(fingerprint(words)).toBe(sha256(words).readUIntBE(0, 6));
      }),
    );
  });
});
