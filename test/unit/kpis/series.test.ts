import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createKpiBook } from '../../../shared/kpis/book.ts';
import { historyOf } from '../../../shared/kpis/history.ts';
import { cellBefore, segmentMoves } from '../../../shared/kpis/moves.ts';
import { GRANULARITIES, type Granularity } from '../../../shared/kpis/period.ts';
import { kpiSeries, type Standing } from '../../../shared/kpis/series.ts';
import { targetFrom, targetView } from '../../../shared/kpis/target.ts';
import { epochDay } from '../../../shared/platform/time.ts';
import type { Customer } from '../../../shared/profiles/profile.ts';
import { scoreCustomer } from '../../../shared/scoring/model.ts';
import { customerOf, packDays } from '../../support/profile.ts';
import { AS_OF, customersOf, modelOf, rawOrders } from './raw-orders.ts';

const model = modelOf();
const today = epochDay(AS_OF);

const partOf = (customers: readonly Customer[]) => {
  const book = createKpiBook(model, 16);
  for (const customer of customers) book.add(customer, scoreCustomer(customer, model));
  return book.part();
};
const historyFor = (customers: readonly Customer[]) => historyOf(partOf(customers), model, 'run-1');
const seriesOf = (customers: readonly Customer[], granularity: Granularity, days: number, standings: Standing[] = []) =>
  kpiSeries(historyFor(customers), today, { granularity, from: today - days, to: today }, standings);

const bought = (id: string, ...days: [string, number][]): Customer =>
  customerOf(id, { days: { KRW: packDays(days.map(([day, net]) => ({ day, net }))) } });

describe('figures by day, week and month', () => {
  it('give at the end of any period what the orders until then give', () => {
    fc.assert(
      fc.property(rawOrders, fc.constantFrom(...GRANULARITIES), (orders, granularity) => {
        const points = seriesOf(customersOf(orders), granularity, 70);
        for (const { lastDay, values, allBuyers, oneTimeBuyers } of points) {
          const until = orders.filter(({ day }) => epochDay(day) <= Math.min(lastDay, today));
          const counts = new Map<string, number>();
          for (const { customer } of until) counts.set(customer, (counts.get(customer) ?? 0) + 1);
          const once = [...counts.values()].filter((count) => count === 1).length;
          expect([allBuyers, oneTimeBuyers]).toEqual([counts.size, once]);
          expect(values.oneTimeShare).toBe(counts.size === 0 ? null : once / counts.size);
          expect(values.repeatRate).toBe(counts.size === 0 ? null : (counts.size - once) / counts.size);
          const active = new Set(
            until.filter(({ day }) => epochDay(day) > Math.min(lastDay, today) - 180).map(({ customer }) => customer),
          );
          expect(values.activeBuyers).toBe(active.size);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('leave out a day that is not over, and mark a week or month that is not', () => {
    const customers = [bought('kim', ['2026-11-20', 1_000], [AS_OF, 500])];
    expect(seriesOf(customers, 'day', 5).map(({ lastDay, values }) => [lastDay - today, values.orders])).toEqual([
      [-2, 1],
      [-1, 0],
    ]);
    // 2026-11-22 is a Sunday: the week is over only on Monday.
    expect(seriesOf(customers, 'week', 0)).toMatchObject([
      { complete: false, values: { orders: 2, newBuyers: 1, returningBuyers: 0 } },
    ]);
    expect(seriesOf(customers, 'month', 0)).toMatchObject([{ complete: false, values: { revenue: 1_500 } }]);
  });

  it('begin where anything is known', () => {
    expect(seriesOf([], 'day', 30)).toEqual([]);
    expect(seriesOf([bought('kim', ['2026-11-19', 1])], 'day', 30)).toHaveLength(3);
  });

  it('hold later orders against first ones', () => {
    const [point] = seriesOf(
      [bought('kim', ['2026-11-02', 1_000], ['2026-11-09', 3_000]), bought('lee', ['2026-11-03', 3_000])],
      'month',
      0,
    );
    expect(point?.values).toMatchObject({ upsell: 1.5, averageOrderValue: 7_000 / 3, purchaseInterval: 7 });
  });

  it('carry what a night alone could tell on the day before it', () => {
    const standings = [{ asOfDay: today - 1, figures: { clv12m: 12, churnedShare: 0.5 } }];
    const points = seriesOf([bought('kim', ['2026-11-19', 1])], 'day', 30, standings);
    expect(points.map(({ values }) => values.clv12m)).toEqual([null, 12, null]);
    expect(points.map(({ values }) => values.churnedShare)).toEqual([null, 0.5, null]);
  });
});

describe('a target', () => {
  const customers = [
    bought('kim', ['2026-11-02', 1_000], ['2026-11-12', 3_000]),
    bought('lee', ['2026-11-03', 2_000]),
    bought('park', ['2026-11-18', 4_000]),
  ];
  const days = seriesOf(customers, 'day', 60);

  it('of what adds up asks for its part by now', () => {
    const target = { kpi: 'revenue', value: 30_000, from: '2026-11-01', by: '2026-11-30' } as const;
    // 21 of 30 days are over.
    expect(targetView(target, days)).toMatchObject({
      state: 'behind',
      current: 10_000,
      expected: 21_000,
      behindBy: 11_000,
    });
    expect(targetView({ ...target, value: 12_000 }, days)).toMatchObject({
      state: 'on_course',
      expected: 8_400,
      behindBy: 0,
    });
    expect(targetView({ ...target, value: 9_000 }, days)).toMatchObject({ state: 'reached' });
    expect(targetView({ ...target, value: 12_000, by: '2026-11-20' }, days)).toMatchObject({
      state: 'missed',
      behindBy: 2_000,
    });
    expect(targetView({ ...target, from: '2026-11-25' }, days)).toMatchObject({ state: 'not_begun', current: null });
  });

  it('of a level asks for a straight line from where it began', () => {
    const target = { kpi: 'repeatRate', value: 0.5, from: '2026-11-05', by: '2026-12-05' } as const;
    const view = targetView(target, days);
    // Nobody of two on 4 November, one of three now; 17 of 31 days are over.
    expect(view).toMatchObject({ state: 'on_course', current: 1 / 3, expected: (0.5 * 17) / 31, behindBy: 0 });
    const fewer = targetView({ kpi: 'oneTimeShare', value: 0.3, from: '2026-11-05', by: '2026-11-22' }, days);
    expect(fewer).toMatchObject({
      state: 'behind',
      current: 2 / 3,
      behindBy: expect.closeTo(2 / 3 - (1 - (0.7 * 17) / 18), 12),
    });
  });

  it('begins with the year of its end unless it says', () => {
    expect(targetFrom({ kpi: 'orders', value: 1, by: '2026-12-31' })).toBe('2025-12-31');
    expect(targetView({ kpi: 'orders', value: 1, by: '2026-12-31' }, [])).toMatchObject({ state: 'not_enough_data' });
    expect(targetView({ kpi: 'clv12m', value: 1, by: '2026-12-31' }, days)).toMatchObject({ state: 'not_enough_data' });
  });
});

describe('moves on the grid', () => {
  it('are made by tonight’s limits a month ago and now', () => {
    // Limits of the model: R 5 within 9 days, 4 within 29, 3 within 59; F 1 to 5 orders.
    const { moves } = partOf([
      bought('new', ['2026-11-20', 1]),
      bought('back', ['2026-06-01', 1], ['2026-11-21', 1]),
      bought('sleeps', ['2026-10-20', 1]),
    ]);
    expect(moves).toEqual({ '->5-2': 1, '1-2>5-3': 1, '5-2>3-2': 1 });
    expect(cellBefore(moves)).toEqual({ '-': 1, '1-2': 1, '5-2': 1 });
    expect(segmentMoves(moves)).toEqual([
      { from: 'lost', to: 'potential_loyalists', customers: 1 },
      { from: 'potential_loyalists', to: 'about_to_sleep', customers: 1 },
      { from: 'prospect', to: 'potential_loyalists', customers: 1 },
    ]);
  });

  it('count every buyer once', () => {
    fc.assert(
      fc.property(rawOrders, (orders) => {
        const { moves } = partOf(customersOf(orders));
        const buyers = new Set(orders.filter(({ day }) => day <= AS_OF).map(({ customer }) => customer));
        expect(Object.values(moves).reduce((sum, count) => sum + count, 0)).toBe(buyers.size);
      }),
    );
  });
});
