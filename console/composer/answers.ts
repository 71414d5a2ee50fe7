import * as z from 'zod';
import type { templateSummarySchema } from '../answers/campaign.ts';
import { moneySchema } from '../answers/common.ts';

const saidSchema = z.object({ ko: z.string(), en: z.string() });

/** A campaign as the API keeps it: what this console has no field for is carried along. */
export const savedCampaignSchema = z.looseObject({
  name: z.string(),
  channel: z.string(),
  templateId: z.string(),
  brand: z.string().optional(),
  topic: z.string().optional(),
  couponPool: z.string().optional(),
  audience: z.looseObject({
    include: z.array(z.string()).default([]),
    exclude: z.array(z.string()).default([]),
    list: z.array(z.string()).optional(),
    notMessagedInDays: z.number().optional(),
    excludeSilent: z.boolean().optional(),
  }),
  goal: z.object({ event: z.string(), windowDays: z.number() }).optional(),
  control: z.number().default(0.1),
  at: z.string().optional(),
  timing: z
    .looseObject({
      windows: z.array(z.object({ days: z.array(z.number()).optional(), from: z.string(), to: z.string() })).optional(),
      usualHour: z.looseObject({}).optional(),
      throttle: z.object({ messages: z.number(), per: z.string() }).optional(),
    })
    .optional(),
  repeat: z.looseObject({ days: z.array(z.number()).optional(), at: z.string() }).optional(),
  utm: z
    .object({ source: z.string().optional(), medium: z.string().optional(), campaign: z.string().optional() })
    .optional(),
  folder: z.string().optional(),
  expiresAfter: z.number().optional(),
  priority: z.string().optional(),
  hypothesis: z.string().optional(),
  stages: z.object({ first: z.number(), waitMinutes: z.number() }).optional(),
  arms: z
    .array(
      z.looseObject({
        id: z.string().optional(),
        name: z.string().optional(),
        channel: z.string().optional(),
        templateId: z.string().optional(),
        offer: z.string().optional(),
        at: z.string().optional(),
        share: z.number().optional(),
      }),
    )
    .optional(),
  fallback: z
    .array(
      z.object({
        channel: z.string(),
        templateId: z.string(),
        afterMinutes: z.number().optional(),
        on: z.array(z.string()).optional(),
      }),
    )
    .optional(),
  pick: z.object({ underMilli: z.number() }).optional(),
  effect: z.number().optional(),
  winnerBy: z.string().optional(),
});
export type SavedCampaign = z.infer<typeof savedCampaignSchema>;

export const comparisonSchema = z.object({
  audience: z.object({ count: z.number(), exact: z.boolean() }),
  channels: z.array(
    z.object({
      channel: z.string(),
      reachable: z.number(),
      cost: moneySchema,
      clickRate: z.number().nullable(),
      past: z.object({ delivered: z.number() }),
      limits: saidSchema,
      earliest: z.string().nullable(),
    }),
  ),
});
export type Comparison = z.infer<typeof comparisonSchema>;

export const planSchema = z.object({
  enough: z.boolean().nullable(),
  /** A difference of shares. */
  smallestEffect: z.number().nullable(),
  says: saidSchema,
});
export type Plan = z.infer<typeof planSchema>;

/** What a campaign names of the settings. */
export const senderSettingsSchema = z.object({
  timezone: z.string().default('Asia/Seoul'),
  brand: z.object({ name: z.string().default('') }),
  brands: z.array(z.object({ id: z.string(), name: z.string() })).default([]),
  topics: z.array(z.object({ id: z.string(), name: saidSchema })).default([]),
  utm: z
    .object({
      hosts: z.array(z.string()).default([]),
      source: z.string().default('dangol'),
      medium: z.string().default('{channel}'),
      campaign: z.string().default('{campaign}'),
    })
    .default({ hosts: [], source: 'dangol', medium: '{channel}', campaign: '{campaign}' }),
  holdout: z.object({ share: z.number().default(0) }).default({ share: 0 }),
});
export type SenderSettings = z.infer<typeof senderSettingsSchema>;

export const poolsSchema = z.object({
  data: z.array(z.object({ id: z.string(), name: z.string() })),
});
export type Pool = z.infer<typeof poolsSchema>['data'][number];

export const eventsSchema = z.object({ data: z.array(z.object({ event: z.string() })) });

export type Template = z.infer<typeof templateSummarySchema>;
