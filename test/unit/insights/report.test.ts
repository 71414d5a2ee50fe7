import { describe, expect, it } from 'vitest';
import type { Counters } from '../../../shared/insights/counters.ts';
import { receiptOf } from '../../../shared/insights/receipt.ts';
import { receiptText } from '../../../shared/insights/receipt-text.ts';
import { type ReportInput, reportOf } from '../../../shared/insights/report.ts';
import { reportSchema } from '../../../shared/insights/report-schema.ts';
import { widthOf, wrap } from '../../../shared/insights/text-width.ts';

const of = (counts: Record<string, number>): Counters =>
  new Map(Object.entries(counts).map(([name, value]) => [name, BigInt(value)]));

/** 260 of 2,000 bought with the message, 200 of 2,000 without: the worked case of the published formulas. */
const worked = {
  'status.sent': 2000,
  'status.skipped': 300,
  'status.unknown': 2,
  'status.claimed': 5,
  'status.control': 2300,
  'skipped.noConsent': 250,
  'skipped.noAddress': 50,
  'unknown.noAnswer': 2,
  'control.eligible': 2000,
  'control.ineligible.noConsent': 300,
  'control.eligible.converted': 200,
  'control.eligible.orders': 200,
  'control.eligible.revenue.KRW': 6_000_000,
  'control.eligible.squares.KRW': 200_000_000_000,
  'control.all.converted': 215,
  'arm.a.sent': 2000,
  'arm.a.delivered': 1980,
  'arm.a.opened': 1500,
  'arm.a.openedHuman': 900,
  'arm.a.openedBy.mpp': 700,
  'arm.a.clicked': 300,
  'arm.a.clickedHuman': 240,
  'arm.a.converted': 260,
  'arm.a.orders': 270,
  'arm.a.revenue.KRW': 8_000_000,
  'arm.a.squares.KRW': 280_000_000_000,
  'arm.a.lost': 20,
  'arm.a.unsubscribed': 18,
  'arm.a.complained': 3,
  'costMilli.KRW': 300_000,
};

const input = (change: Partial<ReportInput> = {}): ReportInput => ({
  campaign: {
    id: 'winback',
    name: '돌아오세요',
    channel: 'email',
    goalEvent: 'Order Completed',
    windowDays: 14,
    control: 0.5,
  },
  status: 'sending',
  paused: null,
  stage: null,
  launchedAt: '2026-11-22T01:00:00.000Z',
  audience: 2310,
  controlSize: 2300,
  holdoutSize: 0,
  begun: true,
  decided: false,
  counters: of(worked),
  currency: 'KRW',
  margin: 0.3,
  platformMilli: 10,
  revenuePerPerson: 50_000,
  now: '2026-11-30T00:00:00.000Z',
  ...change,
});

describe('report', () => {
  it('has the shape that the API promises', () => {
    expect(() => reportSchema.parse(reportOf(input()))).not.toThrow();
    expect(() =>
      reportSchema.parse(reportOf(input({ counters: new Map(), audience: 0, controlSize: 0 }))),
    ).not.toThrow();
  });

  it('audience = pending + deferred + sent + skipped + failed + unknown; claims in flight are pending', () => {
    const report = reportOf(input());
    const skipped = Object.values(report.skipped).reduce((sum, value) => sum + value, 0);
    expect(report.pending).toBe(8);
    expect(report.pending + report.deferred + report.sent + skipped + report.failed + report.unknown).toBe(
      report.audience,
    );
  });

  it('lift compares sent people with eligible control people', () => {
    const { lift } = reportOf(input());
    expect(lift.absolute).toBeCloseTo(0.03, 12);
    expect(lift.relative).toBeCloseTo(0.3, 12);
    expect(lift.p).toBeCloseTo(0.00294209307, 10);
    expect(lift.interval?.low).toBeCloseTo(0.010231323, 9);
    expect(lift.population).toEqual({ sent: 2000, control: 2000 });
  });

  it('net = extra sales × margin − cost − people lost, and so do both ends of its interval', () => {
    const { extra, cost, platformCost, peopleLost, net } = reportOf(input());
    expect(extra.revenue).toEqual({ amount: 2_000_000, currency: 'KRW' });
    expect(cost).toEqual({ amount: 300, currency: 'KRW' });
    expect(peopleLost).toMatchObject({ count: 20, value: { amount: 300_000 }, perPerson: { amount: 15_000 } });
    expect(platformCost).toEqual({ amount: 20, currency: 'KRW' });
    expect(net.amount).toBe(600_000 - 320 - 300_000);
    expect(net.interval?.low).toBe(Math.round((extra.revenueInterval?.low ?? 0) * 0.3) - 300_320);
    expect(net.interval?.high).toBe(Math.round((extra.revenueInterval?.high ?? 0) * 0.3) - 300_320);
  });

  it('rates: human openers and clickers of the delivered', () => {
    const { rates, opened } = reportOf(input());
    expect(rates.open).toBeCloseTo(900 / 1980);
    expect(rates.click).toBeCloseTo(240 / 1980);
    expect(opened).toEqual({ all: 1500, human: 900, by: { mpp: 700 } });
  });

  it('says what is missing instead of a figure', () => {
    const few = of({ ...worked, 'control.eligible.converted': 29 });
    expect(reportOf(input({ counters: few })).lift).toMatchObject({
      absolute: null,
      interval: null,
      reason: { code: 'notEnoughConversions', values: { needed: 30, sent: 260, control: 29 } },
    });
    expect(reportOf(input({ counters: few })).net).toMatchObject({
      amount: null,
      reason: { code: 'notEnoughConversions' },
    });
    const base = input().campaign;
    expect(reportOf(input({ campaign: { ...base, control: 0 } })).net.reason?.code).toBe('noControl');
    expect(reportOf(input({ campaign: { ...base, windowDays: undefined } })).lift.reason?.code).toBe('noGoal');
    expect(reportOf(input({ counters: new Map() })).lift.reason?.code).toBe('nobodySent');
    expect(reportOf(input({ revenuePerPerson: null })).net.reason?.code).toBe('noPersonValue');
  });

  it('keeps money of another currency apart', () => {
    const report = reportOf(input({ counters: of({ ...worked, 'arm.a.revenue.USD': 1_050 }) }));
    expect(report.revenue.amount).toBe(8_000_000);
    expect(report.otherRevenue).toEqual([{ amount: 1_050, currency: 'USD' }]);
  });

  it('explains every figure in both languages', () => {
    const { definitions } = reportOf(input());
    for (const name of [
      'audience',
      'sent',
      'delivered',
      'opened',
      'clicked',
      'converted',
      'revenue',
      'control',
      'lift',
      'cost',
      'platformCost',
      'peopleLost',
      'net',
    ]) {
      expect(definitions[name]?.ko.length, name).toBeGreaterThan(5);
      expect(definitions[name]?.en.length, name).toBeGreaterThan(5);
    }
  });
});

describe('the honest receipt', () => {
  it('reads like a slip, in Korean', async () => {
    const receipt = receiptOf(reportOf(input()), {
      language: 'ko',
      planted: { extraOrders: 55, extraRevenue: 2_100_000, peopleLost: 20 },
    });
    await expect(`${receiptText(receipt, { shop: '단골상점', when: '2026-11-23 10:00' })}\n`).toMatchFileSnapshot(
      'receipt.ko.txt',
    );
  });

  it('reads like a slip, in English, with too little data', async () => {
    const few = of({ ...worked, 'control.eligible.converted': 29 });
    const receipt = receiptOf(reportOf(input({ counters: few })), { language: 'en' });
    await expect(`${receiptText(receipt, { shop: 'Dangol', when: '23 Nov 2026' })}\n`).toMatchFileSnapshot(
      'receipt.en.txt',
    );
  });

  it('no line is wider than the paper, whatever the names and figures', () => {
    const long = '아주 긴 이름의 캠페인'.repeat(12);
    const receipt = receiptOf(
      reportOf(
        input({ campaign: { ...input().campaign, name: long }, currency: 'KRW', revenuePerPerson: 9_007_199_254 }),
      ),
      { language: 'en' },
    );
    for (const line of receiptText(receipt, { shop: long, when: '' }).split('\n'))
      expect(widthOf(line)).toBeLessThanOrEqual(54);
  });

  it('the stamp follows the interval, not the estimate', () => {
    const stamp = (counts: Record<string, number>) =>
      receiptOf(reportOf(input({ counters: of({ ...worked, ...counts }) })), { language: 'en' }).stamp.tone;
    expect(stamp({})).toBe('open');
    expect(stamp({ 'arm.a.revenue.KRW': 16_000_000, 'arm.a.squares.KRW': 560_000_000_000 })).toBe('gain');
    expect(stamp({ 'arm.a.lost': 900 })).toBe('loss');
  });
});

it('Hangul takes two columns, marks none', () => {
  expect(widthOf('단골 Dangol')).toBe(11);
  expect(widthOf('e\u0301')).toBe(1);
  expect(wrap('가나다라마바사', 6)).toEqual(['가나다', '라마바', '사']);
});
