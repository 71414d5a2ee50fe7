import * as z from 'zod';
import { moneySchema, moniesSchema } from './common.ts';

const runSchema = z.object({
  runId: z.string(),
  status: z.string(),
  asOf: z.string().nullish(),
  startedAt: z.string().nullish(),
  finishedAt: z.string().nullish(),
});

export const todaySchema = z.object({
  date: z.string().nullish(),
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
        people: z.number().nullish(),
        cost: moneySchema.nullish(),
        gain: moneySchema.nullish(),
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
