import { batchSchema, callObject, credentialsSchema } from '../../shared/events/call-schema.ts';
import type { NewEvent } from '../../shared/events/event.ts';
import { EVENT_TYPES, type EventType } from '../../shared/events/event-type.ts';
import type { CallWarning } from '../../shared/events/judge-properties.ts';
import { type CallFlaw, type Receipt, readCall } from '../../shared/events/read-call.ts';
import { DangolError } from '../../shared/platform/errors.ts';
import { parse, parseJson } from '../../shared/platform/parse.ts';

/** Bytes of a request's JSON (500 KB, as the Segment API). */
export const MAX_BODY_BYTES = 500 * 1024;
/** Calls in one batch: bounds the answer, which may name each of them. */
const MAX_CALLS = 2_500;

interface EntryError {
  readonly index: number;
  readonly code: CallFlaw['code'];
  readonly message: string;
  readonly path: string;
}

interface EntryWarning extends CallWarning {
  readonly index: number;
}

export interface Reading {
  readonly events: readonly NewEvent[];
  readonly errors: readonly EntryError[];
  /** Of calls that are stored; at most 100. */
  readonly warnings: readonly EntryWarning[];
}

/** Warnings of one answer: a sender of thousands of orders without money needs to hear it a few times only. */
const MAX_WARNINGS = 100;

export type Endpoint = EventType | 'batch';

const SHORT: Readonly<Partial<Record<string, Endpoint>>> = {
  t: 'track',
  i: 'identify',
  p: 'page',
  s: 'screen',
  g: 'group',
  a: 'alias',
  b: 'batch',
};

/** `/v1/track` and the browser client's `/v1/t`. */
export const endpointOf = (path: string): Endpoint | undefined => {
  const word = /^\/v1\/([a-z]+)\/?$/.exec(path)?.[1] ?? '';
  if (word === 'batch') return 'batch';
  return EVENT_TYPES.find((type) => type === word) ?? (word.length === 1 ? SHORT[word] : undefined);
};

export const readBody = (text: string): Record<string, unknown> =>
  parse(callObject, parseJson(text, 'The body'), 'The body', 'invalid_request');

export const keyInBody = (body: Record<string, unknown>): string | undefined =>
  parse(credentialsSchema, body, 'The body', 'invalid_request').writeKey ?? undefined;

/** One call. Throws 400, or 413 for more than 32 KB, with the path of what is wrong. */
export const readOne = (body: Record<string, unknown>, type: EventType, receipt: Receipt): Reading => {
  const reading = readCall(body, { ...receipt, sentAt: body.sentAt }, type);
  if (reading.ok) {
    const warnings = reading.warnings.map((warning) => ({ index: 0, ...warning }));
    return { events: [reading.event], errors: [], warnings };
  }
  const { code, message, path } = reading.flaw;
  throw new DangolError(code === 'too_large' ? 'too_large' : 'invalid_request', message, {
    details: [{ path, message }],
  });
};

/** A batch: each call is judged by itself. Throws only if the batch as a whole cannot be read. */
export const readBatch = (body: Record<string, unknown>, receipt: Receipt): Reading => {
  const { batch, context } = parse(batchSchema, body, 'The batch', 'invalid_request');
  if (batch.length > MAX_CALLS) {
    const message = `The batch holds ${batch.length} calls; at most ${MAX_CALLS} are allowed.`;
    throw new DangolError('too_large', message, { details: [{ path: 'batch', message }] });
  }
  const ofBatch: Receipt = { ...receipt, sentAt: body.sentAt, ...(context ? { context } : {}) };
  const events: NewEvent[] = [];
  const errors: EntryError[] = [];
  const warnings: EntryWarning[] = [];
  for (const [index, call] of batch.entries()) {
    const reading = readCall(call, ofBatch);
    if (reading.ok) {
      events.push(reading.event);
      if (warnings.length < MAX_WARNINGS) for (const warning of reading.warnings) warnings.push({ index, ...warning });
    } else errors.push({ index, ...reading.flaw });
  }
  return { events, errors, warnings: warnings.slice(0, MAX_WARNINGS) };
};
