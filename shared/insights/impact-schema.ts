import * as z from 'zod';
import { moneySchema } from '../platform/money-schema.ts';
import { gapSchema, intervalSchema } from './report-schema.ts';

/** What some campaigns and journeys together added, cost and lost. */
export const impactSumSchema = z.object({
  campaigns: z.number().int(),
  journeys: z.number().int(),
  sent: z.number().int(),
  /** Campaigns and journeys whose control group tells what they added. What the others brought is not known and counts as nothing. */
  measured: z.object({ campaigns: z.number().int(), journeys: z.number().int(), sent: z.number().int() }),
  extraRevenue: z.object({ amount: z.number().int(), interval: intervalSchema }).nullable(),
  channelCost: moneySchema,
  platformCost: moneySchema,
  peopleLost: z.object({
    count: z.number().int(),
    value: moneySchema.nullable(),
    by: z.record(z.string(), z.object({ people: z.number().int(), valued: z.number().int(), value: z.number().int() })),
  }),
  /** Ads to people who had ignored the last three or more. */
  leaflets: z.object({ people: z.number().int(), of: z.number().int(), rate: z.number().nullable() }),
  /** Extra revenue × margin − costs − value of people lost. */
  net: z.object({ amount: z.number().int(), interval: intervalSchema }).nullable(),
  reason: gapSchema.nullable(),
});
export type ImpactSum = z.infer<typeof impactSumSchema>;

const lineSchema = impactSumSchema.omit({ campaigns: true, journeys: true, measured: true });
const sideSchema = z.object({ people: z.number().int(), converted: z.number().int() });

/** `GET /v1/reports/impact`. */
export const impactSchema = z.object({
  from: z.string(),
  to: z.string(),
  granularity: z.string(),
  currency: z.string(),
  margin: z.number(),
  total: impactSumSchema,
  periods: z.array(impactSumSchema.extend({ period: z.string(), from: z.string(), to: z.string() })),
  /** Newest launch first; each opens into its report and its recipients. */
  campaigns: z.array(
    lineSchema.extend({
      campaignId: z.string(),
      name: z.string(),
      channel: z.string(),
      launchedAt: z.string(),
    }),
  ),
  /** What their messages of the span did, by name. */
  journeys: z.array(
    lineSchema.extend({
      journeyId: z.string(),
      name: z.string(),
      /** People whose first ad of the journey, sent or held back, lies in the span, and who of them ordered. */
      compared: z.object({ sent: sideSchema, control: sideSchema }),
    }),
  ),
  definition: z.object({ ko: z.string(), en: z.string() }),
});
export type Impact = z.infer<typeof impactSchema>;
