import * as z from 'zod';

/** Conditions on a value: operators, comparisons, and what they are said about. Rules and computed traits share them. */

const text = z.string().max(500);
const scalar = z.union([text, z.number(), z.boolean()]);
/** A date, or an instant with its zone. */
const instant = z.union([z.iso.date(), z.iso.datetime({ offset: true })], {
  error: 'must be a date such as 2026-11-22 or a time with zone such as 2026-11-22T10:00:00+09:00',
});
const list = z.array(scalar).min(1).max(1_000);

/** Names parts of a nested value: `address.city`. */
export const path = z
  .string()
  .min(1)
  .max(200)
  .regex(/^[^.]+(\.[^.]+)*$/, 'must be names joined by dots, such as address.city');

export const operators = {
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
export const OPERATORS = operatorsSchema.keyof().options;

export const comparisons = {
  gte: z.number().optional(),
  gt: z.number().optional(),
  lte: z.number().optional(),
  lt: z.number().optional(),
  eq: z.number().optional(),
} as const;
const comparisonSchema = z.strictObject(comparisons);
export type Comparison = z.infer<typeof comparisonSchema>;
export const COMPARISONS = comparisonSchema.keyof().options;

const exactlyOne =
  (names: readonly string[], what: string) =>
  (value: object): string | undefined => {
    const given = names.filter((name) => Object.hasOwn(value, name));
    if (given.length === 1) return undefined;
    const found = given.length === 0 ? 'has none' : `has ${given.join(' and ')}`;
    return `needs exactly one ${what} of ${names.join(', ')}; it ${found}`;
  };

export const withOne = <Schema extends z.ZodType<object>>(schema: Schema, names: readonly string[], what: string) => {
  const check = exactlyOne(names, what);
  return schema.superRefine((value, context) => {
    const message = check(value);
    if (message !== undefined) context.addIssue({ code: 'custom', message });
  });
};

export const compare = withOne(comparisonSchema, COMPARISONS, 'comparison');

export const conditionSchema = withOne(z.strictObject({ property: path, ...operators }), OPERATORS, 'operator');
export type Condition = z.infer<typeof conditionSchema>;
