import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { guessMap } from '../../../shared/imports/guess-map.ts';
import { readCalls } from '../../../shared/imports/read-calls.ts';
import { detectReadyMap, mapFor, READY_MAPS } from '../../../shared/imports/ready-map.ts';
import { NOW } from '../../support/calls.ts';
import { fileOf } from '../../support/tables.ts';

const said = z.looseObject({ type: z.string(), event: z.string().optional(), userId: z.string().optional() });

/** A file through the map that its own header asks for. */
const through = async (content: string) => {
  const header = (content.split('\n').find((line) => line.includes(',')) ?? '').split(',');
  const ready = detectReadyMap(header);
  if (!ready) throw new Error('no ready map');
  const calls: z.infer<typeof said>[] = [];
  const rejects: string[] = [];
  const skipped: string[] = [];
  for await (const { outcomes } of readCalls(fileOf(content), mapFor(ready, header), NOW))
    for (const outcome of outcomes) {
      if ('call' in outcome) calls.push(said.parse(JSON.parse(outcome.call.json)));
      else if ('skip' in outcome) skipped.push(outcome.skip.reason);
      else rejects.push(outcome.reject.reason);
    }
  return { name: ready.name, calls, rejects, skipped };
};

describe('a ready map', () => {
  it('of Shopify makes one order of several lines, its refund, and the customer with the consent', async () => {
    const { name, calls, rejects, skipped } = await through(
      [
        'Name,Email,Financial Status,Paid at,Accepts Marketing,Currency,Total,Created at,Lineitem quantity,Lineitem name,Lineitem price,Lineitem sku,Cancelled at,Refunded Amount,Phone',
        '#1001,jane@example.com,partially_refunded,2026-11-20 10:00:00 +0900,yes,USD,25.50,2026-11-20 09:59:00 +0900,2,Mug,10.00,M-1,,5.50,',
        '#1001,jane@example.com,,,,,,2026-11-20 09:59:00 +0900,1,Cup,5.50,C-1,,,',
        '#1002,joe@example.com,pending,,no,USD,9.00,2026-11-21 09:00:00 +0900,1,Pen,9.00,P-1,,0.00,',
      ].join('\n'),
    );
    expect([name, rejects, skipped]).toEqual(['shopify-orders', [], ['not paid']]);
    const anonymousId = expect.stringMatching(/^guest-/);
    expect(calls).toMatchObject([
      {
        event: 'Order Completed',
        anonymousId,
        timestamp: '2026-11-20T00:59:00.000Z',
        properties: { order_id: '#1001', total: 25.5, currency: 'USD', products: [{ sku: 'M-1' }, { sku: 'C-1' }] },
      },
      { type: 'identify', anonymousId, traits: { email: 'jane@example.com', 'consent.email.ad': 'yes' } },
      { event: 'Order Refunded', anonymousId, properties: { order_id: '#1001', total: 5.5 } },
    ]);
  });

  it('of SmartStore reads below the notice, adds up the lines and knows the buyer by the number', async () => {
    const { name, calls, skipped } = await through(
      [
        '개인정보 보호를 위해 다운로드한 파일은 안전하게 관리해 주세요',
        '상품주문번호,주문번호,구매자명,구매자ID,주문상태,주문일시,상품번호,상품명,옵션정보,수량,상품가격,최종 상품별 총 주문금액,구매자연락처',
        '20261,2026A,김단골,kim****,배송완료,2026-11-20 10:00:00,55,머그컵,파랑,2,6000,11500,010-1234-5678',
        '20262,2026A,김단골,kim****,배송완료,2026-11-20 10:00:00,56,컵받침,,1,3000,3000,1012345678',
        '20263,2026B,이단골,lee****,취소완료,2026-11-20 11:00:00,56,컵받침,,1,3000,3000,010-1111-2222',
      ].join('\n'),
    );
    expect([name, skipped]).toEqual(['smartstore-orders', ['cancelled']]);
    expect(calls).toMatchObject([
      {
        event: 'Order Completed',
        timestamp: '2026-11-20T01:00:00.000Z',
        properties: {
          order_id: '2026A',
          total: 14_500,
          currency: 'KRW',
          products: [{ line_id: '20261' }, { line_id: '20262' }],
        },
      },
      { type: 'identify', traits: { phone: '010-1234-5678', name: '김단골' } },
    ]);
  });

  it('of Cafe24 takes members by their id, guests by their number, and leaves cancelled lines out', async () => {
    const { name, calls, rejects, skipped } = await through(
      [
        '주문번호,품목별 주문번호,주문일시,주문자ID,주문자명,주문자 휴대전화,주문자 이메일,주문상품명,상품코드,수량,판매가,상품구매금액(KRW),총 결제금액(KRW),취소구분',
        '20261120-0000011,20261120-0000011-01,2026-11-20 10:00:00,kim,김단골,010-1234-5678,kim@example.com,머그컵,P0001,2,6000,12000,15000,취소안함',
        '20261120-0000011,20261120-0000011-02,2026-11-20 10:00:00,kim,김단골,010-1234-5678,kim@example.com,컵받침,P0002,1,3000,3000,15000,취소',
        '20261121-0000012,20261121-0000012-01,2026-11-21 오후 1:00,,이손님,010-2222-3333,,컵받침,P0002,1,3000,3000,3000,취소안함',
      ].join('\n'),
    );
    expect([name, rejects, skipped]).toEqual(['cafe24-orders', [], ['cancelled']]);
    expect(calls.filter(({ event }) => event)).toMatchObject([
      { userId: 'kim', properties: { order_id: '20261120-0000011', total: 12_000 } },
      {
        anonymousId: expect.stringMatching(/^guest-/),
        timestamp: '2026-11-21T04:00:00.000Z',
        properties: { total: 3_000 },
      },
    ]);
  });

  it('of Godomall takes the amount of the order once', async () => {
    const { name, calls } = await through(
      [
        '주문번호,상품주문번호,주문자 이름,주문자 아이디,주문일시,총 결제 금액,상품명,상품수량,주문자 핸드폰 번호',
        '2611201,1,김단골,kim,2026-11-20 10:00,20000,머그컵,2,010-1234-5678',
        '2611201,2,김단골,kim,2026-11-20 10:00,20000,컵받침,1,010-1234-5678',
      ].join('\n'),
    );
    expect(name).toBe('godomall-orders');
    expect(calls[0]).toMatchObject({
      userId: 'kim',
      properties: { total: 20_000, products: [{ quantity: 2 }, { quantity: 1 }] },
    });
  });

  it('is proposed for its file before any guess', () => {
    const header = ['invoice', 'datetime', 'customer_id', 'country', 'stock_code', 'quantity', 'price'];
    expect(guessMap(header, []).ready).toBe('online-retail');
    expect(detectReadyMap(['a', 'b'])).toBeUndefined();
  });

  it('says in its file where the columns are documented and what is not confirmed', () => {
    const names = READY_MAPS.map(({ name }) => name);
    expect(names.sort()).toEqual([
      'cafe24-orders',
      'godomall-orders',
      'online-retail',
      'shopify-orders',
      'smartstore-orders',
    ]);
    for (const { name, sources, description } of READY_MAPS) {
      expect(sources.length, name).toBeGreaterThan(0);
      if (name !== 'online-retail') expect(description, name).toMatch(/[Nn]ot confirmed|were not\./);
    }
    const documented = readFileSync(join(import.meta.dirname, '../../../docs/imports.md'), 'utf8');
    for (const name of names) expect(documented).toContain(`\`${name}\``);
  });
});
