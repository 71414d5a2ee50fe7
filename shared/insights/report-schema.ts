import * as z from 'zod';
import { pausedSchema } from '../campaigns/paused.ts';
import { stageSchema } from '../campaigns/stage.ts';
import { moneySchema } from '../platform/money-schema.ts';
import { experimentSchema } from './experiment-schema.ts';
import { surveyResultSchema } from './survey-result.ts';

export const intervalSchema = z.object({ low: z.number(), high: z.number() });

/** Why a figure is missing: a closed code and the numbers behind it, so that it can be said in any language. */
export const gapSchema = z.object({
  code: z.enum(['noControl', 'noGoal', 'nobodySent', 'notEnoughConversions', 'noPersonValue']),
  values: z.record(z.string(), z.number()),
});
export type Gap = z.infer<typeof gapSchema>;

const counts = z.record(z.string(), z.number().int());
const visitsSchema = z.object({
  all: z.number().int(),
  /** People; machines (Apple's prefetch, scanners, bots) left out. */
  human: z.number().int(),
  /** Messages by kind of actor; one message can have several. */
  by: counts,
});

const outcomeSchema = z.object({ converted: z.number().int(), orders: z.number().int(), revenue: moneySchema });

/** `GET /v1/campaigns/{id}/report`. `audience = pending + deferred + sent + skipped + failed + unknown` at any moment. */
export const reportSchema = z.object({
  campaignId: z.string(),
  name: z.string(),
  channel: z.string(),
  status: z.string(),
  /** Why it stands still; null unless it is paused. */
  paused: pausedSchema.nullable(),
  /** Of a staged send. */
  stage: stageSchema.nullable(),
  asOf: z.string(),
  currency: z.string(),
  /** The event that the campaign was for; null without a goal. */
  goalEvent: z.string().nullable(),
  /** Days after hand-over in which it counts; null without a goal. */
  windowDays: z.number().nullable(),
  launchedAt: z.string().nullable(),

  audience: z.number().int(),
  pending: z.number().int(),
  deferred: z.number().int(),
  sent: z.number().int(),
  delivered: z.number().int(),
  opened: visitsSchema,
  clicked: visitsSchema,
  converted: z.number().int(),
  orders: z.number().int(),
  revenue: moneySchema,
  negative: z.object({
    unsubscribed: z.number().int(),
    complained: z.number().int(),
    bounced: z.number().int(),
    optedOut: z.number().int(),
    uninstalled: z.number().int(),
  }),
  skipped: counts,
  failed: z.number().int(),
  unknown: z.number().int(),
  /** Reasons of deferred, failed and unknown. */
  reasons: z.object({ deferred: counts, failed: counts, unknown: counts }),
  rates: z.object({
    delivery: z.number().nullable(),
    open: z.number().nullable(),
    click: z.number().nullable(),
    conversion: z.number().nullable(),
  }),
  control: outcomeSchema.extend({
    size: z.number().int(),
    /** Those who passed every check that a message would have had to pass: the fair comparison. */
    eligible: outcomeSchema.extend({ size: z.number().int() }),
    ineligible: counts,
  }),
  arms: z.array(
    outcomeSchema.extend({
      arm: z.string(),
      /** As the campaign names it. */
      name: z.string(),
      sent: z.number().int(),
      delivered: z.number().int(),
      opened: z.number().int(),
      clicked: z.number().int(),
      /** Of the people sent to. */
      rates: z.object({ open: z.number().nullable(), click: z.number().nullable(), conversion: z.number().nullable() }),
    }),
  ),
  /** The ways of the message, each with what was tried on it; null of a campaign that has one. */
  ways: z
    .object({
      links: z.array(
        z.object({
          /** 0 is the campaign's own. */
          link: z.number().int(),
          channel: z.string(),
          templateId: z.string(),
          sent: z.number().int(),
          delivered: z.number().int(),
          bounced: z.number().int(),
          skipped: z.number().int(),
          failed: z.number().int(),
          unknown: z.number().int(),
          /** Of the people for whom this way stands. */
          converted: z.number().int(),
          cost: moneySchema,
          /** People who got the message by it because it suits them best, by why; of a campaign with `pick`. */
          picked: counts,
        }),
      ),
      /** People whom two ways reached: the former after its time. */
      arrivedTwice: z.number().int(),
    })
    .nullable(),
  /** People who get no ads at all (settings `holdout`). */
  holdout: outcomeSchema.extend({ size: z.number().int() }),
  /** What the campaign was to show, in the words of its author. */
  hypothesis: z.string().nullable(),
  /** What people answered to the message; empty where it asked nothing, or nobody has answered. */
  surveys: z.array(surveyResultSchema),
  /** The arms beside each other; null where there is nothing to compare. */
  experiment: experimentSchema.nullable(),
  attributed: z.object({
    orders: z.number().int(),
    revenue: moneySchema,
    byClick: z.number().int(),
    byDelivery: z.number().int(),
  }),
  /** Sent people against eligible control people. Null figures carry their reason. */
  lift: z.object({
    absolute: z.number().nullable(),
    relative: z.number().nullable(),
    interval: intervalSchema.nullable(),
    relativeInterval: intervalSchema.nullable(),
    p: z.number().nullable(),
    population: z.object({ sent: z.number().int(), control: z.number().int() }),
    reason: gapSchema.nullable(),
  }),
  /** What the sent people would have done without the message, by the control group. */
  anyway: z.object({ people: z.number(), revenue: moneySchema }).nullable(),
  /** What the message added. */
  extra: z.object({
    people: z.number().nullable(),
    peopleInterval: intervalSchema.nullable(),
    revenue: moneySchema.nullable(),
    revenueInterval: intervalSchema.nullable(),
    reason: gapSchema.nullable(),
  }),
  cost: moneySchema,
  /** Of the account's own cloud, for handing over and watching the messages. */
  platformCost: moneySchema,
  peopleLost: z.object({
    count: z.number().int(),
    /** Of the people sent to, with Wilson's interval. */
    rate: z.number().nullable(),
    interval: intervalSchema.nullable(),
    value: moneySchema.nullable(),
    /** What stands for a person without an estimate. */
    perPerson: moneySchema.nullable(),
    /** People with an estimate of their own. */
    valued: z.number().int(),
    /** By how they were lost, each person once; `value` is of the `valued` among them. Dead addresses stand beside `count`, not in it. */
    by: z.record(z.string(), z.object({ people: z.number().int(), valued: z.number().int(), value: z.number().int() })),
    reason: gapSchema.nullable(),
  }),
  /** Ads to people who had ignored the last three or more. */
  leaflets: z.object({ people: z.number().int(), of: z.number().int(), rate: z.number().nullable() }),
  net: z.object({
    amount: z.number().int().nullable(),
    currency: z.string(),
    interval: intervalSchema.nullable(),
    margin: z.number(),
    reason: gapSchema.nullable(),
  }),
  /** Revenue in currencies without a rate into the shop's: kept apart, in none of the sums above. */
  otherRevenue: z.array(moneySchema),
  definitions: z.record(z.string(), z.object({ ko: z.string(), en: z.string() })),
});
export type Report = z.infer<typeof reportSchema>;
export type Money = z.infer<typeof moneySchema>;
