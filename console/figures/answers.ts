import * as z from 'zod';
import { moniesSchema } from '../answers/common.ts';

const said = z.object({ ko: z.string(), en: z.string() });

export const kpiReportSchema = z.object({
  asOf: z.string().nullish(),
  currency: z.string().nullish(),
  data: z.array(
    z.object({
      date: z.string(),
      to: z.string(),
      complete: z.boolean(),
      values: z.record(z.string(), z.number().nullable()),
    }),
  ),
  targets: z
    .array(
      z.object({
        kpi: z.string(),
        value: z.number(),
        by: z.string(),
        state: z.string(),
        current: z.number().nullable(),
        behindBy: z.number().nullable(),
      }),
    )
    .default([]),
  definitions: z
    .array(
      z.object({
        kpi: z.string(),
        name: said,
        unit: z.string(),
        kind: z.string(),
        better: z.string(),
        definition: said,
      }),
    )
    .default([]),
});
export type KpiReport = z.infer<typeof kpiReportSchema>;

export const warningsSchema = z.object({
  asOf: z.string().nullish(),
  currency: z.string().nullish(),
  data: z.array(
    z.object({
      id: z.string(),
      state: z.string(),
      title: said,
      says: said,
      rule: said,
      series: z
        .array(
          z.object({
            name: said,
            unit: z.string(),
            points: z.array(z.object({ month: z.string(), value: z.number().nullable() })),
          }),
        )
        .default([]),
    }),
  ),
});
export type Warnings = z.infer<typeof warningsSchema>;

export const retentionSchema = z.object({
  cohorts: z.array(
    z.object({ cohort: z.string(), size: z.number(), cells: z.array(z.number()), shares: z.array(z.number()) }),
  ),
  incompleteMonth: z.string().nullish(),
  average: z
    .array(z.object({ offset: z.number(), share: z.number(), of: z.number(), customers: z.number() }))
    .default([]),
  definition: said,
});
export type Retention = z.infer<typeof retentionSchema>;

const curveSchema = z.object({
  state: z.string(),
  people: z.number(),
  again: z.number(),
  points: z.array(z.object({ day: z.number(), share: z.number(), atRisk: z.number() })),
  median: z.number().nullable(),
  bestWindow: z.object({ fromDay: z.number(), toDay: z.number(), share: z.number() }).nullable(),
});
export type Curve = z.infer<typeof curveSchema>;

export const nextOrdersSchema = z.object({
  everybody: curveSchema,
  products: z.array(curveSchema.extend({ productId: z.string(), name: z.string().nullish() })),
  definition: said,
});
export type NextOrders = z.infer<typeof nextOrdersSchema>;

export const rfmReportSchema = z.object({
  asOf: z.string().nullish(),
  population: z.number(),
  prospects: z.number().nullish(),
  cells: z.array(
    z.object({
      r: z.number(),
      f: z.number(),
      segment: z.string(),
      count: z.number(),
      revenue: moniesSchema,
      before: z.number().nullish(),
    }),
  ),
  moves: z.array(z.object({ from: z.string(), to: z.string(), customers: z.number() })).nullish(),
  scoring: z.string().nullish(),
  frequency: z.string().nullish(),
  definition: z.string().nullish(),
});
export type RfmReport = z.infer<typeof rfmReportSchema>;

export const previewSchema = z.object({ count: z.number(), reachable: z.record(z.string(), z.number()) });
