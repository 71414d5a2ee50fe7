import { describe, expect, it } from 'vitest';
import type { Profile } from '../../../shared/profiles/profile.ts';
import { fitModel } from '../../../shared/scoring/fit.ts';
import { createMeasurer } from '../../../shared/scoring/measure.ts';
import { scoreCustomer } from '../../../shared/scoring/model.ts';
import { createFigures, figuresSchema, kpiOf, kpiSchema, mergeFigures } from '../../../shared/segments/figures.ts';
import { DEFAULT_SETTINGS } from '../../../shared/settings/settings.ts';
import { customerOf, packDays } from '../../support/profile.ts';

const asOf = '2026-11-22';
const NOW = Date.parse('2026-11-22T23:59:59.999+09:00');
const rules = { ...DEFAULT_SETTINGS, currency: 'KRW' };

const agreed = { email: { ad: { state: 'granted' as const, at: '2026-01-01T00:00:00.000Z' } } };
const buying = (...purchases: Parameters<typeof packDays>[0]): Partial<Profile> => ({
  days: { KRW: packDays(purchases) },
});

const people = {
  regular: customerOf('regular', {
    ...buying(
      { day: '2025-11-22', net: 1 },
      { day: '2025-11-23', net: 10 },
      { day: '2026-11-21', orders: 2, net: 100 },
    ),
    contacts: { email: 'r@example.com' },
    consent: agreed,
  }),
  today: customerOf('today', buying({ day: '2026-11-22', net: 1_000 })),
  newcomer: customerOf('newcomer', buying({ day: '2026-11-21', net: 10_000 })),
  lapsed: customerOf('lapsed', buying({ day: '2025-11-22', net: 100_000 })),
  abroad: customerOf('abroad', {
    days: { USD: packDays([{ day: '2026-10-01', net: 5 }]), KRW: packDays([{ day: '2026-10-01', net: 7 }]) },
  }),
  visitor: customerOf('visitor', { contacts: { email: 'v@example.com' }, consent: agreed }),
  partner: customerOf('partner', {
    ...buying({ day: '2026-11-21', net: 1_000_000 }),
    ...{ kind: 'partner', contacts: { email: 'p@example.com' }, consent: agreed },
  }),
};

const modelOf = () => {
  const { add, measure } = createMeasurer({ asOf, rules, shards: 1 });
  for (const customer of Object.values(people)) add(customer);
  return fitModel({ asOf, rules }, [measure()]);
};

const model = modelOf();

const figuresOf = (names: readonly (keyof typeof people)[]) => {
  const { add, moved, figures } = createFigures(model, NOW);
  for (const name of names) add(people[name], scoreCustomer(people[name], model), [`seg:${name}`, 'everybody']);
  return { figures, moved };
};

describe('the figures of a run', () => {
  it('count people, buyers, one-time buyers, yesterday and the year, each with its edge days', () => {
    const { figures } = figuresOf(['regular', 'today', 'newcomer', 'lapsed', 'abroad', 'visitor', 'partner']);
    expect(figures).toMatchObject({
      customers: 7,
      population: 5,
      oneTime: 3,
      otherCurrency: 1,
      yesterday: { orders: 3, revenue: 10_100, buyers: 2, newCustomers: 1 },
      year: { buyers: 4, revenue: 10 + 100 + 1_000 + 10_000 + 7 },
      reachable: { email: 2 },
      members: { everybody: 7, 'seg:regular': 1, 'seg:partner': 1 },
    });
    expect(figures.reachable.sms).toBeUndefined();
    expect(Object.values(figures.churn).reduce((sum, count) => sum + count, 0)).toBe(7);
    expect(figures.churn.new).toBe(2);
    const cells = Object.values(figures.cells);
    expect(cells.reduce((sum, { customers }) => sum + customers, 0)).toBe(5);
    expect(cells.reduce((sum, { revenue }) => sum + revenue, 0)).toBe(111 + 1_000 + 10_000 + 100_000 + 7);
    expect(figuresSchema.parse(figures)).toEqual(figures);
  });

  it('put everybody of the population into the cell of their scores', () => {
    const { figures } = figuresOf(['lapsed', 'today']);
    const cellOf = (name: keyof typeof people) => {
      const { rfm } = scoreCustomer(people[name], model);
      return `${rfm?.r}-${rfm?.f}`;
    };
    expect(figures.cells).toEqual({
      [cellOf('lapsed')]: { customers: 1, revenue: 100_000 },
      [cellOf('today')]: { customers: 1, revenue: 1_000 },
    });
  });

  it('count who came and went', () => {
    const { figures, moved } = figuresOf([]);
    moved(['a', 'b'], ['c']);
    moved(['a'], []);
    expect(figures).toMatchObject({ changed: 2, entered: 3, left: 1, joined: { a: 2, b: 1 }, gone: { c: 1 } });
  });

  it('of shards add up to those of all, in any order', () => {
    const names = ['regular', 'today', 'newcomer', 'lapsed', 'abroad', 'visitor', 'partner'] as const;
    const all = figuresOf(names);
    all.moved(['a'], ['b', 'c']);
    const parts = names.map((name) => figuresOf([name]));
    parts[0]?.moved(['a'], ['b', 'c']);
    const figures = parts.map((part) => part.figures);
    expect(mergeFigures(figures)).toEqual(all.figures);
    expect(mergeFigures(figures.toReversed())).toEqual(all.figures);
    expect(mergeFigures([])).toEqual(figuresOf([]).figures);
    expect(mergeFigures([])).toMatchObject({
      ...{ customers: 0, population: 0, changed: 0, entered: 0, left: 0, otherCurrency: 0, oneTime: 0 },
      ...{ yesterday: { orders: 0, revenue: 0, buyers: 0, newCustomers: 0 }, year: { buyers: 0, revenue: 0 } },
    });
  });

  it('make the snapshot of a day, with no share of nobody', () => {
    const { figures } = figuresOf(['regular', 'today', 'newcomer', 'lapsed', 'abroad', 'visitor', 'partner']);
    const kpi = kpiOf(figures, model, 'run-1', { reachable: 3 });
    expect(kpiSchema.parse(kpi)).toEqual(kpi);
    expect(kpi).toMatchObject({
      ...{ day: asOf, runId: 'run-1', currency: 'KRW', customers: 7, buyers: 5, oneTimeBuyers: 3 },
      ...{ oneTimeShare: 3 / 5, repeatRate: 2 / 5, activeBuyers12m: 4, averageRevenue12m: 11_117 / 4 },
      yesterday: { day: '2026-11-21', orders: 3, revenue: 10_100, buyers: 2, newCustomers: 1 },
      ...{ reachable: { email: 2 }, standing: { reachable: 3 } },
    });
    const nobody = kpiOf(figuresOf([]).figures, model, 'run-1', {});
    expect(nobody).toMatchObject({ oneTimeShare: null, repeatRate: null, averageRevenue12m: null });
    for (const wrong of [
      { day: 'today' },
      { customers: 1.5 },
      { yesterday: { day: 'x' } },
      { reachable: { email: 0.5 } },
    ]) {
      expect(kpiSchema.safeParse({ ...kpi, ...wrong }).success, JSON.stringify(wrong)).toBe(false);
    }
    for (const wrong of [
      { cells: { '1-1': { customers: 1 } } },
      { members: { a: 'x' } },
      { yesterday: {} },
      { year: {} },
      { customers: 0.5 },
    ]) {
      expect(figuresSchema.safeParse({ ...figures, ...wrong }).success, JSON.stringify(wrong)).toBe(false);
    }
  });
});
