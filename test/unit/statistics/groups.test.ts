import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { meanDifference, variance } from '../../../shared/statistics/means.ts';
import {
  newcombeInterval,
  type Proportion,
  relativeLift,
  waldInterval,
  wilsonInterval,
  zTest,
} from '../../../shared/statistics/proportions.ts';
import { near } from './near.ts';

const of = (successes: number, n: number): Proportion => ({ n, successes });
const control = of(200, 2000);
const treatment = of(260, 2000);

describe('published values, 200/2000 against 260/2000', () => {
  it('pooled z-test', () => {
    const { z, p } = zTest(control, treatment);
    near(z, 2.973724283);
    near(p, 0.00294209307, 1e-11);
    near(z * z, 8.843036109);
  });

  it('Wald interval', () => {
    const { low, high } = waldInterval(control, treatment);
    near(low, 0.010249047);
    near(high, 0.049750953);
    near((high - low) / 2 / 1.95996398454005, 0.010077202, 1e-9);
  });

  it('Newcombe interval, and the published case 56/70 − 48/80', () => {
    const { low, high } = newcombeInterval(control, treatment);
    near(low, 0.010231323);
    near(high, 0.04980577);
    const published = newcombeInterval(of(48, 80), of(56, 70));
    near(published.low, 0.0524, 5e-5);
    near(published.high, 0.3339, 5e-5);
  });

  it('Wilson intervals', () => {
    near(wilsonInterval(control).low, 0.087609225);
    near(wilsonInterval(control).high, 0.113924412);
    near(wilsonInterval(treatment).low, 0.115967491);
    near(wilsonInterval(treatment).high, 0.145451124);
  });

  it('relative lift', () => {
    const lift = relativeLift(control, treatment);
    near(lift?.lift ?? Number.NaN, 0.3);
    near(lift?.interval.low ?? Number.NaN, 0.09281131);
    near(lift?.interval.high ?? Number.NaN, 0.546470085);
  });
});

describe('Hillstrom, against No E-Mail', () => {
  const none = { visits: of(2262, 21306), conversions: of(122, 21306) };
  const womens = { visits: of(3238, 21387), conversions: of(189, 21387) };
  const mens = { visits: of(3894, 21307), conversions: of(267, 21307) };
  // The table gives mean and standard deviation; the sum of squares follows from them.
  const spend = (n: number, sum: number, sd: number) => ({ n, sum, sumSquares: sd ** 2 * (n - 1) + sum ** 2 / n });
  const noneSpend = spend(21306, 13908.33, 11.5882);
  const womensSpend = spend(21387, 23038.11, 15.116106);
  const mensSpend = spend(21307, 30311.69, 17.754205);

  it('womens: visits, conversions, spend', () => {
    near(zTest(none.visits, womens.visits).z, 13.949181, 1e-6);
    expect(zTest(none.visits, womens.visits).p).toBeCloseTo(3.18e-44, 46);
    const wald = waldInterval(none.visits, womens.visits);
    near(wald.low, 0.038894, 5e-7);
    near(wald.high, 0.051572, 5e-7);
    near(relativeLift(none.visits, womens.visits)?.lift ?? 0, 0.426055, 5e-7);
    near(zTest(none.conversions, womens.conversions).z, 3.779561, 1e-6);
    near(zTest(none.conversions, womens.conversions).p, 1.571e-4, 5e-8);
    near(relativeLift(none.conversions, womens.conversions)?.lift ?? 0, 0.5433, 5e-5);
    const money = meanDifference(noneSpend, womensSpend);
    near(money.difference, 0.424412, 1e-6);
    near(money.t, 3.256372, 1e-6);
    near(money.p, 0.001129397, 5e-9);
    near(money.degreesOfFreedom, 40064.9, 0.05);
    near(money.interval.low, 0.168957, 1e-6);
    near(money.interval.high, 0.679868, 1e-6);
  });

  it('mens: visits, conversions, spend', () => {
    near(zTest(none.visits, mens.visits).z, 22.486041, 1e-6);
    const wald = waldInterval(none.visits, mens.visits);
    near(wald.low, 0.069954, 5e-7);
    near(wald.high, 0.083226, 5e-7);
    near(relativeLift(none.visits, mens.visits)?.lift ?? 0, 0.721405, 5e-7);
    near(zTest(none.conversions, mens.conversions).z, 7.385114, 1e-6);
    near(relativeLift(none.conversions, mens.conversions)?.lift ?? 0, 1.1884, 5e-5);
    const money = meanDifference(noneSpend, mensSpend);
    near(money.difference, 0.769827, 1e-6);
    near(money.t, 5.30014, 1e-6);
    near(money.p, 1.1638e-7, 5e-12);
    near(money.degreesOfFreedom, 36671.2, 0.05);
    near(money.interval.low, 0.48514, 1e-6);
    near(money.interval.high, 1.054515, 1e-6);
  });

  it('mens against womens, visits', () => {
    near(zTest(womens.visits, mens.visits).z, 8.684558, 1e-6);
  });
});

it('Cookie Cats: day 1 and day 7 retention', () => {
  const day1 = zTest(of(Math.round(0.448188 * 44700), 44700), of(Math.round(0.442283 * 45489), 45489));
  near(day1.z, -1.784086, 1e-6);
  near(day1.p, 0.07441, 5e-6);
  const day7 = zTest(of(Math.round(0.190201 * 44700), 44700), of(Math.round(0.182 * 45489), 45489));
  near(day7.z, -3.164359, 1e-6);
  near(day7.p, 0.00155425, 5e-9);
});

it('Welch on eight people: difference and standard error', () => {
  const found = meanDifference({ n: 4, sum: 56, sumSquares: 850 }, { n: 4, sum: 67, sumSquares: 1185 });
  near(found.difference, 2.75);
  near(found.standardError, 3.275540668);
});

describe('edges', () => {
  it('nobody or everybody converted: no evidence either way', () => {
    expect(zTest(of(0, 10), of(0, 20))).toEqual({ z: 0, p: 1 });
    expect(zTest(of(10, 10), of(20, 20))).toEqual({ z: 0, p: 1 });
  });

  it('relative lift is undefined without conversions', () => {
    expect(relativeLift(of(0, 10), of(5, 10))).toBeNull();
    expect(relativeLift(of(5, 10), of(0, 10))).toBeNull();
  });

  it('equal spend everywhere has no spread', () => {
    const flat = { n: 3, sum: 30, sumSquares: 300 };
    expect(variance(flat)).toBe(0);
    expect(meanDifference(flat, flat)).toMatchObject({ difference: 0, standardError: 0, t: 0 });
  });
});

const arm = fc
  .integer({ min: 1, max: 5_000 })
  .chain((n) => fc.record({ n: fc.constant(n), successes: fc.integer({ min: 0, max: n }) }));

it('intervals hold the estimate, stay in range and mirror when the arms change places', async () => {
  await fc.assert(
    fc.property(arm, arm, (one, two) => {
      const { low, high } = newcombeInterval(one, two);
      const middle = two.successes / two.n - one.successes / one.n;
      expect(low).toBeLessThanOrEqual(middle + 1e-12);
      expect(high).toBeGreaterThanOrEqual(middle - 1e-12);
      expect(low).toBeGreaterThanOrEqual(-1 - 1e-12);
      expect(high).toBeLessThanOrEqual(1 + 1e-12);
      const mirrored = newcombeInterval(two, one);
      near(mirrored.low, -high, 1e-12);
      near(zTest(one, two).z, -zTest(two, one).z, 1e-12);
    }),
  );
});

it('Welch from sums equals Welch from the values', async () => {
  const values = fc.array(fc.integer({ min: 0, max: 500_000 }), { minLength: 2, maxLength: 60 });
  const moments = (list: number[]) => ({
    n: list.length,
    sum: list.reduce((total, value) => total + value, 0),
    sumSquares: list.reduce((total, value) => total + value * value, 0),
  });
  const naiveVariance = (list: number[]): number => {
    const mean = list.reduce((total, value) => total + value, 0) / list.length;
    return list.reduce((total, value) => total + (value - mean) ** 2, 0) / (list.length - 1);
  };
  await fc.assert(
    fc.property(values, values, (one, two) => {
      const found = meanDifference(moments(one), moments(two));
      const expected = Math.sqrt(naiveVariance(one) / one.length + naiveVariance(two) / two.length);
      near(found.standardError, expected, 1e-6 * Math.max(1, expected));
    }),
  );
});
