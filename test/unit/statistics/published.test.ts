import { describe, expect, it } from 'vitest';
import { chanceToBeat, expectedLoss } from '../../../shared/statistics/bayes.ts';
import { cuped, type Paired } from '../../../shared/statistics/cuped.ts';
import { normalCdf, normalQuantile } from '../../../shared/statistics/interval.ts';
import { benjaminiHochberg, holm } from '../../../shared/statistics/many.ts';
import { twoSidedT } from '../../../shared/statistics/means.ts';
import type { Proportion } from '../../../shared/statistics/proportions.ts';
import { chiSquareTail, sampleRatio } from '../../../shared/statistics/sample-ratio.ts';
import { powerOf, sampleSize, smallestEffect } from '../../../shared/statistics/sample-size.ts';
import { sequentialTest } from '../../../shared/statistics/sequential.ts';
import { near } from './near.ts';

const of = (successes: number, n: number): Proportion => ({ n, successes });
const control = of(200, 2000);
const treatment = of(260, 2000);

describe('special functions to fifteen digits', () => {
  it('normal, χ² and t', () => {
    near(normalQuantile(0.975), 1.95996398454005, 1e-13);
    near(normalQuantile(0.8), 0.841621233572914, 1e-13);
    near(normalQuantile(0.9), 1.2815515655446, 1e-12);
    near(normalQuantile(0.995), 2.5758293035489, 1e-12);
    near(normalCdf(1.95996398454005), 0.975, 1e-14);
    near(chiSquareTail(6.9024, 1), 0.00860801164187031, 1e-15);
    near(chiSquareTail(5.991, 2), 0.0500116150265791, 1e-14);
    near(twoSidedT(2, 10), 0.0733880347707404, 1e-14);
  });
});

describe('people needed', () => {
  it('with the variance pooled, as R does', () => {
    near(sampleSize({ baseline: 0.2, expected: 0.25 }), 1093.739, 5e-4);
    near(sampleSize({ baseline: 0.5, expected: 0.75, power: 0.9 }), 76.7069, 5e-5);
    near(powerOf(50, { baseline: 0.5, expected: 0.75 }), 0.7402, 5e-5);
  });

  it("with the control's variance, as Evan Miller does, and unpooled", () => {
    near(sampleSize({ baseline: 0.2, expected: 0.25, nullVariance: 'control' }), 1030.219, 5e-4);
    near(sampleSize({ baseline: 0.2, expected: 0.25, nullVariance: 'unpooled' }), 1090.994, 5e-4);
  });

  it('a smaller control group needs more people in all, and the smallest effect leads back to its number', () => {
    const even = sampleSize({ baseline: 0.1, expected: 0.12 }) * 2;
    const tenth = sampleSize({ baseline: 0.1, expected: 0.12, ratio: 9 }) * 10;
    expect(tenth).toBeGreaterThan(2 * even);
    const n = sampleSize({ baseline: 0.1, expected: 0.12, ratio: 9 });
    near(smallestEffect(n, { baseline: 0.1, ratio: 9 }) ?? 0, 0.02, 1e-9);
    near(powerOf(n, { baseline: 0.1, expected: 0.12, ratio: 9 }), 0.8, 1e-9);
    expect(smallestEffect(2, { baseline: 0.5 })).toBeNull();
    expect(sampleSize({ baseline: 0.1, expected: 0.1 })).toBe(Number.POSITIVE_INFINITY);
  });
});

describe('Bayes with flat priors', () => {
  it('chance to beat', () => {
    near(chanceToBeat(control, treatment), 0.998530931928, 1e-11);
    near(chanceToBeat(of(100, 1000), of(110, 1000)), 0.766614136);
    near(chanceToBeat(control, treatment) + chanceToBeat(treatment, control), 1, 1e-10);
  });

  it('expected loss of either choice', () => {
    near(expectedLoss(treatment, control), 4.23178e-6, 5e-12);
    near(expectedLoss(control, treatment), 0.0299742617, 5e-11);
  });

  it('Cookie Cats: the gate at level 40 is hardly ever better on day 7', () => {
    const day7 = [of(Math.round(0.190201 * 44700), 44700), of(Math.round(0.182 * 45489), 45489)] as const;
    near(chanceToBeat(day7[0], day7[1]), 0.00077734, 5e-9);
  });
});

describe('sample ratio', () => {
  const thirds = (...people: number[]) => sampleRatio(people.map((n) => ({ n, share: 1 })));

  it('Hillstrom is split as it should be', () => {
    const found = thirds(21306, 21387, 21307);
    near(found?.chiSquare, 0.202531, 5e-7);
    near(found?.p, 0.903693, 5e-7);
    expect(found).toMatchObject({ degreesOfFreedom: 2, alarm: false });
  });

  it('Cookie Cats is not', () => {
    const found = thirds(44700, 45489);
    near(found?.chiSquare, 6.902405, 5e-7);
    near(found?.p, 0.008607988, 5e-10);
    expect(
      sampleRatio(
        [
          { n: 44700, share: 1 },
          { n: 45489, share: 1 },
        ],
        0.01,
      )?.alarm,
    ).toBe(true);
  });

  it('only proportions of shares count, and nobody is no evidence', () => {
    expect(
      sampleRatio([
        { n: 10, share: 0.1 },
        { n: 90, share: 0.9 },
      ]),
    ).toMatchObject({ p: 1, alarm: false });
    expect(
      sampleRatio([
        { n: 0, share: 1 },
        { n: 0, share: 1 },
      ]),
    ).toBeNull();
    expect(sampleRatio([{ n: 7, share: 1 }])).toBeNull();
    expect(
      sampleRatio([
        { n: 5, share: 0 },
        { n: 5, share: 1 },
        { n: 5, share: 1 },
      ])?.degreesOfFreedom,
    ).toBe(2);
  });
});

describe('the test that may be looked at any time', () => {
  it('mixture ratio, p and half-width', () => {
    const found = sequentialTest(control, treatment, 0.01);
    near(found.logRatio, 1.855874921);
    near(found.p, 0.156316119);
    near(((found.interval?.high ?? 0) - (found.interval?.low ?? 0)) / 2, 0.036967531);
  });

  it('says nothing where nothing varies', () => {
    expect(sequentialTest(of(0, 10), of(0, 10))).toEqual({ logRatio: 0, p: 1, interval: null });
    expect(sequentialTest(of(0, 0), of(3, 10))).toEqual({ logRatio: 0, p: 1, interval: null });
  });

  it('p is below α exactly where the interval leaves zero out', () => {
    for (const successes of [200, 230, 260, 270, 275, 280, 300, 400]) {
      const { p, interval } = sequentialTest(control, of(successes, 2000), 0.01);
      expect(p <= 0.05).toBe((interval?.low ?? 0) >= 0);
    }
  });
});

describe('CUPED', () => {
  const paired = (y: readonly number[], x: readonly number[]): Paired => {
    const sum = (value: (index: number) => number): number => y.reduce((total, _, index) => total + value(index), 0);
    const [at, past] = [(index: number) => y[index] ?? 0, (index: number) => x[index] ?? 0];
    return {
      n: y.length,
      x: sum(past),
      xx: sum((index) => past(index) ** 2),
      y: sum(at),
      yy: sum((index) => at(index) ** 2),
      xy: sum((index) => at(index) * past(index)),
    };
  };

  it('the worked example', () => {
    const found = cuped(paired([12, 15, 9, 20], [10, 14, 8, 17]), paired([18, 11, 16, 22], [15, 9, 12, 18]));
    near(found?.theta, 1.190967742);
    near(found?.correlation, 0.977266897);
    near(found?.difference.difference, 1.261290323);
    near(found?.difference.standardError, 0.523242313);
    near(found?.varianceRatio, 0.044949413);
  });

  it('says nothing of a past that does not vary, or of one person', () => {
    expect(cuped(paired([1, 2], [5, 5]), paired([3, 4], [5, 5]))).toBeNull();
    expect(cuped(paired([1], [5]), paired([3, 4], [5, 6]))).toBeNull();
  });
});

describe('many looks at once', () => {
  it('Holm and Benjamini–Hochberg, as p.adjust of R', () => {
    const ps = [0.01, 0.04, 0.03, 0.005];
    for (const [index, p] of holm(ps).entries()) near(p, [0.03, 0.06, 0.06, 0.02][index] ?? 0, 1e-15);
    for (const [index, p] of benjaminiHochberg(ps).entries()) near(p, [0.02, 0.04, 0.04, 0.02][index] ?? 0, 1e-15);
    expect(holm([0.9, 0.8])).toEqual([1, 1]);
    expect(holm([])).toEqual([]);
  });
});
