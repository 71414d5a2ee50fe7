import * as z from 'zod';
import { createHistories, historiesSchema } from '../estimates/histories.ts';
import { fractionOf } from '../platform/hash.ts';
import { epochDay, localEpochDay } from '../platform/time.ts';
import { kindOf } from '../profiles/customer-kind.ts';
import type { Customer } from '../profiles/profile.ts';
import { boughtDays } from './bought-days.ts';
import { inPopulation } from './model.ts';
import { medianGap, purchasesUntil } from './purchases.ts';
import type { Run } from './run.ts';

/** One customer of the population, packed: id, recency in days, frequency, median gap (or null), net per currency. */
const rowSchema = z.tuple([
  z.string(),
  z.number().int(),
  z.number().int(),
  z.number().nullable(),
  z.record(z.string(), z.number()),
]);
export type MeasureRow = z.infer<typeof rowSchema>;

const waitsSchema = z.record(z.string(), z.number().int());

/** What one shard contributes to the fit; its size does not grow with the table, because rows are a bounded sample. */
export const measureSchema = z.object({
  customers: z.number().int(),
  population: z.number().int(),
  /** Customers of the population per currency they have bought in. */
  buyers: z.record(z.string(), z.number().int()),
  /** Share of the population, by hash, whose rows are here. */
  share: z.number(),
  rows: z.array(rowSchema),
  histories: historiesSchema,
  /** People by days from being first seen to the first order, and by days since without one. */
  firstOrder: z.object({ done: waitsSchema, waiting: waitsSchema }),
});
export type Measure = z.infer<typeof measureSchema>;

/** Thresholds are exact up to a million people; the half more is room for shards of unequal size. */
const MOST_ROWS = 1_500_000;

/** Whether this person's figures count for the thresholds; a hash, so that each night asks the same people. */
const isSampled = (customerId: string, share: number): boolean =>
  share >= 1 || fractionOf('sample', customerId) < share;

/** The rows of all shards at the smallest of their shares, so that each person had the same chance. */
export const commonSample = (measures: readonly Measure[]): MeasureRow[] => {
  const share = Math.min(1, ...measures.map((measure) => measure.share));
  const rows: MeasureRow[] = [];
  for (const measure of measures) {
    for (const row of measure.rows) if (measure.share <= share || isSampled(row[0], share)) rows.push(row);
  }
  return rows;
};

type MeasuredFold = Pick<
  Customer['fold'],
  'kind' | 'traits' | 'contacts' | 'days' | 'objectedAt' | 'firstSeenAt' | 'zone'
>;

/** The currency in which somebody's days are told: the shop's if anything was bought in it. */
const ownCurrency = (money: Readonly<Record<string, number>>, shop: string): string =>
  money[shop] === undefined ? (Object.keys(money).sort()[0] ?? shop) : shop;

export const createMeasurer = (run: Pick<Run, 'asOf' | 'rules' | 'shards'>, mostRows = MOST_ROWS) => {
  const asOfDay = epochDay(run.asOf);
  const room = Math.ceil(mostRows / run.shards);
  const total = { customers: 0, population: 0 };
  const buyers: Record<string, number> = {};
  let share = 1;
  let rows: MeasureRow[] = [];
  const histories = createHistories(run.shards);
  const firstOrder: Measure['firstOrder'] = { done: {}, waiting: {} };

  /** Who ordered on the day of being first seen never was a prospect. */
  const addWait = (fold: MeasuredFold, firstDay: number | undefined): void => {
    if (fold.firstSeenAt === undefined || kindOf(fold, run.rules.customerKinds) !== 'consumer') return;
    const waited = (firstDay ?? asOfDay) - localEpochDay(Date.parse(fold.firstSeenAt), fold.zone);
    if (waited < 1) return;
    const waits = firstDay === undefined ? firstOrder.waiting : firstOrder.done;
    waits[waited] = (waits[waited] ?? 0) + 1;
  };

  const add = (
    customer: Pick<Customer, 'customerId'> & {
      fold: MeasuredFold;
    },
  ): void => {
    total.customers += 1;
    if (customer.fold.objectedAt !== undefined) return;
    const purchases = purchasesUntil(customer.fold, asOfDay, run.rules);
    const last = purchases.days.at(-1);
    addWait(customer.fold, purchases.days[0]);
    if (last === undefined || !inPopulation(customer.fold, run.rules, purchases)) return;
    total.population += 1;
    for (const currency of Object.keys(purchases.money)) buyers[currency] = (buyers[currency] ?? 0) + 1;
    const currency = ownCurrency(purchases.money, run.rules.currency);
    const days = boughtDays(customer.fold, asOfDay, run.rules, currency);
    const told = days.map(({ day, net, valued }) => ({ day, net: valued === 0 ? null : net }));
    histories.add(fractionOf('sample', customer.customerId), asOfDay, currency, told);
    if (!isSampled(customer.customerId, share)) return;
    const frequency = run.rules.rfm.frequency === 'days' ? purchases.days.length : purchases.orders;
    const gap = medianGap(purchases.days) ?? null;
    rows.push([customer.customerId, asOfDay - last, frequency, gap, { ...purchases.money }]);
    while (rows.length > room) {
      share /= 2;
      rows = rows.filter(([id]) => isSampled(id, share));
    }
  };

  const measure = (): Measure => ({
    ...{ ...total, buyers, share, rows },
    ...{ histories: histories.histories(), firstOrder },
  });

  return { add, measure };
};
