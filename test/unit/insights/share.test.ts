import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { impactLines, impactReceipt } from '../../../shared/insights/impact-lines.ts';
import { closedPage, RECEIPT_PAGE_HEADERS, receiptPage } from '../../../shared/insights/receipt-page.ts';
import { isOpen, newShareId, readShareToken, type Share, shareToken } from '../../../shared/insights/share.ts';

const KEY = Buffer.alloc(32, 7);

describe('a shared link', () => {
  it('is read back by its key alone, and nothing else is', async () => {
    const id = newShareId();
    const token = shareToken(KEY, id);
    expect(readShareToken(KEY, token)).toBe(id);
    expect(readShareToken(Buffer.alloc(32, 8), token)).toBeUndefined();
    await fc.assert(
      fc.property(fc.nat({ max: token.length - 1 }), fc.string({ minLength: 0, maxLength: 2 }), (at, put) => {
        const forged = `${token.slice(0, at)}${put}${token.slice(at + 1)}`;
        if (forged !== token) expect(readShareToken(KEY, forged)).toBeUndefined();
      }),
    );
    await fc.assert(
      fc.property(fc.string(), (text) => {
        expect(readShareToken(KEY, text)).toBeUndefined();
      }),
    );
  });

  it('ends by itself, and when it is taken back', () => {
    const share: Share = {
      ...{ what: { campaignId: 'spring' }, language: 'ko', createdAt: '2026-11-01T00:00:00.000Z', createdBy: 'lee' },
      ...{ expiresAt: '2026-12-01T00:00:00.000Z', revokedAt: null },
    };
    const end = Date.parse(share.expiresAt);
    expect([isOpen(share, end - 1), isOpen(share, end)]).toEqual([true, false]);
    expect(isOpen({ ...share, revokedAt: '2026-11-02T00:00:00.000Z' }, end - 1)).toBe(false);
  });

  it('shows text that nobody can make run, under a policy that lets nothing run', () => {
    const hostile = `<script>alert(1)</script>" onload='x' & 가`;
    const sum = {
      ...{ campaigns: 2, journeys: 1, sent: 300, measured: { campaigns: 1, journeys: 0, sent: 200 }, reason: null },
      ...{ extraRevenue: { amount: 90_000, interval: { low: 10_000, high: 170_000 } } },
      ...{ channelCost: { amount: 300, currency: 'KRW' }, platformCost: { amount: 3, currency: 'KRW' } },
      peopleLost: { count: 2, value: { amount: 40_000, currency: 'KRW' }, by: {} },
      ...{ leaflets: { people: 30, of: 300, rate: 0.1 }, net: { amount: -13_303, interval: { low: -1, high: 2 } } },
    };
    const { title, lines, foot } = impactLines(sum, { currency: 'KRW', margin: 0.3 }, 'ko');
    expect(lines.map(({ id, value }) => [id, value])).toEqual([
      ...[
        ['campaigns', '2개'],
        ['journeys', '1개'],
        ['sent', '300명'],
        ['extra', '+90,000원'],
        ['margin', '+27,000원'],
        ['cost', '-300원'],
      ],
      ...[
        ['platformCost', '-3원'],
        ['lost', '-40,000원'],
        ['leaflets', '10.0%'],
        ['net', '-13,303원'],
      ],
    ]);
    const span = { from: '2026-11-01', to: '2026-11-30', currency: 'KRW', margin: 0.3, total: sum };
    const journeys = [{ ...sum, journeyId: 'cart', name: '장바구니 알림' }];
    const own = impactReceipt({ ...span, journeys }, 'cart', 'ko');
    // Of one journey it is not said how many there are.
    expect(own).toEqual({ title, foot, lines: lines.slice(2), name: '장바구니 알림, 2026-11-01 ~ 2026-11-30' });
    expect(impactReceipt({ ...span, journeys }, 'other', 'ko')).toBeUndefined();
    expect(impactReceipt({ ...span, journeys }, undefined, 'ko')?.lines).toEqual(lines);
    const page = receiptPage({
      ...{ language: 'ko', shop: hostile, title, name: hostile, when: '2026-11-23', lines, foot, stamp: undefined },
    });
    expect(page).not.toContain('<script');
    expect(page).not.toMatch(/ on\w+=['"]/);
    expect(
      page.match(/<(?!\/?(?:html|head|meta|title|style|body|main|header|p|h1|dl|div|dt|dd|footer|small|!doctype)\b)/g),
    ).toBeNull();
    const policy = RECEIPT_PAGE_HEADERS['content-security-policy'] ?? '';
    expect(policy).toMatch(/^default-src 'none'; style-src 'sha256-/);
    expect(policy).not.toContain('unsafe');
    expect(closedPage()).not.toContain('<script');
  });
});
