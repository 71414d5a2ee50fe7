import * as z from 'zod';
import { conditionSchema, path } from '../events/condition.ts';

export const COMPUTED_KIND = 'computed';

const OPERATIONS = ['count', 'sum', 'avg', 'min', 'max', 'first', 'last', 'mostFrequent', 'distinct'] as const;
type Operation = (typeof OPERATIONS)[number];

/** Days of a window: events are kept 400 days, so nothing longer could be built again from them. */
const MAX_WINDOW_DAYS = 400;
/** Definitions of one shop beside the ready-made ones: a bound on what every event and every profile carries. */
export const MAX_COMPUTED = 20;

/** The moment of the event itself, in place of a property. */
export const TIMESTAMP = 'timestamp';

export const computedNameSchema = z
  .string()
  .regex(
    /^[a-z][A-Za-z0-9]{0,39}$/,
    'must be 1 to 40 letters and digits that begin with a small letter, such as favouriteBrand',
  );

/** A figure of a person's events, as somebody defines it. */
export const computedBodySchema = z
  .strictObject({
    /** What people read in place of the name. */
    title: z.string().min(1).max(120).optional(),
    /** Name of a track event. */
    event: z.string().min(1).max(200),
    where: z.array(conditionSchema).max(20).optional(),
    operation: z.enum(OPERATIONS),
    /** Path of a property (`total`, `products.category`: each line of a list counts), or `timestamp`. */
    property: path.optional(),
    /** Of `mostFrequent`: how often a value counts, such as `products.quantity`; a whole number, else 1. */
    weight: path.optional(),
    /** The n local days up to and including the day of the question; without it, all time. */
    window: z.strictObject({ days: z.number().int().min(1).max(MAX_WINDOW_DAYS) }).optional(),
  })
  .superRefine(({ operation, property, weight }, context) => {
    const say = (field: string, message: string) => context.addIssue({ code: 'custom', path: [field], message });
    if (operation === 'count' && property !== undefined) {
      say('property', 'is not used by count; leave it out, or use distinct to count its different values');
    }
    if (operation !== 'count' && property === undefined) {
      say('property', `is needed by ${operation}: the path of a property, such as total or products.category`);
    }
    if (property === TIMESTAMP && operation !== 'first' && operation !== 'last') {
      say('property', `"timestamp" is a moment; ${operation} cannot use it, first and last can`);
    }
    if (weight !== undefined && operation !== 'mostFrequent')
      say('weight', 'is only used by mostFrequent; leave it out');
  });
export type ComputedBody = z.infer<typeof computedBodySchema>;

export interface ComputedDefinition extends ComputedBody {
  readonly name: string;
}

/**
 * What shape a trait's state has. `all`: one cell; `days`: one per local day; `values`: one per value; `dayValues`: one per
 * local day and value.
 */
export type Layout = 'all' | 'days' | 'values' | 'dayValues';

const isOfValues = (operation: Operation): boolean => operation === 'mostFrequent' || operation === 'distinct';

export const layoutOf = ({ operation, window }: ComputedBody): Layout => {
  if (isOfValues(operation)) return window ? 'dayValues' : 'values';
  return window ? 'days' : 'all';
};
