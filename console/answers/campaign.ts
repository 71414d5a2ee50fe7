// Shared with pages that come later: whichever part asks first, zod has to be told before any schema is made.
import '../platform/zod-without-eval.ts';
import * as z from 'zod';
import { moneySchema } from './common.ts';

const saidSchema = z.object({ ko: z.string(), en: z.string() });
const goalSchema = z.object({ event: z.string(), windowDays: z.number() });

export const templateNameSchema = z.object({ name: z.string() });

export const campaignSchema = z.object({
  id: z.string(),
  name: z.string(),
  channel: z.string().nullish(),
  status: z.string(),
  templateId: z.string().nullish(),
  audience: z
    .object({
      include: z.array(z.string()).default([]),
      exclude: z.array(z.string()).default([]),
      list: z.array(z.string()).optional(),
      notMessagedInDays: z.number().optional(),
      excludeSilent: z.boolean().optional(),
    })
    .nullish()
    .catch(null),
  goal: goalSchema.nullish(),
  control: z.number().nullish(),
  hypothesis: z.string().nullish(),
  createdAt: z.string().nullish(),
  updatedAt: z.string().nullish(),
  launchedAt: z.string().nullish(),
  endedAt: z.string().nullish(),
  folder: z.string().nullish(),
  archived: z.boolean().nullish(),
  brand: z.string().nullish(),
  arms: z.array(z.object({ id: z.string(), name: z.string().optional() })).nullish(),
  winner: z.object({ arm: z.string(), at: z.string(), by: z.string().nullable() }).nullish(),
  paused: z
    .object({
      by: z.string(),
      name: z.string().nullable(),
      at: z.string(),
      reason: saidSchema.nullable(),
      resume: saidSchema.nullable(),
    })
    .nullish(),
  stage: z
    .object({ phase: z.enum(['first', 'wait', 'rest']), first: z.number(), waitUntil: z.string().optional() })
    .nullish(),
  series: z
    .object({
      status: z.string(),
      nextAt: z.string().nullable(),
      last: z.object({ problem: z.string().optional() }).optional(),
      missed: z.number(),
    })
    .nullish(),
});
export type Campaign = z.infer<typeof campaignSchema>;

export const recipientSchema = z.object({
  customerId: z.string(),
  arm: z.string().nullish(),
  status: z.string(),
  reason: z.string().nullish(),
  at: z.string().nullish(),
  channel: z.string().nullish(),
});
export type Recipient = z.infer<typeof recipientSchema>;

const findingSchema = z.object({
  /** `block` refuses the launch; anything else is said and left to the person. */
  level: z.string(),
  code: z.string(),
  message: z.string(),
  says: z.object({ ko: z.string(), en: z.string() }),
});
export type Finding = z.infer<typeof findingSchema>;

export const preflightSchema = z.object({
  findings: z.array(findingSchema),
  audience: z.object({ count: z.number(), exact: z.boolean() }),
  cost: moneySchema.nullable(),
  /** Of a message with several ways. */
  expectedCost: moneySchema.nullish(),
});
export type Preflight = z.infer<typeof preflightSchema>;

export const isBlocking = ({ level }: Finding): boolean => level === 'block';

export const renderedSchema = z.object({ subject: z.string().nullish(), text: z.string() });

export const templateSummarySchema = z.object({
  id: z.string(),
  name: z.string(),
  channel: z.string(),
  purpose: z.string().nullish(),
});

export const segmentSummarySchema = z.object({
  id: z.string(),
  name: z.string().nullish(),
  count: z.number().nullish(),
  builtIn: z.boolean().nullish(),
});
export type SegmentSummary = z.infer<typeof segmentSummarySchema>;

export const createdSchema = z.object({ id: z.string() });
