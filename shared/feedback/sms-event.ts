import * as z from 'zod';
import { toIso } from '../platform/clock.ts';
import type { Fact, Feedback, InboundText } from './fact.ts';

/** Name of the `Context` entry that carries our reference. */
const REF_CONTEXT = 'ref';

/** 9999-12-31, the last instant with a four-digit year. */
const LAST_MS = 253_402_300_799_999;

/** End User Messaging SMS, "Event data format"; times are epoch milliseconds. */
const smsEventSchema = z.object({
  eventType: z.string().startsWith('TEXT_'),
  eventTimestamp: z.number().int().min(0).max(LAST_MS),
  isFinal: z.boolean(),
  destinationPhoneNumber: z.string(),
  messageId: z.string(),
  context: z.record(z.string(), z.string()).default({}),
  totalMessageParts: z.number().int().min(0).max(1_000).optional(),
  /** USD for all parts, carrier fee apart. */
  totalMessagePrice: z.number().min(0).max(10_000).optional(),
  totalCarrierFee: z.number().min(0).max(10_000).optional(),
});

const inboundSchema = z.object({
  originationNumber: z.string().regex(/^\+?\d{3,15}$/),
  destinationNumber: z.string(),
  messageBody: z.string().max(10_000),
  inboundMessageId: z.string(),
});

export const looksLikeSms = (body: unknown): boolean =>
  z.looseObject({ eventType: z.string().startsWith('TEXT_'), messageId: z.string() }).safeParse(body).success;

export const looksLikeInbound = (body: unknown): boolean =>
  z.looseObject({ inboundMessageId: z.string(), messageBody: z.string() }).safeParse(body).success;

/** Success has two names that countries use for each other. */
const DELIVERED = new Set(['TEXT_DELIVERED', 'TEXT_SUCCESSFUL']);
/** The number does not exist: dead for every purpose. */
const DEAD_NUMBER = new Set(['TEXT_INVALID']);
/** Will not get better by itself, but the number lives (a block by phone or carrier, content taken for spam). */
const PERMANENT = new Set([
  'TEXT_INVALID',
  'TEXT_BLOCKED',
  'TEXT_CARRIER_BLOCKED',
  'TEXT_SPAM',
  'TEXT_INVALID_MESSAGE',
  'TEXT_PROTECT_BLOCKED',
]);

const outcomeOf = (eventType: string, isFinal: boolean, at: string): Fact => {
  if (DELIVERED.has(eventType)) return { kind: 'delivered', at };
  if (!isFinal) return { kind: 'delayed', at, reason: eventType };
  const subType = eventType.slice('TEXT_'.length);
  // Sent, and 72 hours of silence: neither delivered nor known to have failed.
  if (eventType === 'TEXT_UNKNOWN') return { kind: 'bounced', at, type: 'Undetermined', subType, deadAddress: false };
  if (!PERMANENT.has(eventType)) return { kind: 'bounced', at, type: 'Transient', subType, deadAddress: false };
  return { kind: 'bounced', at, type: 'Permanent', subType, deadAddress: DEAD_NUMBER.has(eventType) };
};

/** Throws a zod error for a body that is no text message event. */
export const parseSmsEvent = (body: unknown): Feedback => {
  const event = smsEventSchema.parse(body);
  const at = toIso(event.eventTimestamp);
  const outcome = outcomeOf(event.eventType, event.isFinal, at);
  const { totalMessageParts: parts, totalMessagePrice: price, totalCarrierFee: fee } = event;
  const priced: Fact[] =
    parts === undefined || price === undefined ? [] : [{ kind: 'priced', parts, usd: price + (fee ?? 0) }];
  return {
    kind: 'receipt',
    channel: 'sms',
    ref: event.context[REF_CONTEXT],
    providerId: event.messageId,
    addresses: outcome.kind === 'bounced' && outcome.deadAddress ? [event.destinationPhoneNumber] : [],
    facts: [outcome, ...priced],
  };
};

/** Throws a zod error for a body that is no inbound text. */
export const parseInboundText = (body: unknown): InboundText => {
  const text = inboundSchema.parse(body);
  const plus = (number: string): string => (number.startsWith('+') ? number : `+${number}`);
  return {
    kind: 'inbound',
    id: text.inboundMessageId,
    from: plus(text.originationNumber),
    to: text.destinationNumber,
    text: text.messageBody,
  };
};
