import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { epochDay } from '../../../shared/platform/time.ts';
import type { Customer } from '../../../shared/profiles/profile.ts';
import { fitModel } from '../../../shared/scoring/fit.ts';
import { createMeasurer } from '../../../shared/scoring/measure.ts';
import { scoreCustomer } from '../../../shared/scoring/model.ts';
import { unpackDays } from '../../../shared/scoring/purchases.ts';
import { DEFAULT_SETTINGS } from '../../../shared/settings/settings.ts';
import { cuped } from '../../../shared/statistics/cuped.ts';
import { modelOf } from '../../support/churn-trial.ts';
import { customerOf, packDays } from '../../support/profile.ts';
import { sharedData } from '../../support/shared-data.ts';
import { near } from '../statistics/near.ts';

const rowsSchema = z.array(z.record(z.string(), z.string()));

interface Options {
  readonly asOf: string;
  readonly scoring: 'rank' | 'ntile';
  readonly frequency: 'orders' | 'days';
}

/** Measure, fit and score over shards, as the nightly run does. */
const scoreAll = (customers: readonly Customer[], currency: string, { asOf, scoring, frequency }: Options) => {
  const rules = { ...DEFAULT_SETTINGS, timezone: 'UTC', currency, rfm: { scoring, frequency } };
  const shards = [0, 1, 2].map((shard) => {
    const { add, measure } = createMeasurer({ asOf, rules, shards: 3 });
    for (const [index, customer] of customers.entries()) if (index % 3 === shard) add(customer);
    return measure();
  });
  const model = fitModel({ asOf, rules }, shards);
  const counts: Record<string, number> = {};
  const revenue: Record<string, number> = {};
  for (const customer of customers) {
    const segment = scoreCustomer(customer, model).rfm?.segment ?? 'prospect';
    counts[segment] = (counts[segment] ?? 0) + 1;
    revenue[segment] = (revenue[segment] ?? 0) + (customer.fold.revenue[currency] ?? 0);
  }
  return { counts, revenue };
};

const cdnow = sharedData('cdnow_sample.csv');

const cdnowCustomers = (path: string): Customer[] => {
  const days = new Map<string, { day: string; net: number }[]>();
  for (const row of rowsSchema.parse(parse(readFileSync(path), { columns: true }))) {
    const id = row.sample_id ?? '';
    days.set(id, [...(days.get(id) ?? []), { day: row.date ?? '', net: Math.round(Number(row.amount) * 100) }]);
  }
  return [...days].map(([id, rows]) => customerOf(id, { days: { USD: packDays(rows) } }));
};

describe.skipIf(!cdnow)('the published RFM tables of the CDNOW sample, as of 1998-07-01 in purchase days', () => {
  const customers = cdnow ? cdnowCustomers(cdnow) : [];
  const score = (scoring: 'rank' | 'ntile') =>
    scoreAll(customers, 'USD', { asOf: '1998-07-01', scoring, frequency: 'days' }).counts;

  it('table A, by NTILE', () => {
    expect(customers).toHaveLength(2_357);
    expect(score('ntile')).toEqual({
      about_to_sleep: 84,
      at_risk: 80,
      cant_lose: 4,
      champions: 449,
      lost: 450,
      hibernating: 410,
      loyal_customers: 472,
      need_attention: 305,
      potential_loyalists: 103,
    });
  });

  it('table B, by rank', () => {
    expect(score('rank')).toEqual({
      about_to_sleep: 349,
      at_risk: 81,
      cant_lose: 3,
      champions: 413,
      lost: 460,
      hibernating: 409,
      loyal_customers: 310,
      need_attention: 82,
      potential_loyalists: 250,
    });
  });

  it('nobody is left out and nobody is scored twice when the customers are cut differently', () => {
    const backwards = scoreAll([...customers].reverse(), 'USD', {
      asOf: '1998-07-01',
      scoring: 'ntile',
      frequency: 'days',
    });
    expect(backwards.counts).toEqual(score('ntile'));
  });
});

const retail = sharedData('online_retail.csv.gz');

/** The "clean" part as defined in the facts: a customer, no cancellation, positive quantity and price. */
const retailCustomers = (path: string): Customer[] => {
  const people = new Map<string, Map<string, { day: string; cents: number }>>();
  const [, ...lines] = gunzipSync(readFileSync(path)).toString('utf8').trimEnd().split('\n');
  for (const line of lines) {
    const [invoice = '', datetime = '', id = '', , , quantity = '', price = ''] = line.split(',');
    const pounds = Number(quantity) * Number(price);
    if (id === '' || invoice.startsWith('C') || Number(quantity) <= 0 || Number(price) <= 0) continue;
    const invoices = people.get(id) ?? new Map();
    const known = invoices.get(invoice) ?? { day: datetime.slice(0, 10), cents: 0 };
    invoices.set(invoice, { day: known.day, cents: known.cents + pounds * 100 });
    people.set(id, invoices);
  }
  return [...people].map(([id, invoices]) => {
    const orders = [...invoices.values()].map(({ day, cents }) => ({ day, net: Math.round(cents) }));
    const total = orders.reduce((sum, { net }) => sum + net, 0);
    return customerOf(id, { days: { GBP: packDays(orders) }, revenue: { GBP: total } });
  });
};

describe.skipIf(!retail)('the published RFM tables of Online Retail, as of 2011-12-10 in orders', () => {
  const customers = retail ? retailCustomers(retail) : [];
  const score = (scoring: 'rank' | 'ntile') =>
    scoreAll(customers, 'GBP', { asOf: '2011-12-10', scoring, frequency: 'orders' });

  it('table A, by NTILE, with the champions’ revenue', () => {
    expect(customers).toHaveLength(4_338);
    const { counts, revenue } = score('ntile');
    expect({ ...counts, hibernating: (counts.hibernating ?? 0) + (counts.lost ?? 0), lost: 0 }).toEqual({
      about_to_sleep: 350,
      at_risk: 596,
      cant_lose: 63,
      champions: 632,
      hibernating: 1_077,
      lost: 0,
      loyal_customers: 819,
      need_attention: 188,
      new_customers: 42,
      potential_loyalists: 480,
      promising: 91,
    });
    expect(revenue.champions).toBe(433_995_367);
    expect(Object.values(revenue).reduce((sum, cents) => sum + cents, 0)).toBe(891_140_790);
  });

  // ../shared/facts/statistics.md, section 6: spend of September to November on spend of June to August.
  it('what people spent in summer leaves 37 % of the variance of their autumn (CUPED)', () => {
    const [summer, autumn, winter] = ['2011-06-01', '2011-09-01', '2011-12-01'].map(epochDay);
    const sides = [0, 1].map(() => ({ n: 0, x: 0, xx: 0, y: 0, yy: 0, xy: 0 }));
    for (const { fold } of customers) {
      const days = unpackDays(fold.days.GBP ?? '');
      const spent = (from = 0, to = 0) =>
        days.reduce((sum, { day, net }) => (day >= from && day < to ? sum + net / 100 : sum), 0);
      if (!days.some(({ day }) => day >= (summer ?? 0) && day < (autumn ?? 0))) continue;
      const [x, y] = [spent(summer, autumn), spent(autumn, winter)];
      // ρ is of both arms together, however people are dealt.
      const side = sides[(sides[0]?.n ?? 0) <= (sides[1]?.n ?? 0) ? 0 : 1];
      if (!side) continue;
      Object.assign(side, { n: side.n + 1, x: side.x + x, xx: side.xx + x * x });
      Object.assign(side, { y: side.y + y, yy: side.yy + y * y, xy: side.xy + x * y });
    }
    const [one, two] = sides;
    expect((one?.n ?? 0) + (two?.n ?? 0)).toBe(1_948);
    const found = one && two && cuped(one, two);
    near(found?.correlation, 0.7914, 5e-5);
    near(found?.varianceRatio, 0.3737, 5e-5);
  });

  it('table B, by rank', () => {
    const { counts } = score('rank');
    expect({ ...counts, hibernating: (counts.hibernating ?? 0) + (counts.lost ?? 0), lost: 0 }).toEqual({
      about_to_sleep: 475,
      at_risk: 372,
      cant_lose: 37,
      champions: 577,
      hibernating: 1_349,
      lost: 0,
      loyal_customers: 708,
      need_attention: 116,
      new_customers: 63,
      potential_loyalists: 474,
      promising: 167,
    });
  });

  it('does not show anybody leaving up to August, which is said instead of fitted', () => {
    const model = modelOf(customers, '2011-08-31', { currency: 'GBP' });
    expect(model.estimates?.bgNbd).toMatchObject({ source: 'fitted', flaw: 'dropout_not_identified' });
    expect(model.estimates?.churnFlaw).toBe('dropout_not_identified');
    for (const customer of customers) {
      const { churn, value } = scoreCustomer(customer, model);
      if (churn.reason.code.endsWith('rhythm')) expect(churn.reason.because).toBe('dropout_not_identified');
      for (const figure of [churn.pAlive ?? 0, ...Object.values(value ?? {})])
        expect(Number.isFinite(figure)).toBe(true);
    }
  });
});
