import * as z from 'zod';
import { moneySchema, moniesSchema } from './common.ts';

const decisionSchema = z.looseObject({
  state: z.string(),
  at: z.string().nullish(),
  source: z.string().nullish(),
  wording: z.string().nullish(),
  receivedAt: z.string().nullish(),
  expiresAt: z.string().nullish(),
  basis: z.string().nullish(),
  by: z.string().nullish(),
  ip: z.string().nullish(),
  file: z.string().nullish(),
  reconfirmBy: z.string().nullish(),
});
export type ConsentDecision = z.infer<typeof decisionSchema>;

const channelSchema = z.object({
  ad: decisionSchema.nullish(),
  info: decisionSchema.nullish(),
  night: decisionSchema.nullish(),
  topics: z.record(z.string(), decisionSchema).nullish(),
  suppressed: z.object({ reason: z.string(), at: z.string().nullish() }).nullish(),
});
export type ChannelConsent = z.infer<typeof channelSchema>;

const rfmSchema = z.object({
  r: z.number(),
  f: z.number(),
  m: z.number(),
  segment: z.string(),
  asOf: z.string().nullish(),
});
export type Rfm = z.infer<typeof rfmSchema>;

const reasonSchema = z.union([
  z.string(),
  z.object({ code: z.string(), values: z.record(z.string(), z.number()).optional(), text: z.string().optional() }),
]);

const churnSchema = z.object({
  flag: z.string(),
  pAlive: z.number().nullish(),
  expectedNextOrderAt: z.string().nullish(),
  expectedNextOrder: z.object({ from: z.string(), to: z.string() }).nullish(),
  reason: reasonSchema.nullish(),
});

const statsSchema = z
  .object({
    orders: z.number().default(0),
    revenue: moniesSchema.default([]),
    otherRevenue: moniesSchema.default([]),
    firstOrderAt: z.string().nullish(),
    lastOrderAt: z.string().nullish(),
    firstSeenAt: z.string().nullish(),
    lastSeenAt: z.string().nullish(),
  })
  // Money of every currency the person has paid in, the shop's own first.
  .transform(({ otherRevenue, revenue, ...stats }) => ({
    ...stats,
    revenue: [...revenue, ...otherRevenue].filter(({ amount }, _index, all) => amount !== 0 || all.length === 1),
  }));

const traitsSchema = z.record(z.string(), z.unknown()).default({});
const contactsSchema = z.object({ email: z.string().nullish(), phone: z.string().nullish() }).default({});

/** One line of a list or search; what a list leaves out is simply not shown. */
export const customerSummarySchema = z.object({
  id: z.string(),
  kind: z.string().nullish(),
  traits: traitsSchema,
  contacts: contactsSchema,
  stats: statsSchema.optional(),
  rfm: rfmSchema.partial().nullish(),
  churn: z.object({ flag: z.string() }).nullish(),
});
export type CustomerSummary = z.infer<typeof customerSummarySchema>;

export const customerSchema = customerSummarySchema.extend({
  devices: z
    .array(z.object({ platform: z.string(), token: z.string(), lastSeenAt: z.string(), offAt: z.string().nullish() }))
    .default([]),
  consent: z.record(z.string(), channelSchema).default({}),
  objectedAt: z.string().nullish(),
  stats: statsSchema.default(() => statsSchema.parse({})),
  rfm: rfmSchema.nullish(),
  churn: churnSchema.nullish(),
  value: z
    .object({
      expectedOrders12m: z.number().nullish(),
      expectedOrderValue: moneySchema.nullish(),
      clv12m: moneySchema.nullish(),
      reason: reasonSchema.nullish(),
    })
    .nullish(),
  firstOrder: z.object({ chance: z.number(), withinDays: z.number() }).nullish(),
  backtest: z.object({ until: z.string(), days: z.number(), meanError: z.number(), flagsRight: z.number() }).nullish(),
  computed: z
    .array(
      z.object({
        name: z.string(),
        title: z.string(),
        value: z.union([z.string(), z.number(), z.boolean(), z.null()]),
        reason: z.string().nullable(),
      }),
    )
    .default([]),
  segments: z.array(z.object({ id: z.string(), since: z.string().nullish(), name: z.string().nullish() })).default([]),
  linkedIds: z.array(z.string()).default([]),
  preferredChannel: z
    .object({
      channel: z.string().nullable(),
      by: z.string().nullable(),
      channels: z.array(z.object({ channel: z.string(), messages: z.number(), responses: z.number() })),
    })
    .nullish(),
});
export type Customer = z.infer<typeof customerSchema>;

/** `type` is the Segment call (`track`, `identify`, …) or `message`; the rest differs by type and is shown as it came. */
export const timelineEntrySchema = z.looseObject({ type: z.string(), at: z.string() });
export type TimelineEntry = z.infer<typeof timelineEntrySchema>;

const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;

/** What to call a person: a name trait, else an address, else nothing. Always the person's own words: text, never markup. */
export const nameOf = ({ traits, contacts }: Pick<CustomerSummary, 'traits' | 'contacts'>): string | undefined => {
  const both = [text(traits.lastName), text(traits.firstName)].filter((part) => part !== undefined);
  const hangul = both.some((part) => /\p{Script=Hangul}/u.test(part));
  const joined = hangul ? both.join('') : both.toReversed().join(' ');
  return text(traits.name) ?? text(joined) ?? text(contacts.email) ?? text(contacts.phone);
};
