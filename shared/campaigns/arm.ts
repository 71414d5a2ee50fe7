import * as z from 'zod';
import { fractionOf } from '../platform/hash.ts';
import { type Holdout, isHeldOut } from '../settings/holdout.ts';
import { CHANNELS, definitionIdSchema } from '../templates/template.ts';

/** `control` gets nothing and shows what would have happened anyway; `holdout` gets no ad of any campaign. Everybody else is in an arm. */
const HELD_ARMS = ['control', 'holdout'] as const;
type Held = (typeof HELD_ARMS)[number];

/** The only arm of a campaign that names none. */
export const ONLY_ARM = 'a';
/** Those who get the winner's message once it is known: no part of the experiment any more. */
export const REST_ARM = 'rest';

/** Id of the arm that a person is in: `control`, `holdout`, `rest`, or one of the campaign's own. */
export type Arm = string;

export const isHeld = (arm: Arm): arm is Held => arm === 'control' || arm === 'holdout';

const armSchema = z.strictObject({
  /** `a`, `b`, `c` … by place if absent. */
  id: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,19}$/, 'must be 1 to 20 characters of a-z, 0-9 and -, such as coupon-10')
    .refine((id) => !isHeld(id) && id !== REST_ARM, { error: 'must not be control, holdout or rest' })
    .optional(),
  name: z.string().trim().min(1).max(60).optional(),
  /** Another channel than the campaign's; then the content is a template of that channel. */
  channel: z.enum(CHANNELS).optional(),
  /** Content; the campaign's own if absent. */
  templateId: definitionIdSchema.optional(),
  /** Shown by a template as {{ campaign.offer }}, such as a coupon. */
  offer: z.string().max(200).optional(),
  /** Pool of this arm's coupons; the campaign's own if absent. */
  couponPool: definitionIdSchema.optional(),
  /** Not before this time. */
  at: z.iso.datetime({ offset: true }).optional(),
  /** Part of the people who are not held back; only the proportions count. */
  share: z.number().positive().max(1_000).default(1),
});

/** Two to six versions of a message, told apart by what they bring. */
export const armsSchema = z
  .array(armSchema)
  .min(2, 'needs two arms or more; leave "arms" out for one message beside the control group')
  .max(6)
  .transform((arms) => arms.map((arm, index) => ({ ...arm, id: arm.id ?? String.fromCharCode(97 + index) })))
  .refine((arms) => new Set(arms.map(({ id }) => id)).size === arms.length, { error: 'two arms have one id' });
export type ArmOfCampaign = z.infer<typeof armsSchema>[number];

/** How a campaign deals out its people, frozen at launch. */
export interface Split {
  readonly control: number;
  readonly arms?: readonly Pick<ArmOfCampaign, 'id' | 'share'>[] | undefined;
  readonly holdout?: Holdout | undefined;
}

/** Which message a person would get, held back or not. */
export const messageArmOf = (campaignId: string, customerId: string, { arms = [] }: Split): Arm => {
  const total = arms.reduce((sum, { share }) => sum + share, 0);
  let left = fractionOf('split', campaignId, customerId) * total;
  for (const { id, share } of arms) {
    if (left < share) return id;
    left -= share;
  }
  return arms.at(-1)?.id ?? ONLY_ARM;
};

/**
 * The same person is in the same arm on every retry. The campaign's id is the salt, so arms of two campaigns are independent of each
 * other, of the holdout and of the buckets in which segments and chunks are kept.
 */
export const armOf = (campaignId: string, customerId: string, split: Split): Arm => {
  const { holdout, control } = split;
  if (holdout && isHeldOut(holdout, customerId)) return 'holdout';
  if (fractionOf('arm', campaignId, customerId) < control) return 'control';
  return messageArmOf(campaignId, customerId, split);
};
