import * as z from 'zod';
import { moneySchema } from '../answers/common.ts';

const estimateSchema = z.object({ amount: z.number(), interval: z.object({ low: z.number(), high: z.number() }) });

const figuresSchema = z.object({
  sent: z.number(),
  extraRevenue: estimateSchema.nullable(),
  channelCost: moneySchema,
  platformCost: moneySchema,
  peopleLost: z.object({ count: z.number(), value: moneySchema.nullable() }),
  leaflets: z.object({ rate: z.number().nullable() }),
  net: estimateSchema.nullable(),
});
export type ImpactFigures = z.infer<typeof figuresSchema>;

const sideSchema = z.object({ people: z.number(), converted: z.number() });

const sumSchema = figuresSchema.extend({
  campaigns: z.number(),
  journeys: z.number(),
  measured: z.object({ campaigns: z.number(), journeys: z.number(), sent: z.number() }),
});

export const impactSchema = z.object({
  from: z.string(),
  to: z.string(),
  currency: z.string(),
  margin: z.number(),
  total: sumSchema,
  periods: z.array(sumSchema.extend({ period: z.string(), from: z.string(), to: z.string() })),
  campaigns: z.array(figuresSchema.extend({ campaignId: z.string(), name: z.string(), launchedAt: z.string() })),
  journeys: z.array(
    figuresSchema.extend({
      journeyId: z.string(),
      name: z.string(),
      compared: z.object({ sent: sideSchema, control: sideSchema }),
    }),
  ),
  definition: z.object({ ko: z.string(), en: z.string() }),
});
export type Impact = z.infer<typeof impactSchema>;

const boughtSchema = z.object({ people: z.number(), buyers: z.number(), revenue: z.number() });

export const holdoutSchema = z.object({
  share: z.number(),
  since: z.string().nullable(),
  currency: z.string(),
  data: z.array(
    z.object({
      month: z.string(),
      complete: z.boolean(),
      held: boughtSchema,
      open: boughtSchema,
      extraRevenue: estimateSchema.nullable(),
    }),
  ),
  definition: z.object({ ko: z.string(), en: z.string() }),
});
