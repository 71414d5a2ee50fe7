import { describe, expect, it } from 'vitest';
import { epochDay } from '../../../shared/platform/time.ts';
import type { Customer } from '../../../shared/profiles/profile.ts';
import { firstOrderOf, forecastOf } from '../../../shared/scoring/forecast.ts';
import { keptScores, sameBands, scoreCustomer } from '../../../shared/scoring/model.ts';
import { DEFAULT_SETTINGS } from '../../../shared/settings/settings.ts';
import { customersOf, modelOf } from '../../support/churn-trial.ts';
import { customerOf, packDays } from '../../support/profile.ts';
import { seeded } from '../../support/random.ts';

const AS_OF = '2026-11-22';
const TODAY = epochDay(AS_OF);

/** A shop of 18 months whose regulars come at their own rates and leave at some point. */
const shop = (people: number): Customer[] => {
  const random = seeded(4);
  return customersOf(
    Array.from({ length: people }, (_, index) => {
      const first = TODAY - Math.floor(random() * 540);
      const gap = 10 + random() * 120;
      const days = [first];
      for (let day = first; random() > 0.25; ) {
        day += Math.ceil(-Math.log(1 - random()) * gap);
        if (day > TODAY) break;
        days.push(day);
      }
      return { id: `c${index}`, days, amounts: days.map(() => 10 + Math.floor(random() * 40)) };
    }),
  );
};

describe('the estimates of a run', () => {
  const customers = shop(1_500);
  const model = modelOf(customers, AS_OF);
  const { backtest } = model;
  if (!backtest || 'reason' in backtest) throw new Error('no backtest');

  it('come with how well the same method told the last quarter', () => {
    expect(backtest).toMatchObject({ until: '2026-08-23', heldBackDays: 91 });
    const { predicted, actual, rankCorrelation } = backtest.orders;
    expect(Math.abs(predicted / actual - 1)).toBeLessThan(0.2);
    expect(rankCorrelation).toBeGreaterThan(0.4);
    expect(backtest.calibration.reduce((sum, { people }) => sum + people, 0)).toBe(backtest.people);
    for (const { people, predicted: said, actual: came } of backtest.calibration)
      if (people >= 100) expect(Math.abs(said - came)).toBeLessThan(0.12);
    expect(backtest.flags.right).toBeGreaterThan(backtest.flags.rightByAlive);
    const flagged = Object.values(backtest.flags.byFlag).reduce((sum, { people }) => sum + people, 0);
    expect(flagged).toBe(backtest.people);
  });

  it('have seen nothing of the weeks they are compared with', () => {
    const until = epochDay(backtest.until);
    const before = modelOf(customers, backtest.until);
    const forgotten = customers.map((customer) => ({
      ...customer,
      fold: {
        ...customer.fold,
        days: {
          USD: (customer.fold.days.USD ?? '')
            .split(';')
            .filter((day) => Number(day.split(',')[0]) <= until)
            .join(';'),
        },
      },
    }));
    expect(modelOf(forgotten, backtest.until).estimates).toEqual(before.estimates);
  });

  it('give a buyer a chance, a date with its span, orders, their value and an interval of the count', () => {
    const regular = customerOf('regular', {
      days: { USD: packDays([10, 40, 70, 100, 130].map((ago) => ({ day: dateAgo(ago), net: 2_000 }))) },
    });
    const { churn, value } = scoreCustomer(regular, model);
    expect(churn).toMatchObject({ flag: 'active', reason: { code: 'learned' } });
    expect(churn.pAlive).toBeGreaterThan(0.5);
    const { expectedNextOrderAt: at = '', expectedNextOrder: span } = churn;
    expect(AS_OF < (span?.from ?? '') && (span?.from ?? '') < at && at < (span?.to ?? '')).toBe(true);
    const { expectedOrders12m = 0, expectedOrderValue = 0, clv12m = 0 } = value ?? {};
    expect(expectedOrderValue).toBeGreaterThan(1_000);
    // Twelve months, a margin of 0.3, discounted by 1 % a month.
    expect(clv12m).toBeLessThan(0.3 * expectedOrders12m * expectedOrderValue);
    expect(clv12m).toBeGreaterThan(0.3 * expectedOrders12m * expectedOrderValue * 0.88);
    const forecast = forecastOf(regular, model, 91);
    if (typeof forecast === 'string') throw new Error(forecast);
    expect(forecast.interval.low).toBeLessThanOrEqual(forecast.expectedOrders);
    expect(forecast.interval.high).toBeGreaterThanOrEqual(forecast.expectedOrders);
  });

  it('keep on a profile what changes rarely: the same flag tomorrow is no write', () => {
    const tomorrow = { ...model, asOf: '2026-11-23' };
    const written = customers.filter((one) => !sameBands(scoreCustomer(one, model), scoreCustomer(one, tomorrow)));
    expect(written.length).toBeLessThan(customers.length / 50);
    const kept = keptScores(scoreCustomer(customers[3] ?? customerOf('nobody'), model));
    expect(Object.keys(kept)).toEqual(['asOf', 'rfm', 'churn']);
    expect(Object.keys(kept.churn)).toEqual(['flag', 'reason']);
  });

  it('say why there is no figure', () => {
    expect(forecastOf(customerOf('visitor'), model, 91)).toBe('no_order');
    expect(forecastOf(customerOf('visitor'), undefined, 91)).toBe('no_model');
    const small = modelOf(customers.slice(0, 20), AS_OF);
    expect(forecastOf(customers[0] ?? customerOf('x'), small, 91)).toBe('too_few_repeat_buyers');
    expect(small.backtest).toEqual({ reason: 'too_few_repeat_buyers' });
    expect(modelOf([], AS_OF).backtest).toEqual({ reason: 'history_too_short' });
  });

  it('use parameters from settings instead of fitted ones, even for a handful of people', () => {
    const given = { r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 };
    const settings = { model: { ...DEFAULT_SETTINGS.model, bgNbd: given, gammaGamma: { p: 6.25, q: 3.74, v: 15.44 } } };
    // The first customer of the CDNOW sample at the end of week 39.
    const first = customerOf('first', {
      days: {
        USD: packDays([
          { day: '1997-01-01', net: 2_933 },
          { day: '1997-01-18', net: 2_973 },
          { day: '1997-08-02', net: 1_496 },
        ]),
      },
    });
    const own = modelOf([first], '1997-09-30', settings);
    const forecast = forecastOf(first, own, 39 * 7);
    if (typeof forecast === 'string') throw new Error(forecast);
    expect(forecast.expectedOrders).toBeCloseTo(1.226, 3);
    const { churn, value } = scoreCustomer(first, own);
    expect(churn.pAlive).toBeCloseTo(0.7266, 3);
    expect((value?.expectedOrderValue ?? 0) / 100).toBeCloseTo(24.66, 1);
    expect((value?.clv12m ?? 0) / 100 / 0.3).toBeCloseTo(36.2, 1);
  });

  it('tell how likely a visitor is to order, from how long others took', () => {
    const seen = (id: string, ago: number, orderedAfter?: number) =>
      customerOf(id, {
        firstSeenAt: `${dateAgo(ago)}T03:00:00.000Z`,
        zone: 'UTC',
        ...(orderedAfter === undefined
          ? {}
          : { days: { USD: packDays([{ day: dateAgo(ago - orderedAfter), net: 1_000 }]) } }),
      });
    const buyers = Array.from({ length: 200 }, (_, index) => seen(`b${index}`, 300, 1 + (index % 100)));
    const visitors = Array.from({ length: 200 }, (_, index) => seen(`v${index}`, 300));
    const shopModel = modelOf([...buyers, ...visitors], AS_OF);
    const fresh = firstOrderOf(seen('fresh', 0), shopModel);
    expect(fresh?.withinDays).toBe(90);
    expect(fresh?.chance).toBeCloseTo(0.45, 1);
    expect(firstOrderOf(seen('old', 200), shopModel)?.chance).toBe(0);
    expect(firstOrderOf(buyers[0] ?? customerOf('x'), shopModel)).toBeUndefined();
  });
});

function dateAgo(days: number): string {
  return new Date((TODAY - days) * 86_400_000).toISOString().slice(0, 10);
}
