import * as z from 'zod';
import { storedComputedSchema } from '../computed/value.ts';
import { CUSTOMER_KINDS } from '../settings/customer-kind.ts';
import { deviceSchema } from './devices.ts';

const consentStateSchema = z.object({
  state: z.enum(['granted', 'withdrawn']),
  at: z.string(),
  /** End of a consent by transaction: compare with the clock on reading. */
  expiresAt: z.string().optional(),
});

/** What the fold knows of consent on one channel, for rules and listings; the gate reads the evidence itself. */
const channelConsentSchema = z.object({
  ad: consentStateSchema.optional(),
  info: consentStateSchema.optional(),
  /** Ads between 21:00 and 08:00, a consent of its own (정보통신망법 제50조 ③). */
  night: consentStateSchema.optional(),
  /** Ads about one topic, where the person said something about it. */
  topics: z.record(z.string(), consentStateSchema).optional(),
});

export const contactsSchema = z.object({ email: z.string().optional(), phone: z.string().optional() });

/** Left out at rest, and so is a zone that the device has, too: a profile beyond 1 KB costs twice as much to write. */
export const USUAL_KIND = 'consumer';

/**
 * The fold's attribute group on a customer: a pure function of the person's events and orders. No clock enters it;
 * windows are evaluated on read. Written by `project` alone.
 */
const wholeSchema = z.object({
  /** As the trait `customerKind` says, else consumer; the shop's rules are asked on reading (`kindOf`). */
  kind: z.enum(CUSTOMER_KINDS).default(USUAL_KIND),
  /** Latest value of each trait by (time, messageId); at most 100 traits, 1 KB each and 16 KB together. */
  traits: z.record(z.string(), z.unknown()),
  contacts: contactsSchema,
  /** ISO 3166 country by evidence: phone, address trait, locale. Absent if nothing says. */
  country: z.string().optional(),
  consent: z.record(z.string(), channelConsentSchema),
  /** When the person objected to being profiled: no scores, no segments by scores. */
  objectedAt: z.string().optional(),
  events: z.number().int(),
  /** Number of track events per name, at most 50 names; further names are counted under `…`. */
  eventCounts: z.record(z.string(), z.number().int()),
  firstSeenAt: z.string().optional(),
  lastSeenAt: z.string().optional(),
  orders: z.number().int(),
  firstOrderAt: z.string().optional(),
  lastOrderAt: z.string().optional(),
  /** Net revenue per currency in minor units. */
  revenue: z.record(z.string(), z.number().int()),
  /** Purchase days per currency, ascending: `epochDay,orders,netMinor;…` with days in `zone`. */
  days: z.record(z.string(), z.string()),
  /** Time zone in which `days` were cut; another zone in settings makes the next projection fold anew. */
  zone: z.string(),
  /** ISO 639 code that the person chose, else the one of the device. */
  language: z.string().optional(),
  /** IANA zone of the person's latest device. */
  timezone: z.string().optional(),
  /** Devices that showed a push token, newest first, at most ten; absent if there are none. */
  devices: z.array(deviceSchema).optional(),
  /** Computed traits by name. */
  computed: z.record(z.string(), storedComputedSchema).optional(),
});

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

export const profileSchema = z.preprocess(
  (stored) => (isObject(stored) && stored.zone === undefined ? { ...stored, zone: stored.timezone } : stored),
  wholeSchema,
);
export type Profile = z.infer<typeof profileSchema>;

const rfmSchema = z.object({
  r: z.number().int(),
  f: z.number().int(),
  m: z.number().int(),
  segment: z.string(),
});

export const churnSchema = z.object({
  flag: z.enum(['active', 'at_risk', 'churned', 'new', 'not_enough_data']),
  /** The rule that decided, with its numbers, so that the flag can be explained in any language. */
  reason: z.object({
    code: z.string(),
    values: z.record(z.string(), z.number()),
    /** Why a simpler rule decided than the shop has asked for. */
    because: z.string().optional(),
  }),
  /** Chance of still being a customer; computed on read, never stored, as are the dates. */
  pAlive: z.number().optional(),
  /** Middle of when the next order comes, if it comes, and the span of eight in ten; local dates. */
  expectedNextOrderAt: z.iso.date().optional(),
  expectedNextOrder: z.object({ from: z.iso.date(), to: z.iso.date() }).optional(),
});

/** The next twelve months; money in minor units of the reporting currency. Computed on read, never stored. */
export const valueSchema = z.object({
  expectedOrders12m: z.number(),
  expectedOrderValue: z.number().optional(),
  clv12m: z.number().optional(),
});

/** The nightly run's attribute group; written by `score-shard` alone, and only when a value changes. */
export const scoresSchema = z.object({
  runId: z.string(),
  asOf: z.string(),
  rfm: rfmSchema.nullable(),
  churn: churnSchema,
  value: valueSchema.optional(),
});
export type Scores = z.infer<typeof scoresSchema>;

export const segmentMembershipSchema = z.object({ id: z.string(), since: z.string() });
export type SegmentMembership = z.infer<typeof segmentMembershipSchema>;

/**
 * Moves between segments, written down with the new list before the members table is changed, so that a run that was
 * killed in between can finish them.
 */
export const segmentMovesSchema = z.object({
  /** Counts writes of this group; a writer that read an older one must read again. */
  version: z.number().int(),
  runId: z.string(),
  entered: z.array(z.string()),
  left: z.array(z.string()),
});
export type SegmentMoves = z.infer<typeof segmentMovesSchema>;

/** One customer as stored under part `profile`: groups with one writer each. */
const customerSchema = z.object({
  customerId: z.string(),
  version: z.number().int(),
  fold: profileSchema,
  /** Inner ids of the same person beside `customerId`; absent if there are none. */
  linkedIds: z.array(z.string()).optional(),
  /** Day of receipt of the oldest event that is in no seal. */
  openSince: z.string().optional(),
  /** What `heardOf` says of receipts. */
  heard: z.number().int().optional(),
  scores: scoresSchema.optional(),
  segments: z.array(segmentMembershipSchema).optional(),
  moves: segmentMovesSchema.optional(),
});
export type Customer = z.infer<typeof customerSchema>;

/** Every id under which the person's events, consents and messages are kept, the customer's own first. */
export const idsOf = ({ customerId, linkedIds }: Pick<Customer, 'customerId' | 'linkedIds'>): readonly string[] =>
  linkedIds === undefined ? [customerId] : [customerId, ...linkedIds];
