import { toIso } from '../platform/clock.ts';
import { byteLength } from '../platform/digest.ts';
import { quote } from '../platform/errors.ts';
import { type Call, callObject, callSchema } from './call-schema.ts';
import { saysConsent } from './consent-call.ts';
import type { EventBody, NewEvent } from './event.ts';
import { correctTime, parseTime, timeAdvice, timeFlaw } from './event-time.ts';
import { jsonFlaw } from './json-flaw.ts';
import { type CallWarning, judgeProperties } from './judge-properties.ts';
import { messageIdOf } from './message-id.ts';
import { isOrderEvent, orderIdFlaw } from './order-event.ts';
import { anonymousPerson, knownPerson, type Person } from './person.ts';
import { idFlaw, messageIdFlaw } from './person-id.ts';

/** Why a call is bad for good: sending it again cannot help. */
export interface CallFlaw {
  readonly code:
    | 'wrong_type'
    | 'missing_field'
    | 'missing_id'
    | 'unusable_id'
    | 'unusable_time'
    | 'unusable_name'
    | 'unusable_number'
    | 'unusable_key'
    | 'too_deep'
    | 'too_large';
  readonly path: string;
  readonly message: string;
}

export type CallReading =
  | { readonly ok: true; readonly event: NewEvent; readonly warnings: readonly CallWarning[] }
  | { readonly ok: false; readonly flaw: CallFlaw };

/** What is the same for every call of one request. */
export interface Receipt {
  /** ms */
  readonly receivedAt: number;
  readonly source: string;
  readonly imported: boolean;
  /** Network address of the request, as the gateway saw it. */
  readonly ip?: string | undefined;
  /** When the sender's clock says the request was sent, as it came. */
  readonly sentAt?: unknown;
  /** Defaults for each call's `context`. */
  readonly context?: Readonly<Record<string, unknown>> | undefined;
}

/** Bytes of one call's JSON (32 KB, as the Segment API). */
export const MAX_CALL_BYTES = 32 * 1024;
const MAX_NAME_CHARACTERS = 200;

const NO_WARNINGS: readonly CallWarning[] = [];

const bad = (code: CallFlaw['code'], path: string, message: string): CallReading & { ok: false } => ({
  ok: false,
  flaw: { code, path, message: `${path === '$' ? 'The call' : path} ${message}.` },
});

const REQUIRED = {
  track: ['event'],
  identify: [],
  page: [],
  screen: [],
  group: ['groupId'],
  alias: ['userId', 'previousId'],
} as const;

const IDS = ['userId', 'anonymousId', 'previousId', 'groupId'] as const;

const fieldsFlaw = (call: Call): (CallReading & { ok: false }) | undefined => {
  for (const field of REQUIRED[call.type]) {
    if (typeof call[field] !== 'string') return bad('missing_field', field, `is missing; ${call.type} calls need it`);
  }
  for (const field of IDS) {
    const id = call[field];
    const flaw = typeof id === 'string' ? idFlaw(id) : undefined;
    if (flaw !== undefined) return bad('unusable_id', field, flaw);
  }
  const messageId = typeof call.messageId === 'string' ? messageIdFlaw(call.messageId) : undefined;
  if (messageId !== undefined) return bad('unusable_id', 'messageId', messageId);
  for (const field of ['event', 'name'] as const) {
    const name = call[field];
    if (typeof name !== 'string') continue;
    if (field === 'event' && name.trim() === '') return bad('unusable_name', field, 'is empty');
    if (name.length > MAX_NAME_CHARACTERS)
      return bad('unusable_name', field, `has ${name.length} characters; at most ${MAX_NAME_CHARACTERS} are allowed`);
    if (!name.isWellFormed()) return bad('unusable_name', field, 'holds half of a surrogate pair');
  }
  const orderId = call.properties?.order_id;
  // Two order numbers above 2^53 can read as the same number, and one of the orders would be lost.
  if (typeof orderId === 'number' && Number.isInteger(orderId) && !Number.isSafeInteger(orderId))
    return bad('unusable_number', 'properties.order_id', 'is too long for a JSON number; send it as a string');
  const nobody = isOrderCall(call) ? orderIdFlaw(call.properties ?? {}) : undefined;
  return nobody === undefined ? undefined : bad('unusable_id', 'properties.order_id', nobody);
};

const isOrderCall = (call: Call): boolean =>
  call.type === 'track' && typeof call.event === 'string' && isOrderEvent(call.event);

const personOfCall = (call: Call): Person | undefined => {
  if (typeof call.userId === 'string') return knownPerson(call.userId);
  if (typeof call.anonymousId === 'string') return anonymousPerson(call.anonymousId);
  return undefined;
};

interface Times {
  readonly time?: string;
  readonly at: string;
}

const timesOf = (call: Call, receipt: Receipt): Times | (CallReading & { ok: false }) => {
  const field = typeof call.timestamp === 'string' ? 'timestamp' : 'originalTimestamp';
  const sent = call[field];
  if (typeof sent !== 'string') return { at: toIso(receipt.receivedAt) };
  const time = parseTime(sent);
  if (time === undefined) return bad('unusable_time', field, timeAdvice(sent));
  const sentAtText = call.sentAt ?? receipt.sentAt;
  // A wrong sentAt costs only the correction; refusing the event for it would lose a fact.
  const sentAt = typeof sentAtText === 'string' ? parseTime(sentAtText) : undefined;
  const at = correctTime(time, sentAt, receipt.receivedAt);
  const flaw = timeFlaw(at, receipt.receivedAt);
  if (flaw !== undefined) return bad('unusable_time', field, `${quote(sent)} ${flaw}`);
  return { time: toIso(time), at: toIso(at) };
};

const isEmpty = (value: unknown): boolean =>
  value === null || value === undefined || (typeof value === 'object' && Object.keys(value).length === 0);

/** What was said, without what the item keeps elsewhere, what only steers delivery, and what is empty. */
const bodyOf = (call: Call): EventBody => {
  const {
    type,
    messageId: _messageId,
    event: _event,
    timestamp: _timestamp,
    originalTimestamp: _originalTimestamp,
    sentAt: _sentAt,
    receivedAt: _receivedAt,
    writeKey: _writeKey,
    _metadata,
    ...said
  } = call;
  const body: Record<string, unknown> = {};
  for (const [field, value] of Object.entries(said)) {
    const inName = field === 'name' && (type === 'page' || type === 'screen');
    if (!inName && !isEmpty(value)) body[field] = value;
  }
  return body;
};

const nameOf = (call: Call): { name?: string } => {
  const name = call.type === 'track' ? call.event : call.type === 'page' || call.type === 'screen' ? call.name : null;
  return typeof name === 'string' && name !== '' ? { name } : {};
};

/** A call's JSON is measured only where it can matter: counting bytes of every small event is wasted work. */
const isTooLarge = (body: EventBody, value: Record<string, unknown>): boolean =>
  JSON.stringify(body).length * 3 + 4_096 > MAX_CALL_BYTES && byteLength(JSON.stringify(value)) > MAX_CALL_BYTES;

/** A batch's own context is the default of each call's (Segment spec); a call's wrong context is left to the schema. */
const merged = (defaults: Receipt['context'], own: unknown): unknown => {
  if (defaults === undefined) return own;
  if (own === null || own === undefined) return defaults;
  return typeof own === 'object' && !Array.isArray(own) ? { ...defaults, ...own } : own;
};

/**
 * Reads one call of the tracking API into an event. `type` is the route's; in a batch each call names its own.
 * Pure: the same call and receipt give the same event.
 */
export const readCall = (value: unknown, receipt: Receipt, type?: string): CallReading => {
  const object = callObject.safeParse(value);
  if (!object.success) return bad('wrong_type', '$', object.error.issues[0]?.message ?? 'must be an object');
  const json = jsonFlaw(object.data);
  if (json) return bad(json.code, json.path, json.message);
  const context = merged(receipt.context, object.data.context);
  const parsed = callSchema.safeParse({ ...object.data, ...(type === undefined ? {} : { type }), context });
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    return bad('wrong_type', issue?.path.map(String).join('.') || '$', issue?.message ?? 'is of a wrong type');
  }
  return eventOf(parsed.data, object.data, receipt);
};

const eventOf = (call: Call, sent: Record<string, unknown>, receipt: Receipt): CallReading => {
  const flaw = fieldsFlaw(call);
  if (flaw) return flaw;
  const person = personOfCall(call);
  if (person === undefined) return bad('missing_id', 'userId', 'and anonymousId are both missing; send one of them');
  const times = timesOf(call, receipt);
  if ('ok' in times) return times;
  const body = bodyOf(call);
  const imported = receipt.imported || call.context?.import === true;
  if (isTooLarge(body, sent))
    return bad('too_large', '$', `is larger than ${MAX_CALL_BYTES} bytes (32 KB) of JSON; split it or send less`);
  return {
    ok: true,
    event: {
      person,
      ...times,
      messageId: call.messageId ?? messageIdOf(call.type, sent),
      type: call.type,
      ...nameOf(call),
      receivedAt: toIso(receipt.receivedAt),
      body,
      source: receipt.source,
      imported,
      // Of an import the address is that of the importer, which proves nothing.
      ...(receipt.ip !== undefined && !imported && saysConsent(call) ? { ip: receipt.ip } : {}),
    },
    warnings:
      call.type === 'track' && typeof call.event === 'string'
        ? judgeProperties(call.event, call.properties ?? {})
        : NO_WARNINGS,
  };
};
