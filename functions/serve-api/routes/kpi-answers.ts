import * as z from 'zod';
import { GRANULARITIES } from '../../../shared/kpis/period.ts';
import { targetViewSchema } from '../../../shared/kpis/target.ts';
import { warningSchema } from '../../../shared/kpis/warning.ts';
import { KPI_NAMES } from '../../../shared/settings/target.ts';

/** What the reports of the night answer, for the OpenAPI document. Shares are 0 to 1, money in minor units. */
const said = z.object({ ko: z.string(), en: z.string() });
const money = z.object({ amount: z.number().int(), currency: z.string() });
const share = z.number().min(0).max(1);

const periodSchema = z.object({
  ...{ date: z.iso.date(), to: z.iso.date() },
  /** False while the period is not over. */
  complete: z.boolean(),
  ...{ orders: z.number().nullable(), revenue: money, buyers: z.number() },
  ...{ newCustomers: z.number().nullable(), customers: z.number().nullable(), allBuyers: z.number() },
  ...{ oneTimeBuyers: z.number(), oneTimeShare: z.number().nullable(), repeatRate: z.number().nullable() },
  ...{ activeBuyers12m: z.number().nullable(), averageRevenue12m: money.nullable() },
  reachable: z.record(z.string(), z.number()).nullable(),
  churn: z.record(z.string(), z.number()).nullable(),
  /** By the names of `definitions`; null where no night told. */
  values: z.partialRecord(z.enum(KPI_NAMES), z.number().nullable()),
});

const definitionSchema = z.object({
  kpi: z.enum(KPI_NAMES),
  name: said,
  unit: z.enum(['people', 'orders', 'money', 'share', 'days', 'times']),
  kind: z.enum(['flow', 'level']),
  better: z.enum(['more', 'less']),
  definition: said,
});

export const kpisAnswer = z.object({
  ...{ from: z.iso.date(), to: z.iso.date(), granularity: z.enum(GRANULARITIES) },
  /** Day of the last run; null before the first. */
  asOf: z.iso.date().nullable(),
  currency: z.string().optional(),
  data: z.array(periodSchema),
  targets: z.array(targetViewSchema),
  definitions: z.array(definitionSchema),
});

const run = { asOf: z.iso.date(), runId: z.string() };

export const retentionAnswer = z.object({
  ...run,
  cohorts: z.array(
    z.object({ cohort: z.string(), size: z.number(), cells: z.array(z.number()), shares: z.array(share) }),
  ),
  incompleteMonth: z.string().nullable(),
  average: z.array(z.object({ offset: z.number(), customers: z.number(), of: z.number(), share })),
  definition: said,
});

const curveSchema = z.object({
  state: z.enum(['ok', 'not_enough_data']),
  ...{ people: z.number(), again: z.number() },
  points: z.array(z.object({ day: z.number(), share, atRisk: z.number() })),
  median: z.number().nullable(),
  bestWindow: z.object({ fromDay: z.number(), toDay: z.number(), share }).nullable(),
});

export const nextOrdersAnswer = z.object({
  ...run,
  /** Part of the people that was looked at. */
  share,
  everybody: curveSchema,
  products: z.array(curveSchema.extend({ productId: z.string(), name: z.string().nullable() })),
  definition: said,
});

export const warningsAnswer = z.object({ asOf: z.iso.date(), currency: z.string(), data: z.array(warningSchema) });

const costSchema = z.object({
  channel: z.string(),
  ...{ spend: z.number(), newCustomers: z.number(), cac: z.number().nullable() },
  ...{ ltv: z.number().nullable(), ratio: z.number().nullable() },
});

export const acquisitionAnswer = z.object({
  ...{ asOf: z.iso.date(), currency: z.string(), trait: z.string().nullable() },
  overall: costSchema.pick({ spend: true, newCustomers: true, cac: true }),
  data: z.array(costSchema),
  definition: said,
});

export const rfmAnswer = z.object({
  ...run,
  scoring: z.enum(['rank', 'ntile', 'breaks']),
  frequency: z.enum(['orders', 'days']),
  ...{ population: z.number(), prospects: z.number() },
  cells: z.array(
    z.object({
      ...{ r: z.number().int().min(1).max(5), f: z.number().int().min(1).max(5), segment: z.string() },
      ...{ count: z.number(), revenue: money, before: z.number().nullable() },
    }),
  ),
  moves: z.array(z.object({ from: z.string(), to: z.string(), customers: z.number() })).nullable(),
  segments: z.array(z.object({ id: z.string(), segment: z.string(), count: z.number(), revenue: money })),
  churn: z.record(z.string(), z.number()),
  definition: z.string(),
});
