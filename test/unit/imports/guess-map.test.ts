import { describe, expect, it } from 'vitest';
import { guessMap } from '../../../shared/imports/guess-map.ts';
import { checkMap } from '../../../shared/imports/import-map.ts';

const guess = (header: readonly string[], ...rows: readonly (readonly string[])[]) =>
  guessMap(
    header,
    rows.map((cells, at) => ({ line: at + 2, cells })),
  );

describe('a guess', () => {
  it('knows Korean headers of orders, and proposes a map that works as it stands', () => {
    const { map } = guess(
      ['주문번호', '주문일시', '회원아이디', '휴대폰', '이메일', '결제금액', 'SMS 수신동의', '수령인 휴대폰', '비고'],
      ['A-1', '2026.11.22', 'kim', '1012345678', 'kim@example.com', '12,000원', 'Y', '010-9999-8888', ''],
      ['A-2', '2026.11.23', '', '010-2222-3333', '', '9,000원', 'N', '010-7777-8888', ''],
    );
    expect(map).toEqual({
      kind: 'orders',
      columns: {
        userId: '회원아이디',
        timestamp: '주문일시',
        total: '결제금액',
        'traits.phone': '휴대폰',
        'traits.email': '이메일',
        'consent.sms.ad': 'SMS 수신동의',
      },
      constants: { currency: 'KRW', 'consent.source': 'import' },
      timezone: 'Asia/Seoul',
      orderId: '주문번호',
      guests: ['phone', 'email'],
    });
    expect(checkMap(map).kind).toBe('orders');
  });

  it('sees lines of orders where order numbers repeat', () => {
    const { map } = guess(
      ['Order ID', 'Order Date', 'Customer ID', 'Product Name', 'SKU', 'Qty', 'Unit Price'],
      ['1', '2026-11-22', 'k', 'Mug', 'M-1', '2', '5.50'],
      ['1', '2026-11-22', 'k', 'Cup', 'C-1', '1', '3.00'],
    );
    expect(map).toMatchObject({
      kind: 'orderLines',
      orderId: 'Order ID',
      columns: { userId: 'Customer ID', name: 'Product Name', sku: 'SKU', quantity: 'Qty', price: 'Unit Price' },
    });
    expect(checkMap(map).kind).toBe('orderLines');
  });

  it('sees people, with a general consent for each way in which they can be reached', () => {
    const { map, columns } = guess(
      ['회원번호', '이름', '휴대폰번호', '이메일', '마케팅 수신동의', '생년월일'],
      ['7', '김단골', '010-1234-5678', 'kim@example.com', '동의', '1990-01-01'],
    );
    expect(map).toMatchObject({
      kind: 'customers',
      columns: {
        userId: '회원번호',
        name: '이름',
        phone: '휴대폰번호',
        email: '이메일',
        birthday: '생년월일',
        'consent.sms.ad': '마케팅 수신동의',
        'consent.email.ad': '마케팅 수신동의',
      },
    });
    expect(columns.find(({ column }) => column === '마케팅 수신동의')).toMatchObject({ reason: 'noChannel' });
  });

  it('sees events', () => {
    const { map } = guess(['user_id', 'event', 'timestamp'], ['1', 'Product Viewed', '2026-11-22 10:00']);
    expect(map).toMatchObject({
      kind: 'events',
      columns: { userId: 'user_id', event: 'event', timestamp: 'timestamp' },
    });
  });

  it('looks at the values: what is named a date but holds none is none, an address needs no name', () => {
    const { columns } = guess(
      ['date', 'x', 'y'],
      ['soon', 'a@b.kr', '01012345678'],
      ['later', 'c@d.kr', '01087654321'],
    );
    expect(columns.map(({ role, confidence }) => [role, confidence >= 0.5])).toEqual([
      ['timestamp', false],
      ['email', true],
      ['phone', true],
    ]);
  });

  it('takes no masked id for a person', () => {
    const { map, columns } = guess(
      ['주문번호', '주문일시', '구매자ID', '구매자연락처', '결제금액'],
      ['1', '2026-11-22', 'abc****', '010-1234-5678', '1000'],
    );
    expect(columns[2]).toMatchObject({ reason: 'masked' });
    expect(map.columns.userId).toBeUndefined();
    expect(map.guests).toEqual(['phone']);
  });

  it('tells the order of a date from the first one that allows no other', () => {
    const order = (...dates: readonly string[]) =>
      guess(['date', 'amount', 'customer id'], ...dates.map((date) => [date, '5', 'k'])).map.dateOrder;
    expect(order('1/2/2026', '22/11/2026')).toBe('DMY');
    expect(order('1/2/2026', '11/22/2026')).toBe('MDY');
    expect(order('1/2/2026')).toBeUndefined();
  });

  it('never fails, whatever the header is', () => {
    for (const header of [[''], ['', ''], ['a', 'a'], ['__proto__', 'constructor'], ['주문번호', '주문번호']])
      expect(
        guess(
          header,
          header.map(() => 'x'),
        ).columns,
      ).toHaveLength(header.length);
  });
});
