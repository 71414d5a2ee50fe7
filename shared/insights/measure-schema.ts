import * as z from 'zod';
import { intervalSchema } from './report-schema.ts';

export const wordsSchema = z.object({ ko: z.string(), en: z.string() });
export type Words = z.infer<typeof wordsSchema>;

export const MEASURES = [
  'openRate',
  'clickRate',
  'conversionRate',
  'firstContactResponse',
  'clv',
  'purchaseInterval',
  'dwellTime',
  'satisfaction',
  'lostByStage',
  'optInGrowth',
  'upsellRate',
  'churn',
  'acquisitionCost',
] as const;
export type MeasureId = (typeof MEASURES)[number];

const sideSchema = z.object({ value: z.number(), label: wordsSchema });

/** One figure of the shop with all that it is made of. `value` is null exactly where `missing` says what is not there yet. */
export const measureSchema = z.object({
  id: z.enum(MEASURES),
  name: wordsSchema,
  definition: wordsSchema,
  /** `money` in minor units of the report's currency, `share` between 0 and 1, `score` from -100 to 100. */
  unit: z.enum(['share', 'money', 'days', 'seconds', 'score', 'times']),
  numerator: sideSchema.nullable(),
  denominator: sideSchema.nullable(),
  value: z.number().nullable(),
  /** 95 %. */
  interval: intervalSchema.nullable(),
  missing: wordsSchema.nullable(),
  /** What the figure is made of, part by part. */
  parts: z.array(z.object({ id: z.string(), label: wordsSchema, value: z.number() })),
});
export type Measure = z.infer<typeof measureSchema>;

export const measuresSchema = z.object({
  from: z.string(),
  to: z.string(),
  currency: z.string(),
  /** Day of the last nightly run; null before the first. */
  asOf: z.string().nullable(),
  data: z.array(measureSchema),
});
