import * as z from 'zod';
import { DangolError } from '../platform/errors.ts';
import { brandIdSchema } from '../settings/brand.ts';
import { CUSTOMER_KINDS } from '../settings/customer-kind.ts';
import { topicIdSchema } from '../settings/topic.ts';
import { CHANNELS, definitionIdSchema } from '../templates/template.ts';
import { campaignIdSchema } from '../tracking/ref.ts';
import { utmSchema } from '../tracking/utm.ts';
import { armsSchema } from './arm.ts';
import { fallbackSchema, pickSchema } from './fallback.ts';
import { goalSchema } from './goal.ts';
import { repeatSchema, timingSchema } from './schedule.ts';

export const CAMPAIGN = 'campaign';

/** Ids in one uploaded list: they stand in the definition, whose item holds 400 KB. */
const MAX_LIST = 5_000;

export const MAX_NAME = 120;

const segmentIds = z.array(z.string().min(1).max(100)).max(20);

/** Who is written to: `include` minus `exclude`, or a `list` of customer ids, or everybody whom `rule` fits. */
const audienceSchema = z
  .strictObject({
    include: segmentIds.default([]),
    exclude: segmentIds.default([]),
    /** Narrows `include`; alone, it is read over all customers at launch. */
    rule: z.unknown().optional(),
    list: z.array(z.string().min(1).max(500)).min(1).max(MAX_LIST).optional(),
    /** Kinds of customers that are written to; consumers only if absent. */
    kinds: z.array(z.enum(CUSTOMER_KINDS)).min(1).optional(),
    /** Leaves out people who got any message of ours in so many days; checked at hand-over. */
    notMessagedInDays: z.number().int().min(1).max(365).optional(),
    /** Leaves out people from whom nothing has come for a year, as of the start. */
    excludeSilent: z.boolean().optional(),
  })
  .refine((audience) => audience.include.length > 0 || audience.rule !== undefined || audience.list !== undefined, {
    error: 'needs at least one segment in "include", a "rule" or a "list" of customer ids',
  })
  .refine(
    ({ list, include, exclude, rule }) =>
      list === undefined || (include.length === 0 && exclude.length === 0 && rule === undefined),
    {
      error: 'a "list" stands alone: remove "include", "exclude" and "rule", or leave the list out',
      path: ['list'],
    },
  );

/** A campaign as a person writes it. */
export const campaignSchema = z.strictObject({
  name: z.string().min(1).max(MAX_NAME),
  channel: z.enum(CHANNELS, {
    error: `must be one of ${CHANNELS.join(', ')}`,
  }),
  templateId: definitionIdSchema,
  /** Further ways for the same message, where the one before did not arrive. */
  fallback: fallbackSchema.optional(),
  /** The ways, the first among them, are not tried in turn: each person gets the one that suits them best. */
  pick: pickSchema.optional(),
  /** Kind of ads that this is; the template's if absent. */
  topic: topicIdSchema.optional(),
  /** Sender among `settings.brands`; the template's if absent. */
  brand: brandIdSchema.optional(),
  audience: audienceSchema,
  /** Each receiver gets a code of this coupon pool, which the template shows as {{ coupon.code }}. */
  couponPool: definitionIdSchema.optional(),
  goal: goalSchema.optional(),
  /** Share of the audience that gets nothing, so that the effect can be told. 0 is allowed with a warning. */
  control: z.number().min(0).max(0.9).default(0.1),
  /** Start; at once if absent or past. Without an offset it is a local time, the receiver's own. */
  at: z.iso.datetime({ offset: true, local: true }).optional(),
  timing: timingSchema.optional(),
  /** Again and again: a launch starts the series, whose occurrences are campaigns of their own. */
  repeat: repeatSchema.optional(),
  /** Of an occurrence: the recurring campaign. */
  seriesOf: campaignIdSchema.optional(),
  /** Tags of links to the shop's sites, before those of the settings (`utm`). */
  utm: utmSchema.optional(),
  /** A plain label that campaigns are sorted by. */
  folder: z.string().trim().min(1).max(60).optional(),
  /** Minutes after its start (or its local time) from which a message is of no use: who was not reached is skipped. */
  expiresAfter: z
    .number()
    .int()
    .min(5)
    .max(30 * 24 * 60)
    .optional(),
  /** Of the people's budget (settings `caps`), `high` may use what is kept for it. */
  priority: z.enum(['normal', 'high']).default('normal'),
  hypothesis: z.string().max(1_000).optional(),
  /** Staged send: `first` people, a wait, a look at the guardrails, then the rest. */
  stages: z
    .strictObject({
      first: z.number().int().min(1).max(100_000),
      waitMinutes: z
        .number()
        .int()
        .min(5)
        .max(7 * 24 * 60),
    })
    .optional(),
  /** Versions of the message that compete (A/B/n); one message if absent. */
  arms: armsSchema.optional(),
  /** Who takes the winner for the people who are still to be written to: a person (if absent), or the campaign itself when its verdict names one. */
  winnerBy: z.enum(['person', 'automatic']).optional(),
  /** Smallest difference of conversion shares worth finding, such as 0.01; what the verdict looks for. */
  effect: z.number().min(0.0005).max(0.5).optional(),
});
export type Campaign = z.infer<typeof campaignSchema>;

/** A stored campaign. Throws `invalid` for one that was stored in a form that is not read any more. */
export const campaignOf = ({ id, body }: { readonly id: string; readonly body: unknown }): Campaign => {
  const { data, error } = campaignSchema.safeParse(body);
  if (data) return data;
  const details = error.issues.map(({ path, message }) => ({ path: path.join('.'), message }));
  const [first] = details;
  throw new DangolError(
    'invalid',
    `Campaign "${id}" is stored in a form that cannot be read: ${first?.path}: ${first?.message}. PUT it anew, or archive it.`,
    { details },
  );
};

/** A campaign that is about to be saved. */
export const savedCampaignSchema = campaignSchema
  .refine(({ repeat, at }) => repeat === undefined || at === undefined, {
    error: 'cannot stand beside "repeat", whose "days" and "at" say when it is sent; leave one of them out',
    path: ['at'],
  })
  .refine(({ repeat, arms }) => repeat === undefined || (arms ?? []).every(({ at }) => at === undefined), {
    error: 'cannot have a start "at" of their own beside "repeat": it would lie in the past from the second time on',
    path: ['arms'],
  })
  .refine(({ winnerBy, arms }) => winnerBy !== 'automatic' || arms?.every(({ at, channel }) => !at && !channel), {
    error:
      'can be "automatic" only where there are "arms", none with a start "at" or a "channel" of its own: one that is lawful later would lose by its age',
    path: ['winnerBy'],
  })
  .refine(
    ({ fallback, arms }) => fallback === undefined || (arms ?? []).every(({ channel }) => channel === undefined),
    {
      error:
        'cannot stand beside "arms" with a "channel" of their own: what the channels earn could not be told from what stood in for them',
      path: ['fallback'],
    },
  )
  .refine(({ pick, fallback }) => pick === undefined || fallback !== undefined, {
    error: 'chooses among the campaign\'s own way and those in "fallback"; name one there at least',
    path: ['pick'],
  });

export const newCampaignSchema = savedCampaignSchema.safeExtend({ id: campaignIdSchema.optional() });
