import { describe, expect, it } from 'vitest';
import { armOf } from '../../../shared/campaigns/arm.ts';
import { impactSum } from '../../../shared/insights/impact.ts';
import { reportOf } from '../../../shared/insights/report.ts';
import { normalQuantile } from '../../../shared/statistics/interval.ts';
import { sumOf } from '../../../shared/statistics/sum.ts';
import { type Random, seeded } from '../../support/random.ts';

const PEOPLE = 1_000;
const CAMPAIGNS = 8;
const CONTROL = 0.4;

/** Few people spend most of the money, and the same ones every month. */
const spending = (random: Random): number =>
  random() < 0.3 ? Math.round(Math.exp(9 + 1.2 * normalQuantile(Math.max(1e-9, random())))) : 0;

const reportWith = (id: number, spent: readonly number[], sent: readonly boolean[]) => {
  const side = (isSent: boolean) => spent.filter((_, person) => sent[person] === isSent);
  const counted = (name: string, n: string, amounts: readonly number[]): [string, number][] => [
    [n, amounts.length],
    [`${name}.converted`, amounts.filter((amount) => amount > 0).length],
    [`${name}.revenue.KRW`, amounts.reduce((sum, amount) => sum + amount, 0)],
    [`${name}.squares.KRW`, amounts.reduce((sum, amount) => sum + amount ** 2, 0)],
  ];
  const counts = [
    ...counted('arm.a', 'arm.a.sent', side(true)),
    ...counted('control.eligible', 'control.eligible', side(false)),
  ];
  return reportOf({
    campaign: {
      id: `c${id}`,
      name: 'c',
      channel: 'email',
      goalEvent: 'Order Completed',
      windowDays: 14,
      control: CONTROL,
    },
    ...{
      status: 'done',
      paused: null,
      stage: null,
      launchedAt: undefined,
      audience: 0,
      controlSize: 0,
      holdoutSize: 0,
    },
    ...{ begun: true, decided: false, currency: 'KRW', margin: 1, platformMilli: 0, revenuePerPerson: 0, now: '' },
    counters: new Map(counts.map(([name, value]) => [name, BigInt(value)])),
  });
};

/** A month in which all campaigns go to the same people, and every order lies in the windows of all of them. */
const month = (random: Random) => {
  const draws = Array.from({ length: CAMPAIGNS }, () => Array.from({ length: PEOPLE }, () => random() >= CONTROL));
  const effects = draws.map((sent) => sent.map(() => (random() < 0.05 ? spending(random) : 0)));
  const spent = Array.from({ length: PEOPLE }, (_, person) =>
    draws.reduce((sum, sent, c) => sum + (sent[person] ? (effects[c]?.[person] ?? 0) : 0), spending(random)),
  );
  const truth = draws.map((sent, c) =>
    sent.reduce((sum, is, person) => sum + (is ? (effects[c]?.[person] ?? 0) : 0), 0),
  );
  return { reports: draws.map((sent, id) => reportWith(id, spent, sent)), truth };
};

describe('effects of messages to the same people', () => {
  it('have a sum whose interval holds the truth 95 times of 100, and errors that do not hang together', () => {
    const random = seeded(11);
    const months = 400;
    let held = 0;
    let [single, whole] = [0, 0];
    for (let run = 0; run < months; run++) {
      const { reports, truth } = month(random);
      const sum = impactSum(reports, { currency: 'KRW', margin: 1 }).extraRevenue;
      const real = truth.reduce((total, each) => total + each, 0);
      if (sum && real >= sum.interval.low && real <= sum.interval.high) held += 1;
      const errors = reports.map(({ extra }, c) => (extra.revenue?.amount ?? 0) - (truth[c] ?? 0));
      single += errors.reduce((total, error) => total + error ** 2, 0);
      whole += errors.reduce((total, error) => total + error, 0) ** 2;
    }
    expect(held / months).toBeGreaterThan(0.93);
    expect(held / months).toBeLessThan(0.985);
    // Variance of the sum is the sum of variances: with errors that hang together it would be up to eight times that.
    expect(whole / single).toBeGreaterThan(0.8);
    expect(whole / single).toBeLessThan(1.2);
  });

  it('are drawn apart: who is held back by one campaign is held back by another as often as anybody', () => {
    const people = Array.from({ length: 4_000 }, (_, n) => `u:${n}`);
    const held = (id: string) => people.filter((person) => armOf(id, person, { control: 0.5 }) === 'control');
    const both = held('welcome').filter((person) => armOf('journey welcome', person, { control: 0.5 }) === 'control');
    // Four standard deviations of a binomial.
    expect(Math.abs(both.length / held('welcome').length - 0.5)).toBeLessThan(4 * Math.sqrt(0.25 / 2_000));
  });
});

it('a sum keeps intervals that are longer on one side so, and nothing is the sum of none', () => {
  const one = { amount: 10, interval: { low: 7, high: 18 } };
  const two = { amount: 5, interval: { low: 1, high: 11 } };
  expect(sumOf([one, two])).toEqual({ amount: 15, interval: { low: 10, high: 25 } });
  expect(sumOf([])).toEqual({ amount: 0, interval: { low: 0, high: 0 } });
});
