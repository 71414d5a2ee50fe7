import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dateOfEpochDay, epochDay } from '../../../shared/platform/time.ts';
import { fitModel } from '../../../shared/scoring/fit.ts';
import { commonSample, createMeasurer } from '../../../shared/scoring/measure.ts';
import { scoreCustomer } from '../../../shared/scoring/model.ts';
import { medianGap, purchasesUntil } from '../../../shared/scoring/purchases.ts';
import { DEFAULT_SETTINGS } from '../../../shared/settings/settings.ts';
import { customerOf, packDays, profileOf } from '../../support/profile.ts';

const won = { currency: 'KRW', exchangeRates: [] };
const asOf = '2026-11-22';

const modelFor = (customers: ReturnType<typeof customerOf>[], settings = DEFAULT_SETTINGS) => {
  const { add, measure } = createMeasurer({ asOf, rules: settings, shards: 1 });
  for (const customer of customers) add(customer);
  return fitModel({ asOf, rules: settings }, [measure()]);
};

describe('purchases up to a day', () => {
  it('ignore what came later, in each currency', () => {
    const days = {
      KRW: packDays([
        { day: '2026-11-01', net: 1_000 },
        { day: '2026-11-22', orders: 2, net: 500 },
        { day: '2026-11-23', net: 9_999 },
      ]),
      USD: packDays([{ day: '2026-11-01', net: 150 }]),
    };
    expect(purchasesUntil(profileOf({ days }), epochDay(asOf), won)).toEqual({
      days: [epochDay('2026-11-01'), epochDay('2026-11-22')],
      orders: 4,
      money: { KRW: 1_500, USD: 150 },
    });
  });

  it('convert a second currency at the rate of its day, and only then', () => {
    const days = {
      USD: packDays([
        { day: '2026-01-31', net: 100 },
        { day: '2026-02-01', net: 100 },
        { day: '2026-03-05', net: 100 },
      ]),
    };
    const exchangeRates = [
      { from: 'USD', date: '2026-02-01', rate: 1_300 },
      { from: 'USD', date: '2026-03-01', rate: 1_400 },
    ];
    expect(purchasesUntil(profileOf({ days }), epochDay(asOf), { currency: 'KRW', exchangeRates }).money).toEqual({
      USD: 100,
      KRW: 2_700,
    });
  });
});

describe('the usual gap', () => {
  it('is the middle of the gaps between purchase days', () => {
    expect(medianGap([5])).toBeUndefined();
    expect(medianGap([0, 10])).toBe(10);
    expect(medianGap([0, 10, 13])).toBe(6.5);
    expect(medianGap([0, 1, 11, 14])).toBe(3);
  });
});

describe('the model of a run', () => {
  const buyer = (id: string, day: string, net: number, currency = 'KRW') =>
    customerOf(id, { days: { [currency]: packDays([{ day, net }]) } });

  it('has no prospects, staff or later customers in its population', () => {
    const staff = customerOf('staff', { kind: 'staff', days: { KRW: packDays([{ day: '2026-11-01', net: 1 }]) } });
    const later = buyer('later', '2026-11-23', 1);
    const model = modelFor([buyer('kim', '2026-11-01', 1_000), staff, later, customerOf('visitor')]);
    expect(scoreCustomer(staff, model)).toMatchObject({ rfm: null, churn: { flag: 'not_enough_data' } });
    expect(scoreCustomer(later, model).rfm).toBeNull();
    expect(scoreCustomer(customerOf('visitor'), model).rfm).toBeNull();
    expect(scoreCustomer(buyer('kim', '2026-11-01', 1_000), model).rfm).not.toBeNull();
  });

  it('leaves out who objected to being scored, and changes nobody else’s score by that', () => {
    const objector = customerOf('objector', {
      objectedAt: '2026-11-02T00:00:00.000Z',
      days: { KRW: packDays([{ day: '2026-11-01', net: 9_000 }]) },
    });
    const others = [buyer('kim', '2026-11-01', 1_000), buyer('lee', '2026-10-01', 2_000)];
    const model = modelFor([...others, objector]);
    expect(model.thresholds).toEqual(modelFor(others).thresholds);
    expect(scoreCustomer(objector, model)).toMatchObject({ rfm: null, churn: { reason: { code: 'objected' } } });
  });

  it('reports in the shop’s currency if anybody uses it, else in the most used one', () => {
    const dollars = [1, 2, 3].map((n) => buyer(`d${n}`, '2026-10-01', n, 'USD'));
    expect(modelFor([...dollars, buyer('kim', '2026-10-01', 1)]).currency).toBe('KRW');
    expect(modelFor([...dollars, buyer('euro', '2026-10-01', 1, 'EUR')]).currency).toBe('USD');
    expect(modelFor([]).currency).toBe('KRW');
  });

  it('recomputed for a past day equals the one computed on that day', () => {
    const day = fc.integer({ min: epochDay('2026-09-01'), max: epochDay('2026-12-31') });
    const purchases = fc.array(fc.record({ day, net: fc.integer({ min: 0, max: 50 }) }), { maxLength: 6 });
    fc.assert(
      fc.property(fc.array(purchases, { minLength: 1, maxLength: 12 }), (people) => {
        const pack = (from: { day: number; net: number }[]) =>
          packDays(from.map(({ day: at, net }) => ({ day: dateOfEpochDay(at), net })));
        const all = people.map((rows, index) => customerOf(`c${index}`, { days: { KRW: pack(rows) } }));
        const then = people.map((rows, index) =>
          customerOf(`c${index}`, { days: { KRW: pack(rows.filter((row) => row.day <= epochDay(asOf))) } }),
        );
        const past = modelFor(all);
        expect(past).toEqual(modelFor(then));
        for (const [index, customer] of all.entries()) {
          expect(scoreCustomer(customer, past)).toEqual(scoreCustomer(then[index] ?? customer, past));
        }
      }),
      { numRuns: 100 },
    );
  });

  it('takes a fair hash sample once a shard has more people than it may keep', () => {
    const customers = Array.from({ length: 4_000 }, (_, index) => buyer(`c${index}`, '2026-10-01', index));
    const shards = [0, 1].map((shard) => {
      const { add, measure } = createMeasurer(
        { asOf, rules: DEFAULT_SETTINGS, shards: 2 },
        shard === 0 ? 1_000 : 4_000,
      );
      for (const [index, customer] of customers.entries()) if (index % 2 === shard) add(customer);
      return measure();
    });
    const [small, large] = shards;
    expect(small?.rows.length).toBeLessThanOrEqual(500);
    expect(small?.population).toBe(2_000);
    expect(large?.rows).toHaveLength(2_000);
    const rows = commonSample(shards);
    expect(rows.length / 4_000).toBeCloseTo(small?.share ?? 0, 1);
    const median = rows.map(([, , , , money]) => money.KRW ?? 0).sort((a, b) => a - b)[Math.floor(rows.length / 2)];
    expect(Math.abs((median ?? 0) - 2_000)).toBeLessThan(250);
  });
});
