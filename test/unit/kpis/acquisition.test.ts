import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addAcquired, channelCosts } from '../../../shared/kpis/acquisition.ts';
import { monthNumber } from '../../../shared/kpis/period.ts';
import { epochDay } from '../../../shared/platform/time.ts';
import { settingsSchema } from '../../../shared/settings/settings.ts';

const spendOf = (spend: readonly object[]) =>
  settingsSchema.parse({ kpis: { acquisition: { spend } } }).kpis.acquisition;
const ACQUISITION = spendOf([
  { channel: '네이버', month: '2026-10', amount: 300_000 },
  { channel: '네이버', month: '2026-11', amount: 100_000 },
  { channel: 'instagram', month: '2026-11', amount: 50_000 },
  { channel: 'instagram', month: '2025-11', amount: 9_000_000 },
]);
const NOVEMBER = monthNumber('2026-11');

interface Buyer {
  readonly channel: unknown;
  readonly first: string;
  readonly clv?: number;
}
const countsOf = (buyers: readonly Buyer[]) => {
  const counts: Record<string, number> = {};
  for (const { channel, first, clv } of buyers) {
    const value = clv === undefined ? {} : { value: { expectedOrders12m: 1, clv12m: clv } };
    const traits = channel === undefined ? {} : { acquisitionChannel: channel };
    addAcquired(counts, { traits }, value, [{ day: epochDay(first) }], ACQUISITION);
  }
  return counts;
};
const report = (buyers: readonly Buyer[]) =>
  channelCosts(ACQUISITION ?? { trait: '', spend: [] }, countsOf(buyers), NOVEMBER);

describe('what a new customer costs', () => {
  it('is spend by first orders of the months in which it was spent, beside what the channel’s buyers are worth', () => {
    const { channels, overall } = report([
      { channel: '네이버', first: '2026-10-03', clv: 90_000 },
      { channel: ' 네이버 ', first: '2026-11-03', clv: 30_000 },
      { channel: '네이버', first: '2026-09-03', clv: 60_000 },
      { channel: 'instagram', first: '2025-11-09', clv: 1_000 },
      { channel: undefined, first: '2026-11-09' },
    ]);
    expect(channels).toEqual([
      { channel: 'instagram', spend: 50_000, newCustomers: 0, cac: null, ltv: 1_000, ratio: null },
      { channel: '네이버', spend: 400_000, newCustomers: 2, cac: 200_000, ltv: 60_000, ratio: 0.3 },
    ]);
    expect(overall).toEqual({ spend: 450_000, newCustomers: 3, cac: 150_000 });
  });

  it('grows with no trait that anybody may send', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.string(), fc.jsonValue())), (channels) => {
        const counts = countsOf(channels.map((channel) => ({ channel, first: '2026-11-05', clv: 1 })));
        const known = new Set(['', '네이버', 'instagram']);
        for (const key of Object.keys(counts)) expect(known).toContain(key.split(':')[2]);
      }),
    );
  });

  it('is refused a month that is none, and a channel twice in one', () => {
    const faults = (spend: readonly object[]) =>
      settingsSchema.safeParse({ kpis: { acquisition: { spend } } }).error?.issues.map(({ path }) => path.join('.'));
    expect(faults([{ channel: 'a', month: '2026-13', amount: 1 }])).toEqual(['kpis.acquisition.spend.0.month']);
    const twice = { channel: 'a', month: '2026-11', amount: 1 };
    expect(faults([twice, { ...twice, channel: ' a' }])).toEqual(['kpis.acquisition.spend']);
  });

  it('is not known where nothing was said of it', () => {
    expect(channelCosts({ trait: 'x', spend: [] }, {}, NOVEMBER)).toEqual({
      channels: [],
      overall: { spend: 0, newCustomers: 0, cac: null },
    });
  });
});
