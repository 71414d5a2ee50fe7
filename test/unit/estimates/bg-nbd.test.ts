import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Buying,
  countsOfKnown,
  countsOfNew,
  expectedOfNew,
  expectedOrders,
  nextOrderQuantile,
  pAlive,
  pNextWithin,
  pReturn,
  VARIANTS,
} from '../../../shared/estimates/bg-nbd.ts';
import { logLikelihood } from '../../../shared/estimates/bg-nbd-fit.ts';

/** Fader, Hardie & Lee 2005, table of estimates; weeks. */
const PUBLISHED: Buying = { r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 };
/** The fit of the lifetimes package's test of MBG/NBD. */
const MODIFIED: Buying = { r: 0.52484, alpha: 6.18308, a: 0.89136, b: 1.614 };

/** x, t_x, T, P(alive), E[Y(13)], E[Y(39)] at the published parameters. */
const TABLE = [
  [0, 0, 38.86, 1, 0.0699265946, 0.195098052],
  [0, 0, 27, 1, 0.0949022195, 0.2593953815],
  [1, 1.71, 38.86, 0.2121009854, 0.074676165, 0.2031869871],
  [1, 20, 38.86, 0.6002935941, 0.2113503782, 0.5750649697],
  [2, 30.43, 38.86, 0.7265785701, 0.4572097865, 1.2260281748],
  [4, 10, 38.86, 0.0605732531, 0.0713139644, 0.1881921721],
  [4, 35, 38.86, 0.8215239866, 0.9671947495, 2.5523539777],
  [7, 5, 38.86, 0.0001690943, 0.0003370354, 0.0008792691],
  [7, 38, 38.86, 0.9018420862, 1.797534305, 4.6894668142],
  [11, 35.57, 38.71, 0.8700893267, 2.6857257313, 6.9527326039],
  [29, 30, 35, 0.4207229404, 3.6359519167, 9.2241529681],
] as const;

const buyings = fc.record({
  r: fc.double({ min: 0.05, max: 5, noNaN: true }),
  alpha: fc.double({ min: 0.2, max: 60, noNaN: true }),
  a: fc.double({ min: 0.05, max: 6, noNaN: true }),
  b: fc.double({ min: 0.05, max: 30, noNaN: true }),
});
const people = fc
  .record({
    x: fc.integer({ min: 0, max: 30 }),
    share: fc.double({ min: 0, max: 1, noNaN: true }),
    T: fc.integer({ min: 0, max: 80 }),
  })
  .map(({ x, share, T }) => ({ x, T, tx: x === 0 ? 0 : share * T }));

describe('BG/NBD at the published parameters', () => {
  it.each(TABLE)('x = %d, t_x = %d, T = %d gives the published P(alive) and E[Y]', (x, tx, T, alive, in13, in39) => {
    const person = { x, tx, T };
    expect(Math.abs(pAlive('bgNbd', PUBLISHED, person) - alive)).toBeLessThan(1e-8);
    expect(Math.abs(expectedOrders('bgNbd', PUBLISHED, person, 13) - in13)).toBeLessThan(1e-8);
    expect(Math.abs(expectedOrders('bgNbd', PUBLISHED, person, 39) - in39)).toBeLessThan(1e-8);
  });

  it.each([
    [1, 0.053268],
    [26, 0.902637],
    [39, 1.196723],
    [52, 1.446051],
    [78, 1.860519],
  ])('a new customer is expected to return as published by week %d', (t, expected) => {
    expect(Math.abs(expectedOfNew('bgNbd', PUBLISHED, t) - expected)).toBeLessThan(1e-5);
  });

  it('counts of new customers are those of the BTYD manual', () => {
    const after30 = countsOfNew(PUBLISHED, 30, 20);
    expect(Math.abs((countsOfNew(PUBLISHED, 39, 0)[0] ?? 0) / 0.5737864 - 1)).toBeLessThan(1e-5);
    expect(Math.abs((countsOfNew(PUBLISHED, 2, 10)[10] ?? 0) / 1.07869e-7 - 1)).toBeLessThan(1e-5);
    expect(after30[11]).toBeCloseTo(0.0019995, 7);
    expect(after30[20]).toBeCloseTo(0.0002222, 7);
  });

  it('more purchases before the same last one lower the forecast', () => {
    const found = [10, 15, 20, 25].map((x) => expectedOrders('bgNbd', PUBLISHED, { x, tx: 20, T: 39 }, 52));
    for (const [index, expected] of [0.3474, 0.04283, 0.00416, 0.00036].entries())
      expect(Math.abs((found[index] ?? 0) - expected)).toBeLessThan(1e-4);
  });

  it('somebody who bought today is alive and adds nothing to the likelihood', () => {
    const today = { x: 0, tx: 0, T: 0 };
    expect(pAlive('bgNbd', PUBLISHED, today)).toBe(1);
    expect(logLikelihood('bgNbd', PUBLISHED, [{ ...today, count: 7 }])).toBeCloseTo(0, 12);
  });
});

describe('MBG/NBD', () => {
  it('doubts one-time buyers, as published', () => {
    expect(pAlive('mbgNbd', MODIFIED, { x: 0, tx: 0, T: 38.86 })).toBeCloseTo(0.38972, 4);
    expect(pAlive('mbgNbd', MODIFIED, { x: 2, tx: 30.43, T: 38.86 })).toBeCloseTo(0.7061257, 4);
    expect(expectedOrders('mbgNbd', MODIFIED, { x: 2, tx: 30.43, T: 38.86 }, 39)).toBeCloseTo(1.26266926, 4);
  });
});

describe('both models', () => {
  it('forecast what the distribution of counts says on average', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...VARIANTS),
        buyings,
        people,
        fc.integer({ min: 1, max: 60 }),
        (variant, buying, person, t) => {
          const counts = countsOfKnown(variant, buying, person, t, 4_000);
          const total = counts.reduce((sum, chance) => sum + chance, 0);
          const mean = counts.reduce((sum, chance, n) => sum + n * chance, 0);
          // What the list leaves out must not matter for the comparison.
          fc.pre(Math.abs(total - 1) < 1e-12);
          const expected = expectedOrders(variant, buying, person, t);
          expect(Math.abs(mean - expected)).toBeLessThan(1e-7 * (1 + expected));
          expect(Math.abs(1 - (counts[0] ?? 0) - pReturn(variant, buying, person, t))).toBeLessThan(1e-12);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('stay finite and in bounds for anything, and grow with the time looked ahead', () => {
    const wild = fc.record({
      r: fc.double({ min: 1e-6, max: 1e6, noNaN: true }),
      alpha: fc.double({ min: 1e-6, max: 1e6, noNaN: true }),
      a: fc.double({ min: 1e-6, max: 1e6, noNaN: true }),
      b: fc.double({ min: 1e-6, max: 1e6, noNaN: true }),
    });
    const many = fc.record({ x: fc.integer({ min: 0, max: 2_000 }), T: fc.integer({ min: 0, max: 4_000 }) });
    fc.assert(
      fc.property(fc.constantFrom(...VARIANTS), wild, many, (variant, buying, { x, T }) => {
        const person = { x, T, tx: x === 0 ? 0 : T / 2 };
        const alive = pAlive(variant, buying, person);
        expect(alive).toBeGreaterThanOrEqual(0);
        expect(alive).toBeLessThanOrEqual(1);
        expect(Number.isFinite(logLikelihood(variant, buying, [{ ...person, count: 1 }]))).toBe(true);
        expect(pReturn(variant, buying, person, 52)).toBeLessThanOrEqual(1);
      }),
      { numRuns: 500 },
    );
    fc.assert(
      fc.property(fc.constantFrom(...VARIANTS), buyings, people, (variant, buying, person) => {
        const [soon = 0, late = 0] = [4, 40].map((t) => expectedOrders(variant, buying, person, t));
        expect(soon).toBeGreaterThanOrEqual(0);
        expect(late).toBeGreaterThanOrEqual(soon);
        expect(late).toBeLessThan(Number.POSITIVE_INFINITY);
      }),
      { numRuns: 500 },
    );
  });

  it('do not jump where a = 1', () => {
    const person = { x: 3, tx: 20, T: 30 };
    const at = (a: number) => expectedOrders('bgNbd', { ...PUBLISHED, a }, person, 39);
    expect(at(1)).toBeCloseTo((at(1 - 1e-9) + at(1 + 1e-9)) / 2, 8);
  });

  it('name the day under which the next purchase of a share of the living comes', () => {
    fc.assert(
      fc.property(buyings, people, fc.double({ min: 0.05, max: 0.95, noNaN: true }), (buying, person, q) => {
        const t = nextOrderQuantile(buying, person, q);
        fc.pre(t < 1e12);
        expect(pNextWithin(buying, person, t)).toBeCloseTo(q, 6);
      }),
    );
  });
});
