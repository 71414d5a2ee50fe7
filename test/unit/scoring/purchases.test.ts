import { describe, expect, it } from 'vitest';
import { epochDay } from '../../../shared/platform/time.ts';
import { median, medianGap, purchasesUntil, unpackDays } from '../../../shared/scoring/purchases.ts';
import { packDays } from '../../support/profile.ts';

const today = epochDay('2026-11-22');
const usd = {
  USD: packDays([
    { day: '2026-03-10', net: 1_050 },
    { day: '2026-03-09', net: 1_050 },
  ]),
};

describe('purchase days', () => {
  it('of nobody are none', () => {
    expect(unpackDays('')).toEqual([]);
    expect(unpackDays('5,2,-30;7,1,0')).toEqual([
      { day: 5, orders: 2, net: -30 },
      { day: 7, orders: 1, net: 0 },
    ]);
  });

  it.each([
    [
      'the newest rate on or before the day',
      [
        ['2026-03-09', 1_000],
        ['2026-03-10', 2_000],
        ['2026-03-11', 9_000],
      ],
      10_500 + 21_000,
    ],
    [
      'in any order of the list',
      [
        ['2026-03-10', 2_000],
        ['2026-03-09', 1_000],
      ],
      10_500 + 21_000,
    ],
    [
      'of two of one day the later one in the list',
      [
        ['2026-03-09', 7],
        ['2026-03-09', 1_000],
      ],
      10_500 + 10_500,
    ],
  ] as const)('are converted at %s', (_what, dated, won) => {
    const exchangeRates = [
      { from: 'EUR', date: '2026-03-09', rate: 5 },
      ...dated.map(([date, rate]) => ({ from: 'USD', date, rate })),
      { from: 'JPY', date: '2026-03-10', rate: 9 },
    ];
    expect(purchasesUntil({ days: usd }, today, { currency: 'KRW', exchangeRates }).money).toEqual({ KRW: won });
  });

  it('in a currency without a rate of that day stay in it', () => {
    const exchangeRates = [{ from: 'USD', date: '2026-03-10', rate: 1_000 }];
    expect(purchasesUntil({ days: usd }, today, { currency: 'KRW', exchangeRates }).money).toEqual({
      KRW: 10_500,
      USD: 1_050,
    });
  });

  it('are converted between minor units of both currencies, and half a unit away from zero', () => {
    const rates = (from: string, rate: number) => [{ from, date: '2026-01-01', rate }];
    const paid = (currency: string, net: number) => ({ days: { [currency]: packDays([{ day: '2026-03-10', net }]) } });
    const into = (currency: string, from: string, net: number, rate: number) =>
      purchasesUntil(paid(from, net), today, { currency, exchangeRates: rates(from, rate) }).money[currency];
    expect(into('USD', 'KRW', 13_000, 0.00075)).toBe(975);
    expect(into('KRW', 'USD', 1, 50)).toBe(1);
    expect(into('KRW', 'USD', -1, 50)).toBe(-1);
    // A rate of the shop's own currency is no rate.
    expect(purchasesUntil(paid('KRW', 100), today, { currency: 'KRW', exchangeRates: rates('KRW', 3) }).money).toEqual({
      KRW: 100,
    });
  });
});

describe('the middle', () => {
  it('of gaps is in days, the mean of two middle ones, and needs two days', () => {
    expect(medianGap([])).toBeUndefined();
    expect(medianGap([5])).toBeUndefined();
    expect(medianGap([5, 8])).toBe(3);
    expect(medianGap([0, 30, 31, 33])).toBe(2);
    expect(medianGap([0, 10, 11])).toBe(5.5);
  });

  it('of nothing is nothing', () => {
    expect(median([])).toBeUndefined();
    expect(median([4])).toBe(4);
    expect(median([1, 2])).toBe(1.5);
  });
});
