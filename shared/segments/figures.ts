import * as z from 'zod';
import { countsSchema } from '../kpis/counts.ts';
import { dateOfEpochDay, epochDay } from '../platform/time.ts';
import { kindOf } from '../profiles/customer-kind.ts';
import type { Customer, Scores } from '../profiles/profile.ts';
import { inPopulation, type Model } from '../scoring/model.ts';
import { type MoneyRules, purchasesUntil, unpackDays } from '../scoring/purchases.ts';
import { CHANNELS } from './leaf.ts';
import { isReachable } from './leaf-value.ts';

const count = z.number().int();

/** What one shard adds to the run's figures. All of it sums, so shards merge in any order. Money in minor units. */
export const figuresSchema = z.object({
  customers: count,
  population: count,
  changed: count,
  entered: count,
  left: count,
  otherCurrency: count,
  /** People per segment, and how many came and went. */
  members: z.record(z.string(), count),
  joined: z.record(z.string(), count),
  gone: z.record(z.string(), count),
  /** Cells `<r>-<f>` of the RFM grid. */
  cells: z.record(z.string(), z.object({ customers: count, revenue: count })),
  churn: z.record(z.string(), count),
  reachable: z.record(z.string(), count),
  oneTime: count,
  /** The local day before asOf. */
  yesterday: z.object({ orders: count, revenue: count, buyers: count, newCustomers: count }),
  /** Who bought in the 365 days up to asOf, and for how much. */
  year: z.object({ buyers: count, revenue: count }),
});
export type Figures = z.infer<typeof figuresSchema>;

const YEAR_DAYS = 365;

const noFigures = (): Figures => ({
  customers: 0,
  population: 0,
  changed: 0,
  entered: 0,
  left: 0,
  otherCurrency: 0,
  members: {},
  joined: {},
  gone: {},
  cells: {},
  churn: {},
  reachable: {},
  oneTime: 0,
  yesterday: { orders: 0, revenue: 0, buyers: 0, newCustomers: 0 },
  year: { buyers: 0, revenue: 0 },
});

const bump = (counts: Record<string, number>, key: string, by = 1): void => {
  counts[key] = (counts[key] ?? 0) + by;
};

/** Orders and revenue of the days from `from` to `to`, both included, in the reporting currency. */
const within = (customer: Customer, from: number, to: number, money: MoneyRules, currency: string) => {
  const days: Record<string, string> = {};
  for (const [code, packed] of Object.entries(customer.fold.days)) {
    const kept = unpackDays(packed).filter(({ day }) => day >= from);
    days[code] = kept.map(({ day, orders, net }) => `${day},${orders},${net}`).join(';');
  }
  const purchases = purchasesUntil({ days }, to, money);
  return { orders: purchases.orders, revenue: purchases.money[currency] ?? 0 };
};

/** Counts customers of one shard. `now` is the instant of the evaluation, for consents that end. */
export const createFigures = (model: Model, now: number) => {
  const figures = noFigures();
  const { rules, currency } = model;
  const today = epochDay(model.asOf);

  const addPurchases = (customer: Customer): void => {
    const purchases = purchasesUntil(customer.fold, today, rules);
    const [first] = purchases.days;
    if (first === undefined || !inPopulation(customer.fold, rules, purchases)) return;
    const last = purchases.days.at(-1) ?? first;
    figures.population += 1;
    if (purchases.orders === 1) figures.oneTime += 1;
    if (Object.keys(purchases.money).some((code) => code !== currency)) figures.otherCurrency += 1;
    if (first === today - 1) figures.yesterday.newCustomers += 1;
    if (last >= today - 1) {
      const { orders, revenue } = within(customer, today - 1, today - 1, rules, currency);
      if (orders > 0) figures.yesterday.buyers += 1;
      figures.yesterday.orders += orders;
      figures.yesterday.revenue += revenue;
    }
    if (last > today - YEAR_DAYS) {
      figures.year.buyers += 1;
      figures.year.revenue += within(customer, today - YEAR_DAYS + 1, today, rules, currency).revenue;
    }
  };

  const add = (customer: Customer, scores: Omit<Scores, 'runId'>, segments: readonly string[]): void => {
    figures.customers += 1;
    for (const id of segments) bump(figures.members, id);
    bump(figures.churn, scores.churn.flag);
    const isConsumer = kindOf(customer.fold, rules.customerKinds) === 'consumer';
    for (const channel of CHANNELS)
      if (isConsumer && isReachable(customer, channel, now)) bump(figures.reachable, channel);
    addPurchases(customer);
    if (!scores.rfm) return;
    const key = `${scores.rfm.r}-${scores.rfm.f}`;
    const cell = figures.cells[key] ?? { customers: 0, revenue: 0 };
    cell.customers += 1;
    cell.revenue += purchasesUntil(customer.fold, today, rules).money[currency] ?? 0;
    figures.cells[key] = cell;
  };

  const moved = (entered: readonly string[], left: readonly string[]): void => {
    figures.changed += 1;
    figures.entered += entered.length;
    figures.left += left.length;
    for (const id of entered) bump(figures.joined, id);
    for (const id of left) bump(figures.gone, id);
  };

  return { add, moved, figures };
};

const mergeCounts = (into: Record<string, number>, from: Readonly<Record<string, number>>): void => {
  for (const [key, value] of Object.entries(from)) bump(into, key, value);
};

/** The sum of all shards. */
export const mergeFigures = (parts: Iterable<Figures>): Figures => {
  const sum = noFigures();
  for (const part of parts) {
    for (const name of ['customers', 'population', 'changed', 'entered', 'left', 'otherCurrency', 'oneTime'] as const) {
      sum[name] += part[name];
    }
    for (const name of ['members', 'joined', 'gone', 'churn', 'reachable'] as const) mergeCounts(sum[name], part[name]);
    mergeCounts(sum.yesterday, part.yesterday);
    mergeCounts(sum.year, part.year);
    for (const [key, cell] of Object.entries(part.cells)) {
      const known = sum.cells[key] ?? { customers: 0, revenue: 0 };
      sum.cells[key] = { customers: known.customers + cell.customers, revenue: known.revenue + cell.revenue };
    }
  }
  return sum;
};

/** Snapshot of one local day: insights `kpi` / day. Shares are null where their base is empty. */
export const kpiSchema = z.object({
  day: z.iso.date(),
  runId: z.string(),
  currency: z.string(),
  customers: count,
  buyers: count,
  oneTimeBuyers: count,
  oneTimeShare: z.number().nullable(),
  repeatRate: z.number().nullable(),
  yesterday: z.object({ day: z.iso.date(), orders: count, revenue: count, buyers: count, newCustomers: count }),
  activeBuyers12m: count,
  averageRevenue12m: z.number().nullable(),
  reachable: z.record(z.string(), count),
  churn: z.record(z.string(), count),
  /** What profiles say tonight: `shared/kpis/standing.ts`. */
  standing: countsSchema.default({}),
});
export type Kpi = z.infer<typeof kpiSchema>;

const share = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole);

export const kpiOf = (figures: Figures, model: Model, runId: string, standing: Kpi['standing']): Kpi => ({
  standing,
  day: model.asOf,
  runId,
  currency: model.currency,
  customers: figures.customers,
  buyers: figures.population,
  oneTimeBuyers: figures.oneTime,
  oneTimeShare: share(figures.oneTime, figures.population),
  repeatRate: share(figures.population - figures.oneTime, figures.population),
  yesterday: { day: dateOfEpochDay(epochDay(model.asOf) - 1), ...figures.yesterday },
  activeBuyers12m: figures.year.buyers,
  averageRevenue12m: share(figures.year.revenue, figures.year.buyers),
  reachable: figures.reachable,
  churn: figures.churn,
});
