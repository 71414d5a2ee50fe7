import * as z from 'zod';
import { idFlaw } from '../events/person-id.ts';

/** Signs of an arm's and an outcome's name that a counter may carry. */
const armName = z.string().trim().min(1).max(60);
const outcomeName = z.string().regex(/^[\p{L}\p{N}_-]{1,40}$/u, 'must be up to 40 letters, digits, - and _');

/** An experiment that ran elsewhere, as its importer describes it. */
export const experimentSchema = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]{1,40}$/, 'must be 1 to 40 characters of a-z, 0-9 and -, such as spring-test'),
  name: z.string().trim().min(1).max(120),
  hypothesis: z.string().max(1_000).optional(),
  channel: z.enum(['email', 'sms']).default('email'),
  /** The arm that got nothing, where there was one. */
  control: armName.optional(),
  /** The outcome that counts as conversion, and the one that is money in `currency`. */
  goal: outcomeName.optional(),
  money: outcomeName.optional(),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/, 'must be a three-letter ISO 4217 code such as KRW')
    .optional(),
  /** Days after `sentAt` in which the outcomes were seen. */
  windowDays: z.number().min(1).max(365).default(14),
  /** Part of the people dealt to each arm; equal parts if absent. */
  shares: z.record(armName, z.number().positive()).optional(),
});
export type ImportedExperiment = z.infer<typeof experimentSchema>;

/** One person of it. */
export const assignedSchema = z.strictObject({
  userId: z.string().superRefine((id, context) => {
    const flaw = idFlaw(id);
    if (flaw !== undefined) context.addIssue({ code: 'custom', message: flaw });
  }),
  arm: armName,
  sentAt: z.iso.datetime({ offset: true }),
  /** What became of the person: numbers, or yes and no. */
  outcomes: z
    .record(outcomeName, z.union([z.number().min(-1e9).max(1e9), z.boolean()]))
    .refine((outcomes) => Object.keys(outcomes).length <= 20, { error: 'at most 20 outcomes' }),
});
export type Assigned = z.infer<typeof assignedSchema>;

/** Where the calls of a kind go, and what stands around them in one request. */
export interface Destination {
  readonly path: string;
  readonly open: string;
  readonly close: string;
}

export const EVENTS_DESTINATION: Destination = { path: '/v1/batch', open: '{"batch":[', close: ']}' };

export const experimentDestination = (experiment: ImportedExperiment): Destination => ({
  path: '/v1/experiments',
  open: `{"experiment":${JSON.stringify(experiment)},"people":[`,
  close: ']}',
});
