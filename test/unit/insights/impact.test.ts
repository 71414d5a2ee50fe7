import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ImpactInput, impactOf } from '../../../shared/insights/impact.ts';
import { impactSchema } from '../../../shared/insights/impact-schema.ts';
import { type ReportInput, reportOf } from '../../../shared/insights/report.ts';
import type { Report } from '../../../shared/insights/report-schema.ts';
import { normalQuantile } from '../../../shared/statistics/interval.ts';
import { type Random, seeded } from '../../support/random.ts';

const INPUT: ImpactInput = {
  ...{ from: '2026-09-01', to: '2026-11-30', granularity: 'month', zone: 'Asia/Seoul' },
  ...{ currency: 'KRW', margin: 0.5, platformMilli: 10, revenuePerPerson: 40_000 },
};

const reportWith = (id: string, counts: Record<string, number>, change: Partial<ReportInput> = {}): Report =>
  reportOf({
    campaign: { id, name: id, channel: 'email', goalEvent: 'Order Completed', windowDays: 7, control: 0.5 },
    ...{ status: 'done', paused: null, stage: null, launchedAt: undefined, audience: 0, controlSize: 0 },
    ...{ holdoutSize: 0, begun: true, decided: false },
    counters: new Map(Object.entries(counts).map(([name, value]) => [name, BigInt(Math.round(value))])),
    ...{ currency: 'KRW', margin: 0.5, platformMilli: 10, revenuePerPerson: 40_000, now: '2026-12-01T00:00:00.000Z' },
    ...change,
  });

/** A campaign to `n` people and as many in control, of whom each buys once or not. */
const campaign = (id: string, n: number, sent: number, control: number, lost = 0, change: Partial<ReportInput> = {}) =>
  reportWith(
    id,
    {
      ...{ 'status.sent': n, 'arm.a.sent': n, 'arm.a.converted': sent, 'arm.a.lost': lost, 'costMilli.KRW': n * 150 },
      ...{ 'arm.a.revenue.KRW': sent * 10_000, 'arm.a.squares.KRW': sent * 1e8 },
      ...{ 'control.eligible': n, 'control.eligible.converted': control },
      ...{ 'control.eligible.revenue.KRW': control * 10_000, 'control.eligible.squares.KRW': control * 1e8 },
    },
    change,
  );

const at = (report: Report, launchedAt: string) => ({ launchedAt, report });

describe('what the campaigns of a span did together', () => {
  it('is the sum of what is known, minus what all of them cost and lost', () => {
    const measured = campaign('a', 2_000, 260, 200, 5);
    const blind = campaign('b', 1_000, 90, 0, 3);
    const { total, campaigns } = impactOf(
      [at(measured, '2026-10-05T01:00:00.000Z'), at(blind, '2026-11-05T01:00:00.000Z')],
      INPUT,
    );
    expect(total).toMatchObject({ campaigns: 2, sent: 3_000, measured: { campaigns: 1, journeys: 0, sent: 2_000 } });
    expect(total.extraRevenue).toEqual({ amount: 600_000, interval: measured.extra.revenueInterval });
    expect(total.channelCost.amount).toBe(300 + 150);
    expect(total.platformCost.amount).toBe(20 + 10);
    expect(total.peopleLost).toMatchObject({ count: 8, value: { amount: 8 * 20_000, currency: 'KRW' } });
    expect(total.net?.amount).toBe(300_000 - 450 - 30 - 160_000);
    expect(campaigns.map(({ campaignId, net }) => [campaignId, net?.amount ?? null])).toEqual([
      ['b', null],
      ['a', measured.net.amount],
    ]);
  });

  it('says why there is no figure where nothing is measured, or a person has no value', () => {
    const blind = campaign('b', 1_000, 90, 0);
    expect(impactOf([at(blind, '2026-11-05T01:00:00.000Z')], INPUT).total).toMatchObject({
      ...{ extraRevenue: null, net: null, reason: { code: 'notEnoughConversions' } },
    });
    const unvalued = campaign('c', 2_000, 260, 200, 5, { revenuePerPerson: null });
    expect(impactOf([at(unvalued, '2026-11-05T01:00:00.000Z')], INPUT).total).toMatchObject({
      ...{ net: null, reason: { code: 'noPersonValue' }, peopleLost: { count: 5, value: null } },
    });
    expect(impactOf([], INPUT).total).toMatchObject({ campaigns: 0, sent: 0, net: null, reason: null });
  });

  it('puts each campaign into the period of its launch in the shop’s zone, and periods add up to the whole', async () => {
    const hour = fc.integer({ min: 0, max: 24 * 130 });
    await fc.assert(
      fc.property(fc.array(hour, { maxLength: 12 }), fc.constantFrom('day', 'week', 'month'), (hours, granularity) => {
        const launched = hours.map((each, n) =>
          at(campaign(`c${n}`, 2_000, 260, 200, n), new Date(Date.UTC(2026, 7, 20, each)).toISOString()),
        );
        const impact = impactSchema.parse(impactOf(launched, { ...INPUT, granularity }));
        const within = launched.filter(({ launchedAt }) => {
          const day = new Date(Date.parse(launchedAt) + 9 * 3_600_000).toISOString().slice(0, 10);
          return day >= INPUT.from && day <= INPUT.to;
        });
        expect(impact.campaigns).toHaveLength(within.length);
        for (const key of ['campaigns', 'sent'] as const)
          expect(impact.periods.reduce((sum, period) => sum + period[key], 0)).toBe(impact.total[key]);
        expect(impact.periods.reduce((sum, period) => sum + (period.net?.amount ?? 0), 0)).toBe(
          impact.total.net?.amount ?? 0,
        );
        for (const { period, from, to } of impact.periods) expect(from <= to && from.startsWith(period)).toBe(true);
      }),
      { numRuns: 100 },
    );
  });

  it('has an interval that holds the truth of ten campaigns about 95 times of 100', () => {
    const random = seeded(7);
    const share = (n: number, p: number): number => binomial(random, n, p);
    let held = 0;
    for (let run = 0; run < 400; run++) {
      let truth = 0;
      const launched = Array.from({ length: 10 }, (_, n) => {
        const [base, plus] = [0.06 + random() * 0.1, random() * 0.03];
        truth += plus * 2_000 * 10_000;
        return at(campaign(`c${n}`, 2_000, share(2_000, base + plus), share(2_000, base)), '2026-11-05T01:00:00.000Z');
      });
      const interval = impactOf(launched, INPUT).total.extraRevenue?.interval;
      if (interval && truth >= interval.low && truth <= interval.high) held += 1;
    }
    expect(held / 400).toBeGreaterThan(0.92);
    expect(held / 400).toBeLessThan(0.98);
  });
});

/** Normal approximation; counts are in the hundreds. */
const binomial = (random: Random, n: number, p: number): number =>
  Math.max(0, Math.min(n, Math.round(n * p + Math.sqrt(n * p * (1 - p)) * normalQuantile(Math.max(1e-9, random())))));
