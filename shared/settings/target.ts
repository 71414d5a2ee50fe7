import * as z from 'zod';

/** Figures of the shop that a target may name; `shared/kpis` says how each is counted. */
export const KPI_NAMES = [
  'members',
  'newMembers',
  'activeBuyers',
  'newBuyers',
  'returningBuyers',
  'lapsedBuyers',
  'orders',
  'revenue',
  'averageOrderValue',
  'oneTimeShare',
  'repeatRate',
  'purchaseInterval',
  'upsell',
  'churnedShare',
  'reachableEmail',
  'reachableSms',
  'optInGrowthEmail',
  'optInGrowthSms',
  'clv12m',
] as const;
export type KpiName = (typeof KPI_NAMES)[number];

/**
 * What a figure shall be by a day: a sum from `from` on for what adds up (orders, revenue, new buyers), else its level.
 * Shares between 0 and 1, money in minor units. Without `from`, the year of `by` from its first day.
 */
export const targetSchema = z
  .strictObject({
    kpi: z.enum(KPI_NAMES),
    value: z.number().min(0).max(Number.MAX_SAFE_INTEGER),
    from: z.iso.date().optional(),
    by: z.iso.date(),
  })
  .refine(({ from, by }) => from === undefined || from < by, '"from" must lie before "by"');
