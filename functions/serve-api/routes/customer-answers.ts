import * as z from 'zod';
import { reasonSchema } from '../../../shared/api/customer-view.ts';
import { trustSchema } from '../../../shared/api/model-view.ts';
import { noticeViewSchema } from '../../../shared/notices/notice-view.ts';

/** What is said about one customer beside the profile, for the OpenAPI document. */
const counted = { sessions: z.number().int(), measured: z.number().int() };

export const sessionsAnswer = z.object({
  since: z.string(),
  /** False if there are more events in that time than were looked at. */
  complete: z.boolean(),
  dwell: z.object({
    ...counted,
    medianSeconds: z.number().nullable(),
    reason: z.enum(['too_few_sessions', 'mostly_single_events']).nullable(),
  }),
  data: z.array(
    z.object({
      ...{ startedAt: z.string(), endedAt: z.string(), seconds: z.number().nullable() },
      ...{ events: z.number().int(), views: z.number().int() },
    }),
  ),
});

export const forecastAnswer = z.object({
  weeks: z.number().int(),
  asOf: z.iso.date().nullable(),
  /** Purchase days; null with the reason. */
  expectedOrders: z.number().nullable(),
  interval: z.object({ low: z.number(), high: z.number(), level: z.number() }).nullable(),
  model: z.object({ name: z.literal('bgNbd'), source: z.string(), flaw: z.string().nullable() }).nullable(),
  backtest: trustSchema.nullable().optional(),
  reason: reasonSchema.nullable(),
});

const kept = z.array(z.looseObject({}));

/** As it is stored; further pages hold events alone. */
export const exportAnswer = z.object({
  exportedAt: z.string(),
  customer: z.looseObject({ id: z.string() }).optional(),
  ...{ orders: kept.optional(), consents: kept.optional(), notices: z.array(noticeViewSchema).optional() },
  ...{ preferences: kept.optional(), links: kept.optional(), messages: kept.optional(), coupons: kept.optional() },
  ...{ tasks: kept.optional(), onsite: kept.optional(), looks: kept.optional(), looksComplete: z.boolean().optional() },
  events: z.array(z.looseObject({ person: z.string(), key: z.string(), type: z.string() })),
  truncated: z.boolean(),
  nextCursor: z.string().nullable(),
});
