import * as z from 'zod';
import { conditionSchema, OPERATORS, operators, path, withOne } from '../events/condition.ts';
import { ruleSchema } from '../segments/rule.ts';

/** What starts a journey, and how often it may start for one person. */

/** What became of a message, as far as a journey looks. Opens and clicks are those of people, not of machines. */
export const MESSAGE_OUTCOMES = [
  'delivered',
  'opened',
  'clicked',
  'bounced',
  'complained',
  'unsubscribed',
  'failed',
] as const;
export type MessageOutcome = (typeof MESSAGE_OUTCOMES)[number];

const eventName = z.string().trim().min(1).max(200);
const where = z.array(conditionSchema).max(20).optional();
const value = withOne(z.strictObject(operators), OPERATORS, 'operator');

export const timeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time such as 09:30');

export const triggerSchema = z.discriminatedUnion('on', [
  z.strictObject({ on: z.literal('event'), event: eventName, where }),
  /** By the nightly run; who is in a new segment from the start did not enter it. */
  z.strictObject({ on: z.literal('segment'), segment: z.string().min(1).max(80), move: z.enum(['entered', 'left']) }),
  /** An identify call that says something else than was known. */
  z.strictObject({ on: z.literal('trait'), trait: path, from: value.optional(), to: value.optional() }),
  /** `offsetDays` after the date in a trait (negative: before), at a local time of the person. */
  z.strictObject({
    on: z.literal('date'),
    trait: path,
    offsetDays: z.number().int().min(-365).max(365).default(0),
    at: timeOfDay.default('10:00'),
    everyYear: z.literal(true).optional(),
  }),
  /** Of a campaign, of a step of another journey as `<journey>/<step>`, or of any. */
  z.strictObject({
    on: z.literal('message'),
    outcome: z.enum(MESSAGE_OUTCOMES),
    campaign: z.string().min(1).max(90).optional(),
  }),
  /** `POST /v1/journeys/{id}/enter` alone. */
  z.strictObject({ on: z.literal('api') }),
]);

export const entrySchema = z.discriminatedUnion('rule', [
  z.strictObject({ rule: z.literal('once') }),
  /** Not again before so many days have passed since the last start. */
  z.strictObject({ rule: z.literal('everyDays'), days: z.number().int().min(1).max(1_100) }),
  /** Once for each value of a property, such as `order_id`. */
  z.strictObject({ rule: z.literal('perObject'), property: path }),
  z.strictObject({ rule: z.literal('always') }),
]);

/** Who may start at all, asked when the trigger comes. */
export const startIfSchema = ruleSchema.optional();
