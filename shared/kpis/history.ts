import * as z from 'zod';
import type { Model } from '../scoring/model.ts';
import { mainAge } from './ages.ts';
import type { KpiPart } from './book.ts';
import { countsSchema } from './counts.ts';
import { flowsSchema } from './flows.ts';
import { createGapMedians, GAP_WEEKS } from './gaps.ts';
import { nextOrdersSchema } from './next-order.ts';
import { cohortRows } from './retention.ts';

const count = z.number().int();

/**
 * The past as one run sees it, worked out anew each night from everybody's purchase days: what was refunded since, or came
 * in late, stands on its own day. Money in minor units of `currency`.
 */
export const kpiHistorySchema = z.object({
  asOf: z.iso.date(),
  runId: z.string(),
  currency: z.string(),
  activeDays: count,
  flows: z.object({ day: flowsSchema, week: flowsSchema, month: flowsSchema }),
  /** By week: median of the days between purchase days that ended in the 13 weeks up to it, and how many those are. */
  intervals: z.record(z.string(), z.tuple([z.number(), count])),
  /** By month: the age that splits the revenue in halves, and the part of the revenue whose buyer's age is known. */
  mainAges: z.record(z.string(), z.tuple([z.number().nullable(), z.number()])),
});
export type KpiHistory = z.infer<typeof kpiHistorySchema>;

/** Monthly cohorts of one run, by number of the month. */
export const retentionRowSchema = z.object({
  asOf: z.iso.date(),
  runId: z.string(),
  lastOrderDay: count.nullable(),
  cohorts: z.record(z.string(), z.array(count)),
});
export type RetentionRow = z.infer<typeof retentionRowSchema>;

/** Time to the next order by first product, of the products that most people began with. */
export const nextOrdersRowSchema = z.object({ asOf: z.iso.date(), runId: z.string(), nextOrders: nextOrdersSchema });
export type NextOrdersRow = z.infer<typeof nextOrdersRowSchema>;

/** Moves on the RFM grid within the month before asOf. */
export const movesRowSchema = z.object({ asOf: z.iso.date(), runId: z.string(), moves: countsSchema });
export type MovesRow = z.infer<typeof movesRowSchema>;

/** First purchases by month and acquisition channel. */
export const acquiredRowSchema = z.object({ asOf: z.iso.date(), runId: z.string(), acquired: countsSchema });
export type AcquiredRow = z.infer<typeof acquiredRowSchema>;

const agesOf = (ages: KpiPart['ages']): KpiHistory['mainAges'] => {
  const months = new Set(Object.keys(ages).map((key) => Number(key.slice(0, key.indexOf(':')))));
  const found: KpiHistory['mainAges'] = {};
  for (const month of months) {
    const { age, known } = mainAge(ages, month);
    found[month] = [age, known ?? 0];
  }
  return found;
};

const intervalsOf = (gaps: KpiPart['gaps']): KpiHistory['intervals'] => {
  const medians = createGapMedians(gaps);
  const weeks = new Set(Object.keys(gaps).map((key) => Number(key.slice(0, key.indexOf(':')))));
  const intervals: KpiHistory['intervals'] = {};
  for (const ended of weeks) {
    for (let week = ended; week < ended + GAP_WEEKS; week++) {
      if (intervals[week]) continue;
      const { median, gaps: many } = medians(week - GAP_WEEKS + 1, week);
      if (median !== null) intervals[week] = [median, many];
    }
  }
  return intervals;
};

export const historyOf = (part: KpiPart, model: Model, runId: string): KpiHistory => ({
  asOf: model.asOf,
  runId,
  currency: model.currency,
  activeDays: model.rules.kpis.activeDays,
  flows: part.flows,
  intervals: intervalsOf(part.gaps),
  mainAges: agesOf(part.ages),
});

export const retentionRowOf = (part: KpiPart, model: Model, runId: string): RetentionRow => ({
  asOf: model.asOf,
  runId,
  lastOrderDay: part.lastOrderDay,
  cohorts: cohortRows(part.cohorts, part.lastOrderDay),
});
