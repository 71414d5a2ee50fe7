import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import type { PlacedOrder, Touch } from '../../../shared/insights/attribution.ts';
import { MODELS, sharesOf } from '../../../shared/insights/attribution-models.ts';
import { add, type Counters, NO_COUNTERS } from '../../../shared/insights/counters.ts';
import { creditsOf } from '../../../shared/insights/read-attribution.ts';
import { contributions } from '../../../shared/insights/tally.ts';

const at = (hours: number): string => new Date(Date.UTC(2026, 10, 22) + hours * 3_600_000).toISOString();
const touch = (campaignId: string, hours: number, change: Partial<Touch> = {}): Touch => ({
  ...{ campaignId, key: `${campaignId}#${hours}#0`, status: 'sent', handedOverAt: at(hours), goalDays: 30 },
  ...change,
});
const order = (hours: number, net = 10_000): PlacedOrder => ({
  orderId: 'o',
  placedAt: at(hours),
  currency: 'KRW',
  net,
});

it('the first, the last, all alike, or the more the nearer', () => {
  const rows = [touch('one', 0), touch('two', 24 * 7), touch('one', 24 * 14)];
  expect(sharesOf(order(24 * 14 + 1), rows)).toEqual([
    { campaignId: 'one', first: 10_000, last: 10_000, linear: 6_667, decay: 7_143 },
    { campaignId: 'two', first: 0, last: 0, linear: 3_333, decay: 2_857 },
  ]);
  const none = [
    touch('a', 0, { bounceType: 'Permanent' }),
    touch('b', 0, { status: 'control' }),
    touch('c', 0, { goalDays: 1 }),
  ];
  expect(sharesOf(order(24 * 14), none)).toEqual([]);
});

it('each model gives away the whole of an order, whatever the order of reading, and so do the counters', async () => {
  const rows = fc.array(fc.tuple(fc.constantFrom('one', 'two', 'three'), fc.integer({ min: 0, max: 400 })), {
    maxLength: 7,
  });
  await fc.assert(
    fc.property(rows, fc.integer({ min: 0, max: 99_999 }), (found, net) => {
      const touches = found.map(([campaignId, hours]) => touch(campaignId, hours));
      const shares = sharesOf(order(401, net), touches);
      expect(sharesOf(order(401, net), touches.toReversed())).toEqual(shares);
      const parts = (model: (typeof MODELS)[number]): number => shares.reduce((sum, share) => sum + share[model], 0);
      for (const model of MODELS) expect(parts(model)).toBe(touches.length === 0 ? 0 : 10_000);
      if (touches.length === 0) return;
      const counted = contributions('orders', {
        ...{
          customerId: 'u:kim',
          orderId: 'o',
          version: 1,
          placedAt: at(401),
          currency: 'KRW',
          gross: net,
          refunded: 0,
          net,
        },
        ...{
          entries: '[]',
          attribution: { campaignId: 'one', messageKey: 'one#0#0', touch: 'delivered', touchedAt: at(0), shares },
        },
      });
      const all = counted.map(({ counters }): Counters => counters).reduce((sum, each) => add(sum, each), NO_COUNTERS);
      const credits = creditsOf(all, 'KRW');
      for (const model of ['click', ...MODELS] as const) expect(credits[model]).toEqual({ orders: 1, revenue: net });
    }),
  );
});
