import { describe, expect, it } from 'vitest';
import { expectedOrders } from '../../../shared/estimates/bg-nbd.ts';
import { fitBuying } from '../../../shared/estimates/bg-nbd-fit.ts';
import { expectedOrderValue, fitSpending } from '../../../shared/estimates/gamma-gamma.ts';
import { seeded } from '../../support/random.ts';

/** Buyers of whom nobody ever leaves: a steady rate each, observed to the end. */
const loyal = Array.from({ length: 400 }, (_, index) => {
  const T = 20 + (index % 30);
  const x = 1 + ((index * 7) % 12);
  return { x, tx: T * (x / (x + 1)), T, count: 1 };
});

describe('fits that data cannot carry', () => {
  it('say so when nobody leaves, and stay finite', () => {
    for (const variant of ['bgNbd', 'mbgNbd'] as const) {
      const fit = fitBuying(variant, loyal);
      if (fit === 'too_few_repeat_buyers') throw new Error(fit);
      expect(fit.flaw).toBe('dropout_not_identified');
      expect(Number.isFinite(fit.logLikelihood)).toBe(true);
      for (const value of Object.values(fit.buying)) expect(Number.isFinite(value)).toBe(true);
      // In the limit: t (r + x) / (α + T).
      const { r, alpha } = fit.buying;
      const person = { x: 5, tx: 25, T: 30 };
      const limit = (13 * (r + 5)) / (alpha + 30);
      expect(expectedOrders(variant, fit.buying, person, 13) / limit).toBeCloseTo(1, 1);
    }
  });

  it('stay finite and forecast well where everybody leaves alike, so that a and b would grow without end', () => {
    const random = seeded(7);
    const people = Array.from({ length: 1_500 }, () => {
      const [T, gap] = [10 + random() * 60, 2 + random() * 14];
      let [x, tx] = [0, 0];
      for (let at = 0; random() > 0.25; ) {
        at -= Math.log(1 - random()) * gap;
        if (at > T) break;
        [x, tx] = [x + 1, at];
      }
      return { x, tx, T, count: 1 };
    });
    const fit = fitBuying('bgNbd', people);
    if (fit === 'too_few_repeat_buyers') throw new Error(fit);
    expect(fit.flaw).toBeUndefined();
    const { a, b } = fit.buying;
    expect(a / (a + b)).toBeGreaterThan(0.15);
    for (const person of people) {
      const expected = expectedOrders('bgNbd', fit.buying, person, 5_000);
      expect(expected).toBeGreaterThanOrEqual(0);
      expect(expected).toBeLessThan(6);
    }
  });

  it('are not made of a handful of people', () => {
    expect(fitBuying('bgNbd', loyal.slice(0, 29))).toBe('too_few_repeat_buyers');
    expect(fitBuying('bgNbd', [])).toBe('too_few_repeat_buyers');
    expect(fitBuying('bgNbd', [{ x: 0, tx: 0, T: 10, count: 10_000 }])).toBe('too_few_repeat_buyers');
    expect(fitSpending([{ x: 2, mean: 10 }])).toBe('too_few_repeat_buyers');
  });

  it('bound and name a spread of amounts that everybody has exactly', () => {
    const fit = fitSpending(
      Array.from({ length: 300 }, (_, index) => ({ x: 3, mean: index % 10 === 0 ? 5_000 : 1 + index })),
    );
    if (fit === 'too_few_repeat_buyers') throw new Error(fit);
    expect(fit.spending.p).toBeLessThanOrEqual(1_000);
    for (const value of [...Object.values(fit.spending), fit.logLikelihood]) expect(Number.isFinite(value)).toBe(true);
  });

  it('give strangers no expected value when there is no mean', () => {
    expect(expectedOrderValue({ p: 2, q: 0.9, v: 5 }, { x: 0, mean: 0 })).toBeUndefined();
    expect(expectedOrderValue({ p: 2, q: 0.9, v: 5 }, { x: 4, mean: 10 })).toBeGreaterThan(0);
  });
});
