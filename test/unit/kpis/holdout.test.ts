import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { armOf } from '../../../shared/campaigns/arm.ts';
import { holdoutReportOf } from '../../../shared/insights/holdout-report.ts';
import { createKpiBook, emptyPart, mergePart } from '../../../shared/kpis/book.ts';
import { createHoldoutBook, holdoutKey } from '../../../shared/kpis/holdout.ts';
import { epochDay } from '../../../shared/platform/time.ts';
import { heldOut } from '../../../shared/settings/holdout.ts';
import { DEFAULT_SETTINGS } from '../../../shared/settings/settings.ts';
import { seeded } from '../../support/random.ts';
import { AS_OF, customersOf, modelOf, rawOrders } from './raw-orders.ts';

const HOLDOUT = { share: 0.3, salt: 'holdout', months: 3 };
const SCORES = {
  churn: { flag: 'active', reason: { code: 'none', values: {} } },
  ...{ value: undefined, rfm: null },
} as const;

describe('what those who get no ads bought, month by month', () => {
  it('is counted from the orders and the draw of campaigns alone, whoever sees which people first', async () => {
    const model = modelOf({ holdout: HOLDOUT });
    await fc.assert(
      fc.property(rawOrders, fc.integer({ min: 0, max: 8 }), (orders, cut) => {
        const people = customersOf(orders);
        const sum = emptyPart();
        for (const some of [people.slice(0, cut), people.slice(cut)]) {
          const book = createKpiBook(model, 2);
          for (const one of some) book.add(one, SCORES);
          mergePart(sum, book.part());
        }
        const expected: Record<string, number> = {};
        for (const [month, period] of [
          ['2026-11', '2026-10'],
          ['2026-10', '2026-10'],
          ['2026-09', '2026-07'],
        ] as const) {
          for (const { customerId } of people) {
            const own = orders.filter(({ customer, day }) => customer === customerId.slice(2) && day <= AS_OF);
            // Of whom nothing is known before asOf nobody knows since when.
            if (own.length > 0 && !own.some(({ day }) => day < `${month}-01`)) continue;
            const arm = armOf('any', customerId, { control: 0, holdout: { share: 0.3, salt: 'holdout', period } });
            const side = arm === 'holdout' ? 'held' : 'open';
            const now = own.filter(({ day }) => day.startsWith(month));
            const bump = (figure: Parameters<typeof holdoutKey>[2], by: number): void => {
              const key = holdoutKey(month, side, figure);
              expected[key] = (expected[key] ?? 0) + by;
            };
            bump('people', 1);
            if (now.length === 0) continue;
            bump('buyers', 1);
            bump(
              'net',
              now.reduce((total, { net }) => total + net, 0),
            );
          }
        }
        for (const month of ['2026-11', '2026-10', '2026-09'])
          for (const side of ['held', 'open'] as const)
            for (const figure of ['people', 'buyers', 'net'] as const) {
              const key = holdoutKey(month, side, figure);
              expect([key, sum.standing[key] ?? 0]).toEqual([key, expected[key] ?? 0]);
            }
      }),
      { numRuns: 60 },
    );
  });

  it('is not counted where nobody is held out', () => {
    const counts = {};
    createHoldoutBook(DEFAULT_SETTINGS.holdout, epochDay(AS_OF)).add(counts, 'u:kim', [], 0);
    expect(counts).toEqual({});
  });

  it('follows the draw that campaigns and journeys freeze', () => {
    const now = Date.parse('2026-11-23T01:00:00.000Z');
    expect(heldOut({ holdout: HOLDOUT, timezone: 'Asia/Seoul' }, now)).toEqual({
      ...{ share: 0.3, salt: 'holdout', period: '2026-10' },
    });
    expect(heldOut({ holdout: { share: 0.3, salt: 'x' }, timezone: 'Asia/Seoul' }, now)).toEqual({
      share: 0.3,
      salt: 'x',
    });
  });
});

describe('the report of the holdout', () => {
  const night = (months: readonly string[], standing: Record<string, number> = {}) => ({
    ...{ share: 0.05, since: '2026-09-15', currency: 'KRW' },
    night: {
      asOf: AS_OF,
      standing: {
        ...Object.fromEntries(months.map((month) => [holdoutKey(month, 'held', 'people'), 100])),
        ...standing,
      },
    },
  });

  it('begins with the month after the setting was changed, and says of each month what is missing', () => {
    const { data } = holdoutReportOf(night(['2026-08', '2026-09', '2026-10', '2026-11']));
    expect(data.map(({ month, complete, reason }) => [month, complete, reason?.code])).toEqual([
      ['2026-11', false, 'notEnoughConversions'],
      ['2026-10', true, 'notEnoughConversions'],
    ]);
    expect(holdoutReportOf({ ...night([]), since: null }).data).toEqual([]);
    expect(holdoutReportOf({ ...night([]), night: undefined }).data).toEqual([]);
  });

  it('holds what all ads really added 95 times of 100', () => {
    const random = seeded(5);
    const runs = 60;
    let held = 0;
    for (let run = 0; run < runs; run++) {
      const counts: Record<string, number> = {};
      const book = createHoldoutBook({ share: 0.3, salt: `run ${run}` }, epochDay(AS_OF));
      let truth = 0;
      for (let person = 0; person < 800; person++) {
        const id = `u:${person}`;
        const isOut = armOf('any', id, { control: 0, holdout: { share: 0.3, salt: `run ${run}` } }) === 'holdout';
        const plus = !isOut && random() < 0.05 ? 20_000 : 0;
        truth += plus;
        const net = (random() < 0.2 ? Math.round(50_000 * random() ** 2) : 0) + plus;
        const days = net > 0 ? [{ day: epochDay('2026-10-15'), orders: 1, valued: 1, net }] : [];
        book.add(counts, id, days, epochDay('2026-01-01'));
      }
      const [, october] = holdoutReportOf({ ...night([]), night: { asOf: AS_OF, standing: counts } }).data;
      const interval = october?.extraRevenue?.interval;
      if (interval && truth >= interval.low && truth <= interval.high) held += 1;
    }
    expect(held / runs).toBeGreaterThan(0.85);
  });
});
