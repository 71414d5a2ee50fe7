import * as z from 'zod';
import { epochDay, localEpochDay, startOfDay } from '../platform/time.ts';
import { kindOf } from '../profiles/customer-kind.ts';
import type { Customer, Scores } from '../profiles/profile.ts';
import { boughtDays } from '../scoring/bought-days.ts';
import type { Model } from '../scoring/model.ts';
import { addAcquired } from './acquisition.ts';
import { addAges } from './ages.ts';
import { countsSchema, mergeCounts } from './counts.ts';
import { createFlows, flowsSchema, mergeFlows } from './flows.ts';
import { addGaps } from './gaps.ts';
import { createHoldoutBook } from './holdout.ts';
import { addMove } from './moves.ts';
import { addNextOrder, emptyNextOrders, mergeNextOrders, nextOrdersSchema, peopleShare } from './next-order.ts';
import { addCohort } from './retention.ts';
import { addStanding } from './standing.ts';

/**
 * What the customers of one shard add to the figures of the shop. All of it sums, so that shards merge in any order to
 * what one book over everybody would hold; its size is bounded by days, weeks, months and products, and it names nobody.
 */
export const kpiPartSchema = z.object({
  flows: z.object({ day: flowsSchema, week: flowsSchema, month: flowsSchema }),
  /** Days between purchase days, by week. */
  gaps: countsSchema,
  /** Monthly cohorts. */
  cohorts: countsSchema,
  /** What profiles say tonight. */
  standing: countsSchema,
  /** Moves on the RFM grid within a month. */
  moves: countsSchema,
  /** Revenue by month and year of birth. */
  ages: countsSchema,
  /** Time to the next order by first product. */
  nextOrders: nextOrdersSchema,
  /** First purchases by month and acquisition channel. */
  acquired: countsSchema,
  /** Latest purchase day of anybody; null if nobody has bought. */
  lastOrderDay: z.number().int().nullable(),
});
export type KpiPart = z.infer<typeof kpiPartSchema>;

export const emptyPart = (): KpiPart => ({
  flows: { day: {}, week: {}, month: {} },
  gaps: {},
  cohorts: {},
  standing: {},
  moves: {},
  ages: {},
  acquired: {},
  nextOrders: emptyNextOrders(1),
  lastOrderDay: null,
});

type Counted = Pick<Customer, 'customerId'> & {
  readonly fold: Pick<
    Customer['fold'],
    'kind' | 'traits' | 'contacts' | 'days' | 'firstSeenAt' | 'consent' | 'computed'
  > &
    Partial<Pick<Customer['fold'], 'eventCounts'>>;
};

/** Counts consumers of one of a run's shards as of its day; staff, partners and test accounts are left out. */
export const createKpiBook = (model: Pick<Model, 'asOf' | 'rules' | 'currency' | 'thresholds'>, shards: number) => {
  const { rules, currency } = model;
  const asOfDay = epochDay(model.asOf);
  const now = startOfDay(model.asOf, rules.timezone);
  const { activeDays } = rules.kpis;
  const flows = {
    day: createFlows('day', asOfDay, activeDays),
    week: createFlows('week', asOfDay, activeDays),
    month: createFlows('month', asOfDay, activeDays),
  };
  const holdout = createHoldoutBook(rules.holdout, asOfDay);
  const sums = { ...emptyPart(), nextOrders: emptyNextOrders(peopleShare(shards)) };

  /** Flows begin when a person was first seen or first bought; of whom nobody knows when has been there all along. */
  const joinedDay = (fold: Counted['fold'], firstOrderDay: number | undefined): number => {
    const seen =
      fold.firstSeenAt === undefined ? undefined : localEpochDay(Date.parse(fold.firstSeenAt), rules.timezone);
    const known = [seen, firstOrderDay].filter((day) => day !== undefined);
    return known.length === 0 ? Number.NEGATIVE_INFINITY : Math.min(...known);
  };

  const add = (customer: Counted, scores: Pick<Scores, 'churn' | 'rfm' | 'value'>): void => {
    const { fold } = customer;
    if (kindOf(fold, rules.customerKinds) !== 'consumer') return;
    const days = boughtDays(fold, asOfDay, rules, currency);
    const joined = joinedDay(fold, days[0]?.day);
    for (const one of Object.values(flows)) one.add(days, joined);
    holdout.add(sums.standing, customer.customerId, days, joined);
    addGaps(sums.gaps, days, asOfDay);
    addCohort(sums.cohorts, days, asOfDay);
    addAges(sums.ages, fold, days, asOfDay);
    addAcquired(sums.acquired, fold, scores, days, rules.kpis.acquisition);
    addStanding(sums.standing, customer, scores, {
      today: asOfDay,
      now,
      zone: rules.timezone,
      isBuyer: days.length > 0,
    });
    const last = days.at(-1);
    if (last) sums.lastOrderDay = Math.max(sums.lastOrderDay ?? last.day, last.day);
    // Who objected to being profiled has no scores; nothing is worked out of such a person beyond the sums of the shop.
    if (!scores.rfm) return;
    addMove(sums.moves, customer.customerId, days, asOfDay, model);
    addNextOrder(sums.nextOrders, customer, days, asOfDay);
  };

  const part = (): KpiPart => ({
    ...sums,
    flows: { day: flows.day.flows, week: flows.week.flows, month: flows.month.flows },
  });

  return { add, part };
};

/** Adds one shard's part to a sum. */
export const mergePart = (into: KpiPart, from: KpiPart): void => {
  for (const granularity of ['day', 'week', 'month'] as const)
    mergeFlows(into.flows[granularity], from.flows[granularity]);
  for (const name of ['gaps', 'cohorts', 'standing', 'moves', 'ages', 'acquired'] as const)
    mergeCounts(into[name], from[name]);
  mergeNextOrders(into.nextOrders, from.nextOrders);
  if (from.lastOrderDay !== null)
    into.lastOrderDay = Math.max(into.lastOrderDay ?? from.lastOrderDay, from.lastOrderDay);
};
