import * as z from 'zod';

const words = z.object({ ko: z.string(), en: z.string() });
const side = z.object({ value: z.number(), label: words }).nullable();

export const measuresSchema = z.object({
  from: z.string(),
  to: z.string(),
  currency: z.string(),
  data: z.array(
    z.object({
      id: z.string(),
      name: words,
      definition: words,
      unit: z.string(),
      numerator: side,
      denominator: side,
      value: z.number().nullable(),
      interval: z.object({ low: z.number(), high: z.number() }).nullable(),
      missing: words.nullable(),
      parts: z.array(z.object({ id: z.string(), label: words, value: z.number() })),
    }),
  ),
});
export type Measures = z.infer<typeof measuresSchema>;

const share = z.number().nullable();
export const channelsSchema = z.object({
  data: z.array(
    z.object({
      ...{ channel: z.string(), sent: z.number(), lost: z.number(), openRate: share, clickRate: share },
      ...{ conversionRate: share, leafletRate: share },
    }),
  ),
});
export type Channels = z.infer<typeof channelsSchema>;

export const hoursSchema = z.object({
  data: z.array(z.object({ weekday: z.number(), hour: z.number(), opened: z.number(), clicked: z.number() })),
});
export type Hours = z.infer<typeof hoursSchema>;
