import * as z from 'zod';

/** The settings this console reads and edits; everything else is kept as it is by a partial PUT. */
export const settingsAnswerSchema = z.object({
  timezone: z.string(),
  currency: z.string(),
  language: z.enum(['ko', 'en']).catch('ko'),
  brand: z.object({
    name: z.string().default(''),
    email: z.string().default(''),
    phone: z.string().default(''),
    address: z.string().default(''),
    optOutNumber: z.string().default(''),
    smsSender: z.string().default(''),
  }),
  topics: z.array(z.object({ id: z.string(), name: z.object({ ko: z.string(), en: z.string() }) })).default([]),
  approval: z.enum(['none', 'another']).catch('none'),
  rfm: z.object({
    scoring: z.enum(['rank', 'ntile', 'breaks']).catch('rank'),
    frequency: z.enum(['orders', 'days']).catch('orders'),
    breaks: z.unknown().optional(),
  }),
});
export type SettingsAnswer = z.infer<typeof settingsAnswerSchema>;
