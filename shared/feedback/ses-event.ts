import * as z from 'zod';
import { toIso } from '../platform/clock.ts';
import { actorOf } from './actor.ts';
import { linkHash } from './click.ts';
import type { Fact, Feedback } from './fact.ts';

/** Name of the SES message tag that carries our reference. */
const REF_TAG = 'ref';

/** Provider times come in several ISO spellings; stored ones have exactly one. */
const instantSchema = z
  .string()
  .refine((text) => Number.isFinite(Date.parse(text)), 'must be an ISO 8601 time')
  .transform((text) => toIso(Date.parse(text)));

const recipientsSchema = z.array(z.object({ emailAddress: z.string() })).default([]);

const mailSchema = z.object({
  timestamp: instantSchema,
  messageId: z.string(),
  destination: z.array(z.string()).default([]),
  tags: z.record(z.string(), z.array(z.string())).default({}),
});

const visitSchema = z.object({ timestamp: instantSchema, userAgent: z.string().nullish() });

const typed = <Name extends string, Shape extends z.ZodRawShape>(name: Name, shape: Shape) =>
  z.object({ type: z.literal(name), mail: mailSchema, ...shape });

/** Event publishing of a configuration set; shapes of the SES developer guide, "Contents of event data". Unknown fields pass. */
const sesEventSchema = z.discriminatedUnion('type', [
  typed('Send', {}),
  typed('Delivery', { delivery: z.object({ timestamp: instantSchema }) }),
  typed('Bounce', {
    bounce: z.object({
      bounceType: z.enum(['Permanent', 'Transient', 'Undetermined']),
      bounceSubType: z.string(),
      bouncedRecipients: recipientsSchema,
      timestamp: instantSchema,
    }),
  }),
  typed('Complaint', {
    complaint: z.object({
      complainedRecipients: recipientsSchema,
      timestamp: instantSchema,
      complaintFeedbackType: z.string().nullish(),
      complaintSubType: z.string().nullish(),
    }),
  }),
  typed('Reject', { reject: z.object({ reason: z.string().default('rejected') }) }),
  typed('Rendering Failure', { failure: z.object({ errorMessage: z.string().default('') }) }),
  typed('DeliveryDelay', {
    deliveryDelay: z.object({ timestamp: instantSchema, delayType: z.string().default('Undetermined') }),
  }),
  typed('Open', { open: visitSchema }),
  typed('Click', { click: visitSchema.extend({ link: z.string() }) }),
  typed('Subscription', {
    subscription: z.object({
      timestamp: instantSchema,
      newTopicPreferences: z.object({ unsubscribeAll: z.boolean().default(false) }).optional(),
    }),
  }),
]);
type SesEvent = z.infer<typeof sesEventSchema>;

const envelopeSchema = z.looseObject({ eventType: z.string().optional(), notificationType: z.string().optional() });

/** `notificationType` is the older identity feedback, with the same inner shapes. */
export const looksLikeSes = (body: unknown): boolean => {
  const parsed = envelopeSchema.extend({ mail: z.looseObject({}) }).safeParse(body);
  return parsed.success && (parsed.data.eventType ?? parsed.data.notificationType) !== undefined;
};

/** Bounces that only say "on a list": the address was dead before this message. */
export const LISTED_BOUNCES: readonly string[] = [
  'Suppressed',
  'OnAccountSuppressionList',
  'OnTenantSuppressionList',
  'EmailValidationSuppressed',
];

const factsOf = (event: SesEvent): Fact[] => {
  switch (event.type) {
    case 'Send':
      return [{ kind: 'accepted', at: event.mail.timestamp }];
    case 'Delivery':
      return [{ kind: 'delivered', at: event.delivery.timestamp }];
    case 'Bounce': {
      const { bounceType, bounceSubType, timestamp } = event.bounce;
      const deadAddress = bounceType === 'Permanent';
      return [{ kind: 'bounced', at: timestamp, type: bounceType, subType: bounceSubType, deadAddress }];
    }
    case 'Complaint': {
      const { timestamp, complaintFeedbackType, complaintSubType } = event.complaint;
      const list = complaintSubType ? { list: complaintSubType } : {};
      return [{ kind: 'complained', at: timestamp, feedbackType: complaintFeedbackType ?? undefined, ...list }];
    }
    case 'Reject':
      return [{ kind: 'rejected', at: event.mail.timestamp, reason: 'rejected' }];
    case 'Rendering Failure':
      return [{ kind: 'rejected', at: event.mail.timestamp, reason: 'renderingFailure' }];
    case 'DeliveryDelay':
      return [{ kind: 'delayed', at: event.deliveryDelay.timestamp, reason: event.deliveryDelay.delayType }];
    case 'Open': {
      const verdict = actorOf({ method: 'GET', userAgent: event.open.userAgent ?? '', prefetch: false });
      return [{ kind: 'opened', at: event.open.timestamp, ...verdict }];
    }
    case 'Click': {
      const verdict = actorOf({ method: 'GET', userAgent: event.click.userAgent ?? '', prefetch: false });
      return [{ kind: 'clicked', at: event.click.timestamp, link: linkHash(event.click.link), ...verdict }];
    }
    case 'Subscription': {
      const all = event.subscription.newTopicPreferences?.unsubscribeAll ?? false;
      return all ? [{ kind: 'unsubscribed', at: event.subscription.timestamp }] : [];
    }
    default:
      return event satisfies never;
  }
};

const addressesOf = (event: SesEvent): string[] => {
  if (event.type === 'Bounce') return event.bounce.bouncedRecipients.map(({ emailAddress }) => emailAddress);
  // Mailbox providers may hide who complained and list everybody of the domain: one recipient per mail makes it certain.
  if (event.type === 'Complaint') {
    const { complainedRecipients } = event.complaint;
    return event.mail.destination.length === 1 || complainedRecipients.length === 1
      ? complainedRecipients.map(({ emailAddress }) => emailAddress)
      : [];
  }
  return [];
};

/** Throws a zod error for a body that is no SES event of a documented type. */
export const parseSesEvent = (body: unknown): Feedback => {
  const { eventType, notificationType, ...rest } = envelopeSchema.parse(body);
  const event = sesEventSchema.parse({ ...rest, type: eventType ?? notificationType });
  const facts = factsOf(event);
  if (facts.length === 0) return { kind: 'ignored', reason: event.type };
  return {
    kind: 'receipt',
    channel: 'email',
    ref: event.mail.tags[REF_TAG]?.[0],
    providerId: event.mail.messageId,
    addresses: addressesOf(event),
    facts,
  };
};
