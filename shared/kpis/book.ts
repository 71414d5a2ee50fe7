import * as z from 'zod';
import { epochDay, localEpochDay } from '../platform/time.ts';
import { kindOf } from '../profiles/customer-kind.ts';
import type { Customer } from '../profiles/profile.ts';
import { boughtDays } from '../scoring/bought-days.ts';
import type { Model } from '../scoring/model.ts';
import { countsSchema, mergeCounts } from './counts.ts';
import { createFlows, flowsSchema, mergeFlows } from './flows.ts';
import { addGaps } from './gaps.ts';
import { addCohort } from './retention.ts';

/**
 * What the customers of one shard add to the figures of the shop. All of it sums, so that shards merge in any order to
 * what one book over everybody would hold; its size is bounded by days, weeks and months, not by people.
 */
export const kpiPartSchema = z.object({
  flows: z.object({ day: flowsSchema, week: flowsSchema, month: flowsSchema }),
  /** Days between purchase days, by week. */
  gaps: countsSchema,
  /** Monthly cohorts. */
  cohorts: countsSchema,
  /** Latest purchase day of anybody; null if nobody has bought. */
  lastOrderDay: z.number().int().nullable(),
});
export type KpiPart = z.infer<typeof kpiPartSchema>;

export const emptyPart = (): KpiPart => ({
  flows: { day: {}, week: {}, month: {} },
  gaps: {},
  cohorts: {},
  lastOrderDay: null,
});

type Counted = Pick<Customer, 'customerId'> & {
  readonly fold: Pick<Customer['fold'], 'kind' | 'traits' | 'contacts' | 'days' | 'firstSeenAt'>;
};

/** Counts consumers of one shard as of the run's day; staff, partners and test accounts are left out. */
export const createKpiBook = (model: Pick<Model, 'asOf' | 'rules' | 'currency'>) => {
  const { rules, currency } = model;
  const asOfDay = epochDay(model.asOf);
  const { activeDays } = rules.kpis;
  const flows = {
    day: createFlows('day', asOfDay, activeDays),
    week: createFlows('week', asOfDay, activeDays),
    month: createFlows('month', asOfDay, activeDays),
  };
  const { gaps, cohorts } = emptyPart();
  let lastOrderDay: number | null = null;

  const add = ({ fold }: Counted): void => {
    if (kindOf(fold, rules.customerKinds) !== 'consumer') return;
    const days = boughtDays(fold, asOfDay, rules, currency);
    const seen =
      fold.firstSeenAt === undefined ? undefined : localEpochDay(Date.parse(fold.firstSeenAt), rules.timezone);
    // Whoever bought before being seen joined with the order; of whom nobody knows when has been there all along.
    const known = [seen, days[0]?.day].filter((day) => day !== undefined);
    const joined = known.length === 0 ? Number.NEGATIVE_INFINITY : Math.min(...known);
    for (const one of Object.values(flows)) one.add(days, joined);
    addGaps(gaps, days, asOfDay);
    addCohort(cohorts, days, asOfDay);
    const last = days.at(-1);
    if (last) lastOrderDay = Math.max(lastOrderDay ?? last.day, last.day);
  };

  const part = (): KpiPart => ({
    flows: { day: flows.day.flows, week: flows.week.flows, month: flows.month.flows },
    gaps,
    cohorts,
    lastOrderDay,
  });

  return { add, part };
};

/** Adds one shard's part to a sum. */
export const mergePart = (into: KpiPart, from: KpiPart): void => {
  for (const granularity of ['day', 'week', 'month'] as const)
    mergeFlows(into.flows[granularity], from.flows[granularity]);
  mergeCounts(into.gaps, from.gaps);
  mergeCounts(into.cohorts, from.cohorts);
  if (from.lastOrderDay !== null)
    into.lastOrderDay = Math.max(into.lastOrderDay ?? from.lastOrderDay, from.lastOrderDay);
};
