import * as z from 'zod';
import { topicIdSchema } from '../settings/topic.ts';

/** Building blocks of rules: values, operators, comparisons, windows and the leaves made of them. */

const text = z.string().max(500);
const scalar = z.union([text, z.number(), z.boolean()]);
/** A date, or an instant with its zone. */
const instant = z.union([z.iso.date(), z.iso.datetime({ offset: true })], {
  error: 'must be a date such as 2026-11-22 or a time with zone such as 2026-11-22T10:00:00+09:00',
});
const list = z.array(scalar).min(1).max(1_000);

/** Names parts of a nested value: `address.city`. */
const path = z
  .string()
  .min(1)
  .max(200)
  .regex(/^[^.]+(\.[^.]+)*$/, 'must be names joined by dots, such as address.city');

const operators = {
  is: scalar.optional(),
  isNot: scalar.optional(),
  in: list.optional(),
  notIn: list.optional(),
  gt: z.number().optional(),
  gte: z.number().optional(),
  lt: z.number().optional(),
  lte: z.number().optional(),
  contains: scalar.optional(),
  startsWith: text.optional(),
  endsWith: text.optional(),
  before: instant.optional(),
  after: instant.optional(),
  exists: z.boolean().optional(),
} as const;

const operatorsSchema = z.object(operators);
export type Operators = z.infer<typeof operatorsSchema>;
const OPERATORS = operatorsSchema.keyof().options;

const comparisons = {
  gte: z.number().optional(),
  gt: z.number().optional(),
  lte: z.number().optional(),
  lt: z.number().optional(),
  eq: z.number().optional(),
} as const;
const comparisonSchema = z.strictObject(comparisons);
export type Comparison = z.infer<typeof comparisonSchema>;
const COMPARISONS = comparisonSchema.keyof().options;

const exactlyOne =
  (names: readonly string[], what: string) =>
  (value: object): string | undefined => {
    const given = names.filter((name) => Object.hasOwn(value, name));
    if (given.length === 1) return undefined;
    const found = given.length === 0 ? 'has none' : `has ${given.join(' and ')}`;
    return `needs exactly one ${what} of ${names.join(', ')}; it ${found}`;
  };

const withOne = <Schema extends z.ZodType<object>>(schema: Schema, names: readonly string[], what: string) => {
  const check = exactlyOne(names, what);
  return schema.superRefine((value, context) => {
    const message = check(value);
    if (message !== undefined) context.addIssue({ code: 'custom', message });
  });
};

const compare = withOne(comparisonSchema, COMPARISONS, 'comparison');

const within = z.union(
  [
    z.strictObject({ days: z.number().int().min(1).max(36_500) }),
    z.strictObject({ from: z.iso.date(), to: z.iso.date() }),
  ],
  { error: 'must be {"days": n} or {"from": "YYYY-MM-DD", "to": "YYYY-MM-DD"}' },
);
export type Within = z.infer<typeof within>;

/** Figures of a customer that rules can ask for; money in minor units of the reporting currency. */
const COMPUTED = [
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
] as const;
export type Computed = (typeof COMPUTED)[number];

const SCORE_NAMES = [
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

const OUTCOMES = ['received', 'opened', 'clicked', 'ignored'] as const;

const condition = withOne(z.strictObject({ property: path, ...operators }), OPERATORS, 'operator');

const share = z.number().min(0).max(1);

/** One schema per leaf, found by the key that names it. */
export const LEAVES = {
  trait: withOne(z.strictObject({ trait: path, ...operators }), OPERATORS, 'operator'),
  computed: withOne(z.strictObject({ computed: z.enum(COMPUTED), ...operators }), OPERATORS, 'operator'),
  score: withOne(z.strictObject({ score: z.enum(SCORE_NAMES), ...operators }), OPERATORS, 'operator'),
  event: z
    .strictObject({
      event: z.string().min(1).max(200),
      where: z.array(condition).max(20).optional(),
      count: compare.optional(),
      sum: withOne(z.strictObject({ property: path, ...comparisons }), COMPARISONS, 'comparison').optional(),
      within: within.optional(),
    })
    .refine((leaf) => leaf.count === undefined || leaf.sum === undefined, 'takes count or sum, not both'),
  message: z.strictObject({
    message: z.strictObject({
      campaign: z.string().max(40).optional(),
      channel: channel.optional(),
      outcome: z.enum(OUTCOMES),
    }),
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
  bucket: z.strictObject({ bucket: z.strictObject({ salt: z.string().max(100), from: share, to: share }) }),
} as const;

export type LeafKind = keyof typeof LEAVES;
type LeafOf<Kind extends LeafKind> = z.infer<(typeof LEAVES)[Kind]>;
export type EventLeaf = LeafOf<'event'>;
export type MessageLeaf = LeafOf<'message'>;
export type ConsentLeaf = LeafOf<'consent'>;
export type DateLeaf = LeafOf<'date'>;
export type Leaf = { [Kind in LeafKind]: LeafOf<Kind> }[LeafKind];
