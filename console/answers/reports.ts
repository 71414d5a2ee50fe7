import * as z from 'zod';
import { moniesSchema } from './common.ts';

const runSchema = z.object({
  runId: z.string(),
  status: z.string(),
  asOf: z.string().nullish(),
  startedAt: z.string().nullish(),
  finishedAt: z.string().nullish(),
});

export const todaySchema = z.object({
  yesterday: z
    .object({
      date: z.string(),
      orders: z.number(),
      revenue: moniesSchema,
      buyers: z.number().nullish(),
      firstTimeBuyers: z.number().nullish(),
    })
    .nullish(),
  decisions: z
    .array(
      z.object({
        kind: z.string(),
        id: z.string().nullish(),
        name: z.string().nullish(),
        at: z.string().nullish(),
        message: z.string().nullish(),
        says: z.object({ ko: z.string(), en: z.string() }).nullish(),
        more: z.number().nullish(),
      }),
    )
    .default([]),
  campaigns: z
    .array(
      z.object({
        id: z.string(),
        name: z.string(),
        status: z.string(),
        channel: z.string().nullish(),
        launchedAt: z.string().nullish(),
      }),
    )
    .default([]),
  run: runSchema.nullish(),
});
export type Today = z.infer<typeof todaySchema>;

export const kpisSchema = z.object({
  data: z.array(
    z.object({
      date: z.string(),
      orders: z.number(),
      revenue: moniesSchema,
      buyers: z.number().nullish(),
      sent: z.number().nullish(),
    }),
  ),
});
export type Kpi = z.infer<typeof kpisSchema>['data'][number];

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
    }),
  ),
  scoring: z.string().nullish(),
  frequency: z.string().nullish(),
  definition: z.string().nullish(),
});
export type RfmReport = z.infer<typeof rfmReportSchema>;
