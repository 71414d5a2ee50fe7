import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import {
  type Buying,
  countsOfNew,
  expectedOfNew,
  expectedOrders,
  pAlive,
  type Variant,
} from '../../../shared/estimates/bg-nbd.ts';
import { type Counted, fitBuying, logLikelihood } from '../../../shared/estimates/bg-nbd-fit.ts';
import { expectedOrderValue, fitSpending, type Spending } from '../../../shared/estimates/gamma-gamma.ts';
import { lifetimeValue } from '../../../shared/estimates/lifetime-value.ts';
import { epochDay } from '../../../shared/platform/time.ts';
import { countedAt, readBuyers, recencyAt } from '../../support/histories.ts';
import { sharedData } from '../../support/shared-data.ts';

const PUBLISHED: Buying = { r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 };
const PUBLISHED_SPENDING: Spending = { p: 6.25, q: 3.74, v: 15.44 };
const CALIBRATION_END = epochDay('1997-09-30');
const HOLDOUT_END = epochDay('1998-06-30');

const fitOf = (variant: Variant, people: readonly Counted[]) => {
  const fit = fitBuying(variant, people);
  if (fit === 'too_few_repeat_buyers') throw new Error(fit);
  return fit;
};
const spendingOf = (people: Parameters<typeof fitSpending>[0]) => {
  const fit = fitSpending(people);
  if (fit === 'too_few_repeat_buyers') throw new Error(fit);
  return fit;
};

const sample = sharedData('cdnow_sample.csv');
const table = sharedData('cdnow_sample_cbs.csv');

describe.skipIf(!sample)('the CDNOW sample, weeks 1 to 39', () => {
  const buyers = sample ? readBuyers(sample, 'sample_id') : [];
  const weeks = countedAt(buyers, CALIBRATION_END);
  const {
    buying,
    logLikelihood: height,
    flaw,
  } = sample ? fitOf('bgNbd', weeks) : { buying: PUBLISHED, logLikelihood: 0 };

  it('counts as published', () => {
    expect(buyers).toHaveLength(2_357);
    expect(weeks).toHaveLength(1_016);
    const repeats = weeks.reduce((sum, { x, count }) => sum + x * count, 0);
    expect(repeats).toBe(2_457);
  });

  it('fits the published BG/NBD', () => {
    expect(flaw).toBeUndefined();
    expect(Math.abs(buying.r - 0.243)).toBeLessThan(0.001);
    expect(Math.abs(buying.alpha - 4.414)).toBeLessThan(0.01);
    expect(Math.abs(buying.a - 0.793)).toBeLessThan(0.002);
    expect(Math.abs(buying.b - 2.426)).toBeLessThan(0.01);
    expect(height).toBeCloseTo(-9_582.42921, 3);
    expect(logLikelihood('bgNbd', PUBLISHED, weeks)).toBeCloseTo(-9_582.43048, 3);
  });

  it('fits the same in days, on another scale', () => {
    const days = fitOf('bgNbd', countedAt(buyers, CALIBRATION_END, 1));
    expect(Math.abs(days.buying.alpha - 30.8952)).toBeLessThan(0.01);
    expect(Math.abs(days.buying.r - buying.r)).toBeLessThan(1e-4);
    expect(Math.abs(days.logLikelihood - -14_363.5304)).toBeLessThan(0.01);
  });

  it('fits the published MBG/NBD, which doubts one-time buyers', () => {
    const fit = fitOf('mbgNbd', weeks);
    for (const [name, value] of [
      ['r', 0.525],
      ['alpha', 6.183],
      ['a', 0.891],
      ['b', 1.614],
    ] as const)
      expect(Math.abs(fit.buying[name] - value)).toBeLessThan(0.001);
    expect(fit.logLikelihood).toBeCloseTo(-9_582.1357, 2);
    const mean = (variant: Variant, of: Buying) =>
      weeks.reduce((sum, person) => sum + person.count * pAlive(variant, of, person), 0) / buyers.length;
    expect(mean('bgNbd', buying)).toBeCloseTo(0.8134, 3);
    expect(mean('mbgNbd', fit.buying)).toBeCloseTo(0.4487, 3);
  });

  it('expects of new customers what the published spreadsheet does', () => {
    const published = [0.0078, 0.0532, 0.1506, 1.0405, 1.0437, 1.8576];
    for (const [index, t] of [0.1429, 1, 3, 31.8571, 32, 78].entries())
      expect(Math.abs(expectedOfNew('bgNbd', buying, t) - (published[index] ?? 0))).toBeLessThan(0.001);
  });

  it('has the published histogram, and its sum of repeat purchases to week 78', () => {
    const expected = [1406.5, 460.8, 192.7, 101.3, 59.9, 38.2, 25.6];
    const found = new Array<number>(7).fill(0);
    let cumulated = 0;
    for (const { T, count } of weeks) {
      const counts = countsOfNew(PUBLISHED, T, 6);
      for (let x = 0; x < 7; x++) found[x] = (found[x] ?? 0) + count * (counts[x] ?? 0);
      cumulated += count * expectedOfNew('bgNbd', PUBLISHED, T + 39);
    }
    for (const [x, people] of expected.entries()) expect(Math.abs((found[x] ?? 0) - people)).toBeLessThan(0.06);
    const actual = [1_411, 439, 214, 100, 62, 38, 29, 64];
    const all = [...found, buyers.length - found.reduce((sum, people) => sum + people, 0)];
    const chiSquare = all.reduce((sum, people, x) => sum + ((actual[x] ?? 0) - people) ** 2 / people, 0);
    expect(chiSquare).toBeCloseTo(4.82, 2);
    expect(Math.abs(cumulated / 4_166.37 - 1)).toBeLessThan(0.001);
  });

  it('forecasts weeks 40 to 78 as well as published', () => {
    const pairs = buyers.flatMap((buyer) => {
      const person = recencyAt(buyer, CALIBRATION_END);
      if (!person) return [];
      const actual = buyer.days.filter((day) => day > CALIBRATION_END && day <= HOLDOUT_END).length;
      return [{ actual, predicted: expectedOrders('bgNbd', buying, person, 39) }];
    });
    const mean = (of: (pair: (typeof pairs)[number]) => number) =>
      pairs.reduce((sum, pair) => sum + of(pair), 0) / pairs.length;
    const [actual, predicted] = [mean((pair) => pair.actual), mean((pair) => pair.predicted)];
    expect(actual * pairs.length).toBe(1_882);
    expect(Math.abs(predicted * pairs.length - 1_653.4)).toBeLessThan(0.1);
    expect(mean((pair) => Math.abs(pair.actual - pair.predicted))).toBeCloseTo(0.7855, 3);
    const covariance = mean((pair) => (pair.actual - actual) * (pair.predicted - predicted));
    const spread = Math.sqrt(
      mean((pair) => (pair.actual - actual) ** 2) * mean((pair) => (pair.predicted - predicted) ** 2),
    );
    expect(Math.abs(covariance / spread - 0.6256)).toBeLessThan(0.001);
  });

  it('fits the published Gamma-Gamma, in cents as in dollars', () => {
    const spent = buyers.flatMap((buyer) => {
      const until = buyer.days.filter((day) => day <= CALIBRATION_END).length;
      const amounts = buyer.amounts.slice(1, until);
      if (amounts.length === 0) return [];
      return [{ x: amounts.length, mean: amounts.reduce((sum, amount) => sum + amount, 0) / amounts.length }];
    });
    expect(spent).toHaveLength(946);
    const fit = spendingOf(spent);
    expect(Math.abs(fit.spending.p - 6.25)).toBeLessThan(0.02);
    expect(Math.abs(fit.spending.q - 3.74)).toBeLessThan(0.02);
    expect(Math.abs(fit.spending.v - 15.44)).toBeLessThan(0.02);
    expect(Math.abs(fit.logLikelihood - -4_055.9177)).toBeLessThan(0.01);
    const cents = spendingOf(spent.map(({ x, mean }) => ({ x, mean: mean * 100 })));
    expect(cents.spending.v / 100).toBeCloseTo(fit.spending.v, 3);
  });
});

const rowSchema = z.array(z.record(z.string(), z.coerce.number()));

describe.skipIf(!table)('the published table of the CDNOW sample with two decimals', () => {
  const rows = table ? rowSchema.parse(parse(readFileSync(table), { columns: true })) : [];
  const people = rows.map(({ x = 0, t_x: tx = 0, T = 0, zbar: mean = 0 }) => ({ x, tx, T, mean, count: 1 }));
  const first = people.slice(0, 10);
  const { buying, logLikelihood: height } = table ? fitOf('bgNbd', people) : { buying: PUBLISHED, logLikelihood: 0 };
  const { spending } = table ? spendingOf(people) : { spending: PUBLISHED_SPENDING };

  const values = (of: Buying, worth: Spending, unitsPerMonth: number) =>
    first.map((person) =>
      lifetimeValue(expectedOrderValue(worth, person) ?? Number.NaN, (t) => expectedOrders('bgNbd', of, person, t), {
        months: 12,
        unitsPerMonth,
        discountMonthly: 0.01,
      }),
    );

  it('gives the published likelihood', () => {
    expect(height).toBeCloseTo(-9_582.42556, 3);
  });

  it('gives the published order values', () => {
    const published = [24.6586, 18.9115, 35.171, 35.171, 35.171, 71.4629, 18.9115, 35.171, 27.2824, 35.171];
    for (const [index, person] of first.entries())
      expect(Math.abs((expectedOrderValue(spending, person) ?? 0) - (published[index] ?? 0))).toBeLessThan(1e-4);
    const all = people.map((person) => expectedOrderValue(PUBLISHED_SPENDING, person) ?? Number.NaN);
    expect(all.reduce((sum, value) => sum + value, 0) / all.length).toBeCloseTo(35.253, 1);
    expect(expectedOrderValue(PUBLISHED_SPENDING, { x: 0, mean: 0 })).toBeCloseTo(35.219, 4);
  });

  it('gives twelve months of value in weeks', () => {
    const published = [36.2091, 4.6268, 8.3492, 8.3492, 8.3492, 282.9359, 6.8668, 8.3492, 43.2722, 8.3492];
    for (const [index, value] of values(PUBLISHED, PUBLISHED_SPENDING, 52 / 12).entries())
      expect(Math.abs(value - (published[index] ?? 0))).toBeLessThan(1e-4);
  });

  it('repeats the well-known wrong value of 30 weeks a month only when told so', () => {
    const found = values(buying, spending, 30);
    for (const [index, published] of [140.096211, 18.943467, 38.180574].entries())
      expect(Math.abs((found[index] ?? 0) / published - 1)).toBeLessThan(1e-5);
    expect(Math.abs((found[5] ?? 0) / 1_003.868107 - 1)).toBeLessThan(1e-5);
  });
});
