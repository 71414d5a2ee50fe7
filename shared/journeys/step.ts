import * as z from 'zod';
import { conditionSchema, path } from '../events/condition.ts';
import { isConsentTrait } from '../events/consent-call.ts';
import { ruleSchema } from '../segments/rule.ts';
import { MOST_NOTE, MOST_TITLE } from '../tasks/limits.ts';
import { definitionIdSchema } from '../templates/template.ts';
import { durationSchema } from './duration.ts';
import { MESSAGE_OUTCOMES, timeOfDay } from './trigger.ts';

/** Steps of a journey. Without `next` the following one in the list comes, after the last one the end. */

export const stepIdSchema = z
  .string()
  .regex(/^[a-z0-9-]{1,30}$/, 'must be 1 to 30 characters of a-z, 0-9 and -, such as remind-1');

const id = { id: stepIdSchema, name: z.string().min(1).max(120).optional() };
const base = { ...id, next: stepIdSchema.optional() };
const eventName = z.string().trim().min(1).max(200);
const share = z.number().positive().max(1_000);
const scalar = z.union([z.string().max(500), z.number(), z.boolean()]);

/** What a message of this journey has become by now. */
const ownOutcome = z.strictObject({ step: stepIdSchema, is: z.enum(MESSAGE_OUTCOMES) });
export type OwnOutcome = z.infer<typeof ownOutcome>;

const awaited = z
  .strictObject({
    event: eventName.optional(),
    where: z.array(conditionSchema).max(20).optional(),
    message: ownOutcome.optional(),
  })
  .refine(({ event, message }) => (event === undefined) !== (message === undefined), {
    error: 'needs an "event" or a "message", one of the two',
  })
  .refine(({ event, where }) => where === undefined || event !== undefined, {
    error: 'takes "where" beside an "event" only',
  });

const words = (most: number) => z.string().min(1).max(most);

export const stepSchema = z.discriminatedUnion('type', [
  z.strictObject({ ...base, type: z.literal('wait'), for: durationSchema }),
  /** The next such time in the person's zone; of one that a change of the clocks leaves out, the next there is. */
  z.strictObject({
    ...base,
    type: z.literal('waitUntil'),
    at: timeOfDay,
    /** 1 is Monday. */
    weekdays: z.array(z.number().int().min(1).max(7)).min(1).max(7).optional(),
  }),
  /**
   * As long as what the person bought usually lasts: until the first product of the cause, else of the last order, is bought again; `ifUnknown`
   * where neither of a product nor of the shop is known when. Asked when the step begins.
   */
  z.strictObject({ ...base, type: z.literal('waitRepurchase'), ifUnknown: durationSchema.default({ days: 30 }) }),
  /** What happened since the step began goes on to `next`; without it, after `within`, to `otherwise` or the next one, too. */
  z.strictObject({
    ...base,
    type: z.literal('waitFor'),
    for: awaited,
    within: durationSchema,
    otherwise: stepIdSchema.optional(),
  }),
  /** The first branch that holds; `otherwise`, or the next step. */
  z.strictObject({
    ...id,
    type: z.literal('branch'),
    branches: z
      .array(
        z
          .strictObject({ if: ruleSchema.optional(), outcome: ownOutcome.optional(), to: stepIdSchema })
          .refine((branch) => (branch.if === undefined) !== (branch.outcome === undefined), {
            error: 'needs "if" (a rule) or "outcome" (of an own message), one of the two',
          }),
      )
      .min(1)
      .max(10),
    otherwise: stepIdSchema.optional(),
  }),
  /** The same person goes the same way whenever it comes here. */
  z.strictObject({
    ...id,
    type: z.literal('split'),
    paths: z
      .array(z.strictObject({ share, to: stepIdSchema }))
      .min(2)
      .max(10),
  }),
  /** A split whose arms the report compares. */
  z.strictObject({
    ...id,
    type: z.literal('experiment'),
    arms: z
      .array(z.strictObject({ arm: stepIdSchema, share, to: stepIdSchema }))
      .min(2)
      .max(6),
  }),
  /** Through all gates. A message that waits (quiet hours, budget) keeps the person in the step. */
  z.strictObject({
    ...base,
    type: z.literal('message'),
    templateId: definitionIdSchema,
    /** From then on it is of no use. */
    usefulFor: durationSchema.default({ days: 3 }),
    /** Where to go on when it bounced, could not be written, or no receipt of delivery came within `after`. */
    fallback: z.strictObject({ after: durationSchema.default({ hours: 6 }), to: stepIdSchema }).optional(),
  }),
  /** Says a trait as an identify call does; starts no journey. */
  z.strictObject({
    ...base,
    type: z.literal('updateTrait'),
    /** At the top of the traits. */
    trait: path
      .refine((name) => !isConsentTrait(name), 'must be no consent: only the person gives one')
      .regex(/^[^.]+$/, 'must be the name of a trait, without a dot'),
    value: z.union([scalar, z.strictObject({ property: path })]),
  }),
  z.strictObject({ ...base, type: z.literal('coupon'), pool: definitionIdSchema, otherwise: stepIdSchema.optional() }),
  z.strictObject({
    ...base,
    type: z.literal('task'),
    /** Title and note: Liquid over the same names as templates, `event`, `coupon` and `landing` of the run. */
    title: words(MOST_TITLE),
    note: words(MOST_NOTE).optional(),
    assignee: words(200).optional(),
    dueIn: durationSchema.default({ days: 1 }),
  }),
  z.strictObject({
    ...base,
    type: z.literal('webhook'),
    webhook: definitionIdSchema,
    otherwise: stepIdSchema.optional(),
  }),
  z.strictObject({
    ...base,
    type: z.literal('inApp'),
    content: definitionIdSchema,
    showFor: durationSchema.default({ days: 7 }),
  }),
  /** Makes a page for this person alone; the words of later steps lead there by `landing.url`. */
  z.strictObject({
    ...base,
    type: z.literal('landing'),
    content: definitionIdSchema,
    openFor: durationSchema.default({ days: 14 }),
    otherwise: stepIdSchema.optional(),
  }),
  /** Counts the person as one who got there. */
  z.strictObject({ ...base, type: z.literal('goal') }),
  z.strictObject({ ...id, type: z.literal('exit'), reason: z.string().min(1).max(120).optional() }),
]);
export type Step = z.infer<typeof stepSchema>;
export type StepType = Step['type'];
export type StepOf<Type extends StepType> = Extract<Step, { readonly type: Type }>;

/** Steps in which time passes; a way round that meets none of them would never end. */
const WAITS: ReadonlySet<StepType> = new Set(['wait', 'waitUntil', 'waitRepurchase', 'waitFor']);
export const isWait = ({ type }: Step): boolean => WAITS.has(type);

/** Steps that a step names as coming after it, beside the following one in the list. */
export const targetsOf = (step: Step): readonly string[] => {
  switch (step.type) {
    case 'branch':
      return [...step.branches.map(({ to }) => to), ...(step.otherwise === undefined ? [] : [step.otherwise])];
    case 'split':
      return step.paths.map(({ to }) => to);
    case 'experiment':
      return step.arms.map(({ to }) => to);
    case 'exit':
      return [];
    default: {
      const next = step.next === undefined ? [] : [step.next];
      const other = 'otherwise' in step && step.otherwise !== undefined ? [step.otherwise] : [];
      return [...next, ...other, ...('fallback' in step && step.fallback ? [step.fallback.to] : [])];
    }
  }
};

/** Whether the step may go on to the one that follows it in the list. */
export const goesOn = (step: Step): boolean => {
  switch (step.type) {
    case 'split':
    case 'experiment':
    case 'exit':
      return false;
    case 'branch':
      return step.otherwise === undefined;
    default:
      return step.next === undefined;
  }
};
