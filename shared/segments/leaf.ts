import * as z from 'zod';
import { computedNameSchema } from '../computed/definition.ts';
import {
  COMPARISONS,
  compare,
  comparisons,
  conditionSchema,
  OPERATORS,
  operators,
  path,
  withOne,
} from '../events/condition.ts';
import { topicIdSchema } from '../settings/topic.ts';

/** Building blocks of rules: windows, and the leaves made of them and of conditions. */

const day = z.iso.date({ error: 'must be a date such as 2026-11-22' });

const within = z.union(
  [
    z.strictObject({ days: z.number().int().min(1).max(36_500) }),
    z.strictObject({ from: day, to: day }).superRefine(({ from, to }, context) => {
      if (from <= to) return;
      const message = `must end on or after the day it begins; it goes from ${from} to ${to}. Swap the two days`;
      context.addIssue({ code: 'custom', message });
    }),
  ],
  { error: 'must be {"days": n} or {"from": "YYYY-MM-DD", "to": "YYYY-MM-DD"}' },
);
export type Within = z.infer<typeof within>;

/** Ready-made figures of a customer; money in minor units of the reporting currency. */
export const FIGURES = [
  'orders',
  'revenue',
  'averageOrderValue',
  'purchaseDays',
  'firstOrderAt',
  'lastOrderAt',
  'daysSinceFirstOrder',
  'daysSinceLastOrder',
  'events',
  'firstSeenAt',
  'lastSeenAt',
  'kind',
  'country',
  'language',
  'daysBetweenOrders',
  'daysToFirstOrder',
  'daysToSecondOrder',
] as const;
export type FigureName = (typeof FIGURES)[number];

export const SCORE_NAMES = [
  'rfm.segment',
  'rfm.r',
  'rfm.f',
  'rfm.m',
  'churn.flag',
  'churn.pAlive',
  'churn.expectedNextOrderAt',
  'value.expectedOrders12m',
  'value.expectedOrderValue',
  'value.clv12m',
] as const;
export type ScoreName = (typeof SCORE_NAMES)[number];

export const CHANNELS = ['email', 'sms', 'push', 'kakao'] as const;
const channel = z.enum(CHANNELS);
export type Channel = z.infer<typeof channel>;

export const OUTCOMES = ['received', 'opened', 'clicked', 'ignored'] as const;

const share = z.number().min(0).max(1);

/** One schema per leaf, found by the key that names it. */
export const LEAVES = {
  trait: withOne(z.strictObject({ trait: path, ...operators }), OPERATORS, 'operator'),
  computed: withOne(z.strictObject({ computed: computedNameSchema, ...operators }), OPERATORS, 'operator'),
  score: withOne(z.strictObject({ score: z.enum(SCORE_NAMES), ...operators }), OPERATORS, 'operator'),
  event: z
    .strictObject({
      event: z.string().min(1).max(200),
      where: z.array(conditionSchema).max(20).optional(),
      count: compare.optional(),
      sum: withOne(z.strictObject({ property: path, ...comparisons }), COMPARISONS, 'comparison').optional(),
      within: within.optional(),
    })
    .refine((leaf) => leaf.count === undefined || leaf.sum === undefined, 'takes count or sum, not both'),
  message: z.strictObject({
    message: z
      .strictObject({
        campaign: z.string().max(40).optional(),
        channel: channel.optional(),
        outcome: z.enum(OUTCOMES),
        /** Only the ads since the person last answered anything of ours or ordered. */
        inARow: z.literal(true).optional(),
      })
      .refine(({ outcome, inARow }) => !inARow || outcome === 'ignored', 'takes "inARow" with outcome "ignored" only'),
    count: compare.optional(),
    within: within.optional(),
  }),
  date: z.strictObject({ date: path, inDays: compare, everyYear: z.literal(true).optional() }),
  consent: z
    .strictObject({
      consent: channel,
      purpose: z.enum(['ad', 'info', 'night']),
      is: z.boolean(),
      /** Ads about one topic. */
      topic: topicIdSchema.optional(),
      /** Whole days since the state counts: the result is to be told within 14 (정보통신망법 제50조 ⑦). */
      daysAgo: compare.optional(),
      /** Whole days until the next second anniversary of a grant: the notice is due before (제50조 ⑧). */
      reconfirmInDays: compare.optional(),
    })
    .refine((leaf) => leaf.topic === undefined || leaf.purpose === 'ad', 'takes a topic with purpose "ad" only')
    .refine((leaf) => leaf.is || leaf.reconfirmInDays === undefined, 'takes "reconfirmInDays" with "is": true only'),
  reachable: z.strictObject({ reachable: channel }),
  segment: z.strictObject({ segment: z.string().min(1).max(80) }),
  bucket: z.strictObject({
    bucket: z
      .strictObject({ salt: z.string().max(100), from: share, to: share })
      .superRefine(({ from, to }, context) => {
        if (from <= to) return;
        const message = `must end where it begins or above; it goes from ${from} to ${to}. Swap the two shares`;
        context.addIssue({ code: 'custom', message });
      }),
  }),
} as const;

export type LeafKind = keyof typeof LEAVES;
type LeafOf<Kind extends LeafKind> = z.infer<(typeof LEAVES)[Kind]>;
export type EventLeaf = LeafOf<'event'>;
export type MessageLeaf = LeafOf<'message'>;
export type ConsentLeaf = LeafOf<'consent'>;
export type DateLeaf = LeafOf<'date'>;
export type Leaf = { [Kind in LeafKind]: LeafOf<Kind> }[LeafKind];
