import { describe, expect, it } from 'vitest';
import { askPage, donePage } from '../../../functions/track/pages.ts';

const textOf = (body: string | Buffer | undefined): string => String(body ?? '');

describe('the unsubscribe page', () => {
  it('promises news of orders only to who leaves by the link of an ad', () => {
    const ad = { channel: 'email', purpose: 'ad' } as const;
    for (const { body } of [askPage(undefined, ad, '/p/x'), donePage(undefined, ad, '2026-11-23', '')]) {
      expect(textOf(body)).toContain('광고 메일을');
      expect(textOf(body)).toContain('주문과 배송 안내는 계속 보내 드립니다');
      expect(textOf(body)).toContain('You will still get news about your orders');
    }
  });

  it('says that information ends as well where the link was that of an information message', () => {
    const info = { channel: 'sms', purpose: 'info' } as const;
    for (const { body } of [askPage(undefined, info, '/p/x'), donePage(undefined, info, '2026-11-23', '')]) {
      expect(textOf(body)).toContain('광고 문자와 안내 문자를');
      expect(textOf(body)).not.toContain('계속 보내 드립니다');
      expect(textOf(body)).not.toContain('still get');
    }
  });
});
