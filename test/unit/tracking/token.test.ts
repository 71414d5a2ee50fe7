import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deriveKey } from '../../../shared/platform/hash.ts';
import { makeRef, parseRef, tryParseRef, wayRef } from '../../../shared/tracking/ref.ts';
import { LINK_KEY, linkUrl, sign, verify, webUrl } from '../../../shared/tracking/token.ts';

const key = deriveKey('ab'.repeat(32), LINK_KEY);
const other = deriveKey('cd'.repeat(32), LINK_KEY);
const ref = 'winback_03_12_499';

describe('a link token', () => {
  it('comes back as it was signed', () => {
    fc.assert(
      fc.property(fc.webUrl({ withQueryParameters: true, withFragments: true }), (url) => {
        const href = webUrl(url);
        if (href === undefined) return;
        expect(verify(key, sign(key, { kind: 'c', ref, url }))).toEqual({ kind: 'c', ref, url: href });
      }),
    );
    expect(verify(key, sign(key, { kind: 'u', ref }))).toEqual({ kind: 'u', ref });
  });

  it('is worth nothing with one sign changed, cut, doubled or signed by another key', () => {
    const token = sign(key, { kind: 'c', ref, url: 'https://shop.example.com/a?b=1' });
    fc.assert(
      fc.property(fc.nat(token.length - 1), fc.constantFrom(...'Aa0_-.Z9'), (at, sign_) => {
        fc.pre(token[at] !== sign_);
        expect(verify(key, `${token.slice(0, at)}${sign_}${token.slice(at + 1)}`)).toBeUndefined();
      }),
      { numRuns: 500 },
    );
    for (const wrong of [token.slice(0, -1), `${token}A`, `${token}.${token}`, `${token}=`, '', '.', 'a.b'])
      expect(verify(key, wrong)).toBeUndefined();
    expect(verify(other, token)).toBeUndefined();
  });

  it('cannot be turned from one kind into another', () => {
    const [, signature] = sign(key, { kind: 'o', ref }).split('.');
    const forged = `${Buffer.from(`u${ref}`).toString('base64url')}.${signature}`;
    expect(verify(key, forged)).toBeUndefined();
  });

  it('never throws, whatever a stranger sends', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => void verify(key, text)));
    expect(verify(key, 'A'.repeat(100_000))).toBeUndefined();
  });

  it.each([
    'javascript:alert(1)',
    'data:text/html,x',
    '//evil.example',
    '/path',
    'https://shop@evil.example',
    'ftp://a/b',
    'https:',
    '',
  ])('refuses the target %s', (url) => {
    expect(webUrl(url)).toBeUndefined();
    expect(() => sign(key, { kind: 'c', ref, url })).toThrow(/cannot be signed/);
  });

  it('carries a target only where there is a click', () => {
    expect(() => sign(key, { kind: 'o', ref, url: 'https://a.example' })).toThrow(/cannot be signed/);
    expect(() => sign(key, { kind: 'c', ref })).toThrow(/cannot be signed/);
    expect(linkUrl('https://crm.example', key, { kind: 'o', ref })).toMatch(
      /^https:\/\/crm\.example\/o\/[\w-]+\.[\w-]{22}$/,
    );
  });
});

describe('a message reference', () => {
  it('is read back as it was made and fits an SES tag', () => {
    const text = makeRef({ campaignId: 'win-back-2026', bucket: '15', chunk: 1234, index: 499 });
    expect(text).toMatch(/^[A-Za-z0-9_-]+$/);
    expect(parseRef(text)).toEqual({ campaignId: 'win-back-2026', bucket: '15', chunk: 1234, index: 499 });
  });

  it('names the way that a message took, where it was not the first', () => {
    const place = { campaignId: 'win-back-2026', bucket: '15', chunk: 1234, index: 499 };
    expect(parseRef(wayRef(makeRef(place), 2))).toEqual({ ...place, link: 2 });
    expect(makeRef({ ...place, link: 0 })).toBe(makeRef(place));
  });

  it('is nothing in any other form', () => {
    for (const wrong of [
      '',
      'a',
      'a_1_2_3',
      'A_01_2_3',
      'a_01_2',
      'a_01_2_3_0',
      'a_01_2_3_10',
      'a_01_2_3_4_5',
      'a_01_-2_3',
    ]) {
      expect(tryParseRef(wrong)).toBeUndefined();
      expect(() => parseRef(wrong)).toThrow(/not of the form/);
    }
  });
});
