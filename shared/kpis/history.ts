import * as z from 'zod';
import type { Model } from '../scoring/model.ts';
import type { KpiPart } from './book.ts';
import { countsSchema } from './counts.ts';
import { flowsSchema } from './flows.ts';
import { createGapMedians, GAP_WEEKS } from './gaps.ts';

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
});
export type KpiHistory = z.infer<typeof kpiHistorySchema>;

/** Monthly cohorts of one run: cells `<month>:<months since>`. */
export const retentionRowSchema = z.object({
  asOf: z.iso.date(),
  runId: z.string(),
  lastOrderDay: count.nullable(),
  cohorts: countsSchema,
});
export type RetentionRow = z.infer<typeof retentionRowSchema>;

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
});

export const retentionRowOf = (part: KpiPart, model: Model, runId: string): RetentionRow => ({
  asOf: model.asOf,
  runId,
  lastOrderDay: part.lastOrderDay,
  cohorts: part.cohorts,
});
