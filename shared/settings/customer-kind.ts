import * as z from 'zod';

/** What somebody is to the shop. Only consumers are scored and written to, unless a rule or a campaign asks for others. */
export const CUSTOMER_KINDS = ['consumer', 'partner', 'staff', 'test'] as const;
export type CustomerKind = (typeof CUSTOMER_KINDS)[number];

const domain = z
  .string()
  .min(3)
  .max(253)
  .regex(/^[^\s@]+\.[^\s@]+$/u, 'must be a domain such as example.com, without @')
  .transform((text) => text.normalize('NFKC').toLowerCase());

/**
 * Who is of a kind: everybody with an address at one of the domains (or below them), or whose trait has one of the values.
 * `trait` names parts of a nested value by dots.
 */
export const kindRuleSchema = z
  .strictObject({
    kind: z.enum(CUSTOMER_KINDS),
    emailDomains: z.array(domain).min(1).max(100).optional(),
    trait: z.string().min(1).max(200).optional(),
    in: z
      .array(z.union([z.string().max(500), z.number(), z.boolean()]))
      .min(1)
      .max(100)
      .optional(),
  })
  .refine(
    (rule) => (rule.emailDomains === undefined) !== (rule.trait === undefined),
    'needs either "emailDomains" or "trait" with "in"',
  )
  .refine((rule) => (rule.trait === undefined) === (rule.in === undefined), '"trait" and "in" belong together');
export type KindRule = z.infer<typeof kindRuleSchema>;
