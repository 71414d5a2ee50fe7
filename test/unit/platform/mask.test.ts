import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { eventEntry } from '../../../shared/api/timeline.ts';
import { deriveKey } from '../../../shared/platform/hash.ts';
import { maskEmail, maskName, maskPhone, maskText, withoutWords } from '../../../shared/platform/mask.ts';
import { maskConsent, maskCustomer, maskEntry, maskValue } from '../../../shared/platform/mask-values.ts';
import { seal, unseal } from '../../../shared/platform/seal.ts';

describe('masked personal data', () => {
  it.each([
    ['김다은', '김*은'],
    ['이준', '이*'],
    ['남궁민수', '남**수'],
    ['김', '*'],
    ['', '*'],
    ['Minji Kim', 'M*******m'],
  ])('name %s → %s', (name, masked) => {
    expect(maskName(name)).toBe(masked);
  });

  it.each([
    ['kim@example.com', 'k***@example.com'],
    ['k@x.kr', 'k***@x.kr'],
    ['nonsense', '***'],
    ['@x.kr', '***'],
  ])('address %s → %s', (address, masked) => {
    expect(maskEmail(address)).toBe(masked);
  });

  it.each([
    ['+821012341234', '010-****-1234'],
    ['010-1234-1234', '010-****-1234'],
    ['02-345-6789', '023-****-6789'],
    ['+14155552671', '+1-****-2671'],
    ['12', '****'],
  ])('number %s → %s', (number, masked) => {
    expect(maskPhone(number)).toBe(masked);
  });

  it('hides addresses and numbers inside any text, and leaves dates, prices and order numbers', () => {
    expect(maskText('Kim, kim@example.com or 010-1234-5678')).toBe('Kim, k***@example.com or 010-****-5678');
    for (const plain of ['2026-11-22', '35,000원', 'A-1', '4 + 5 = 9']) expect(maskText(plain)).toBe(plain);
  });

  it('never leaves a whole address or number in a trait of any name or depth', async () => {
    const names = fc.constantFrom('email', 'phone', '휴대폰', 'note', 'name', 'contact', 'x');
    const secrets = fc.constantFrom('kim@example.com', '010-1234-5678', '+821012345678');
    const shape = fc.letrec<{ value: unknown }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 3 },
        secrets,
        fc.array(tie('value'), { maxLength: 3 }),
        fc.dictionary(names, tie('value'), { maxKeys: 3 }),
      ),
    })).value;
    await fc.assert(
      fc.property(names, shape, (name, value) => {
        const text = JSON.stringify(maskValue(name, value));
        for (const secret of ['kim@example', '1234-5678', '12345678']) expect(text).not.toContain(secret);
      }),
    );
  });

  it('keeps what is not personal, so that the page still says something', () => {
    const traits = { name: '김다은', tier: 'gold', orders: 3, birthday: '1990-01-02', address: { city: '서울' } };
    expect(maskCustomer({ traits, contacts: { email: 'kim@example.com' } })).toEqual({
      traits: { name: '김*은', tier: 'gold', orders: 3, birthday: '***', address: '***' },
      contacts: { email: 'k***@example.com' },
    });
    expect(maskConsent({ email: { ad: { ip: '203.0.113.9', source: 'call from 010-1234-5678' } } })).toEqual({
      email: { ad: { ip: '***', source: 'call from 010-****-5678' } },
    });
  });
});

describe('an entry of a timeline', () => {
  it('keeps the names of products, and covers those of people', () => {
    const properties = {
      products: [{ name: '유자청' }],
      recipientName: '김다은',
      phone: '010-1234-1234',
      path: '/tea',
    };
    expect(maskEntry({ type: 'track', properties, traits: { name: '김다은' } })).toEqual({
      type: 'track',
      properties: {
        ...{ products: [{ name: '유자청' }], recipientName: '김*은', phone: '010-****-1234', path: '/tea' },
      },
      traits: { name: '김*은' },
    });
  });
});

describe('names of people in what order sheets and forms send', () => {
  it.each([
    '수취인명',
    '구매자명',
    '주문자명',
    '주문자 이름',
    '받으시는 분',
    '고객명',
    '회원명',
    '예금주',
    'buyer_name',
    'billing_name',
    'shippingName',
    'Billing Name',
    'Shipping Name',
    'card-holder-name',
  ])('%s is covered', (name) => {
    expect(maskValue(name, '김하은', 'thing')).toBe('김*은');
  });

  it('covers the name of whoever an object describes, and leaves products and pages', () => {
    const said = { buyer: { name: '김하은' }, 수취인: [{ name: '김하은' }], 배송지: '서울 어딘가 1' };
    const masked = { buyer: { name: '김*은' }, 수취인: [{ name: '김*은' }], 배송지: '***' };
    expect(maskValue('properties', said, 'thing')).toEqual(masked);
    const plain = { name: '장바구니', product: { name: '유자청' }, 상품명: '유자청', member: 'gold', shipping: 3000 };
    expect(maskValue('properties', plain, 'thing')).toEqual(plain);
  });
});

describe('a seal', () => {
  const key = deriveKey('ab'.repeat(32), 'test');

  it('opens with its key to what was sealed, and shows nothing of it', async () => {
    await fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const sealed = seal(key, text);
        expect(unseal(key, sealed)).toBe(text);
        expect(unseal(deriveKey('cd'.repeat(32), 'test'), sealed)).toBeUndefined();
      }),
      { numRuns: 200 },
    );
    expect(seal(key, 'u:kim')).not.toBe(seal(key, 'u:kim'));
  });

  it('opens for nothing that was changed, cut or made up', async () => {
    const sealed = seal(key, 'u:kim@example.com');
    await fc.assert(
      fc.property(fc.nat(sealed.length - 1), fc.constantFrom(...'Aa0_-'), (at, sign) => {
        fc.pre(sealed[at] !== sign);
        expect(unseal(key, `${sealed.slice(0, at)}${sign}${sealed.slice(at + 1)}`)).toBeUndefined();
      }),
    );
    await fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => void expect(unseal(key, text)).toBeUndefined()),
    );
  });
});

describe('a text without given words', () => {
  it('says none of them, in any case, the longest first, and leaves the rest', () => {
    const words = ['kim', 'Kim Dan', '김단골', 'a.b', 'x', '', ' '];
    expect(withoutWords('KIM dan (kim) asked, 김단골 too: a.b, axb, x', words)).toBe(
      '*** (***) asked, *** too: ***, axb, x',
    );
    expect(withoutWords('김단골'.normalize('NFD'), words)).toBe('***');
    expect(withoutWords('anything', [])).toBe('anything');
  });
});

it.each([
  ['Device Registered', 'fcm-token-of-a-phone-abcdef'],
  ['Application Opened', `dQw4:APA91b${'x'.repeat(120)}abcdef`],
  ['Shop Event', `web:https://push.example.com/x#${'p'.repeat(87)}#${'a'.repeat(22)}#kkabcdef`],
])('a push token is read whole by nobody, with no key: %s', (name, token) => {
  const at = '2026-11-23T01:00:00.000Z';
  const event = {
    person: 'u:kim',
    key: at,
    messageId: 'm',
    type: 'track',
    name,
    at,
    receivedAt: at,
    imported: false,
  } as const;
  expect(eventEntry({ ...event, body: { properties: { token, price: 5 } } }).properties).toEqual({
    ...{ token: '…abcdef', price: 5 },
  });
});

it('any other token is cut where the rest is masked, and only there', () => {
  const at = '2026-11-23T01:00:00.000Z';
  const properties = {
    token: 'gift-token-of-a-friend',
    device: { pushToken: 'fcm-token-of-a-phone-abcdef' },
    id_token: 'x',
  };
  const entry = eventEntry({
    ...{ person: 'u:kim', key: at, messageId: 'm', type: 'track', name: 'Gift Sent', at, receivedAt: at },
    ...{ imported: false, body: { properties } },
  });
  expect(entry.properties).toEqual(properties);
  expect(maskEntry(entry).properties).toEqual({ token: '…friend', device: { pushToken: '…abcdef' }, id_token: '…' });
});
