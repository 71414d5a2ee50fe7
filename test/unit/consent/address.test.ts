import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addressFor,
  addressHash,
  addressKey,
  countryOfPhone,
  normaliseEmail,
  normalisePhone,
} from '../../../shared/consent/address.ts';

describe('an e-mail address in normal form', () => {
  it('is trimmed, composed and in lower case; the letters of a domain stay', () => {
    expect(normaliseEmail('  Kim.Minji+shop@Example.COM ')).toBe('kim.minji+shop@example.com');
    expect(normaliseEmail('ｋｉｍ＠example.com')).toBe('kim@example.com');
    expect(normaliseEmail('민지@한국.kr')).toBe('민지@한국.kr');
  });

  it('is not made from what cannot be one, or could end a header field', () => {
    const bad = [
      '',
      'kim',
      'kim@localhost',
      'a@b..kr',
      '.a@b.kr',
      'a b@c.kr',
      'a@b.kr, c@d.kr',
      'a@b.kr\r\nBcc: x@y.kr',
      '<a@b.kr>',
      'a@-b.kr',
      'a@b.k',
      `${'a'.repeat(65)}@b.kr`,
      `a@${'b'.repeat(250)}.kr`,
      'a\u200b@b.kr',
      7,
      null,
      undefined,
      {},
    ];
    expect(bad.filter((value) => normaliseEmail(value) !== undefined)).toEqual([]);
  });

  it('is its own normal form', async () => {
    await fc.assert(
      fc.property(fc.oneof(fc.emailAddress(), fc.string()), (text) => {
        const once = normaliseEmail(text);
        expect(once === undefined || normaliseEmail(once) === once).toBe(true);
        expect(once === undefined || /[\s\p{C}]/u.test(once)).toBe(once === undefined);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('a phone number in normal form', () => {
  it('is E.164, whatever notation a Korean form or spreadsheet gave it', () => {
    const notations = [
      '010-1234-5678',
      '01012345678',
      ' 010 1234 5678 ',
      '1012345678',
      1012345678,
      '+82 10-1234-5678',
      '82-10-1234-5678',
      '+82 010-1234-5678',
      '00821012345678',
      '０１０−１２３４−５６７８',
      'tel:+82-10-1234-5678',
    ];
    expect(new Set(notations.map((text) => normalisePhone(text, 'KR')))).toEqual(new Set(['+821012345678']));
    expect(normalisePhone('(415) 555-2671', 'US')).toBe('+14155552671');
  });

  it('is not made from what is no number', () => {
    const bad = ['', 'none', '010-123', '12345', '9'.repeat(40), '1'.repeat(100), null, undefined, {}, Number.NaN];
    expect(bad.filter((value) => normalisePhone(value, 'KR') !== undefined)).toEqual([]);
    expect(normalisePhone('010-1234-5678', null)).toBeUndefined();
    expect(normalisePhone('010-1234-5678', 'XX')).toBeUndefined();
  });

  it('tells its country', () => {
    expect([countryOfPhone('+821012345678'), countryOfPhone('+14155552671')]).toEqual(['KR', 'US']);
  });
});

describe('the keyed hash of an address', () => {
  const key = addressKey('ab'.repeat(32));
  it('differs by channel, by address and by secret, and holds nothing of the address', () => {
    const hashes = [
      addressHash(key, 'email', 'kim@example.com'),
      addressHash(key, 'sms', 'kim@example.com'),
      addressHash(key, 'email', 'lee@example.com'),
      addressHash(addressKey('cd'.repeat(32)), 'email', 'kim@example.com'),
    ];
    expect(new Set(hashes).size).toBe(4);
    expect(hashes.every((hash) => /^[0-9a-f]{64}$/.test(hash))).toBe(true);
  });

  it('is of the address that a channel writes to', () => {
    const contacts = { email: 'kim@example.com', phone: '+821012345678' };
    expect((['email', 'sms', 'kakao', 'push'] as const).map((channel) => addressFor(channel, contacts))).toEqual([
      'kim@example.com',
      '+821012345678',
      '+821012345678',
      undefined,
    ]);
  });
});
