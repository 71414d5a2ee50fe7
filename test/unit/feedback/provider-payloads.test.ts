import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from 'vitest';
import { type EngagedMessage, withFact } from '../../../shared/feedback/engagement.ts';
import type { Fact, Receipt } from '../../../shared/feedback/fact.ts';
import { parseFeedback } from '../../../shared/feedback/parse-feedback.ts';
import { DangolError } from '../../../shared/platform/errors.ts';
import { AT, PAYLOADS, type Payload, REF, WITHOUT_MESSAGE } from './provider-fixtures.ts';
import { sentRow } from './rows.ts';

const receiptOf = (body: object): Receipt => {
  const feedback = parseFeedback(JSON.stringify(body));
  if (feedback.kind !== 'receipt') throw new Error(`is ${feedback.kind}`);
  return feedback;
};

const rowFor = ({ channel }: Payload): EngagedMessage => sentRow({ channel, handedOverAt: '2026-11-22T00:59:59.000Z' });

const rowAfter = (row: EngagedMessage, bodies: readonly object[]): EngagedMessage =>
  bodies.flatMap((body) => receiptOf(body).facts).reduce((known, fact) => withFact(known, fact, () => undefined), row);

/** The same payload with its keys in the opposite order, at every depth; JSON promises no order. */
const reversed = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, inner]) => [key, reversed(inner)]),
  );
};

const refusedByName = (text: string): boolean => {
  try {
    parseFeedback(text);
    return false;
  } catch (error) {
    return error instanceof DangolError;
  }
};

/** What the row says of the attributes that a payload decides on, those that must not be there as `undefined`. */
const decided = (row: EngagedMessage, names: object): object =>
  Object.fromEntries(Object.keys(names).map((name) => [name, new Map<string, unknown>(Object.entries(row)).get(name)]));

describe.each(PAYLOADS)('$name', (payload) => {
  const { body, row } = payload;

  it('names its message and makes of it what it says, once or twice, with its fields in any order', () => {
    expect(receiptOf(body)).toMatchObject({ channel: payload.channel, ref: REF });
    expect(decided(rowAfter(rowFor(payload), [body]), row)).toEqual(row);
    expect(rowAfter(rowFor(payload), [body, body])).toEqual(rowAfter(rowFor(payload), [body]));
    expect(parseFeedback(JSON.stringify(reversed(body)))).toEqual(parseFeedback(JSON.stringify(body)));
  });

  it('wrapped by SNS says the same', () => {
    const envelope = { Type: 'Notification', MessageId: 'm-1', TopicArn: 'arn', Message: JSON.stringify(body) };
    expect(parseFeedback(JSON.stringify(envelope))).toEqual(parseFeedback(JSON.stringify(body)));
  });

  it('cut anywhere, by itself or inside an envelope, is refused by name', () => {
    const text = JSON.stringify(body);
    for (let part = 0; part < 16; part += 1) {
      const cut = text.slice(0, Math.floor((text.length * part) / 16));
      expect(refusedByName(cut)).toBe(true);
      expect(refusedByName(JSON.stringify({ Type: 'Notification', Message: cut }))).toBe(true);
    }
  });
});

describe('payloads of several kinds about one message', () => {
  const emails = PAYLOADS.filter(({ channel }) => channel === 'email');
  const texts = PAYLOADS.filter(({ channel }) => channel === 'sms');

  it.each([
    ['e-mail', emails],
    ['text', texts],
  ])('all of them end on one row in either direction and at any repetition: %s', (_name, payloads) => {
    const bodies = payloads.map(({ body }) => body);
    const [first] = payloads;
    if (!first) throw new Error('none');
    const forward = rowAfter(rowFor(first), bodies);
    expect(rowAfter(rowFor(first), [...bodies].reverse())).toEqual(forward);
    expect(rowAfter(rowFor(first), [...bodies, ...bodies])).toEqual(forward);
    expect(forward).toMatchObject({ status: 'failed', reason: 'rejected', bouncedAt: AT, bounceType: 'Permanent' });
  });

  it('any two end on one row in either order', () => {
    const apply = (row: EngagedMessage, facts: readonly Fact[]): EngagedMessage =>
      facts.reduce((known, fact) => withFact(known, fact, () => undefined), row);
    for (const payloads of [emails, texts]) {
      const read = payloads.map((each) => ({ row: rowFor(each), facts: receiptOf(each.body).facts }));
      for (const { row, facts } of read)
        for (const other of read)
          if (!isDeepStrictEqual(apply(apply(row, facts), other.facts), apply(apply(row, other.facts), facts)))
            expect.fail(`${JSON.stringify(facts)} and ${JSON.stringify(other.facts)} do not commute`);
    }
  });
});

describe('payloads about no message', () => {
  it('are an answer, a refusal, or nothing at all', () => {
    const kinds = Object.fromEntries(
      Object.entries(WITHOUT_MESSAGE).map(([name, body]) => [name, parseFeedback(JSON.stringify(body)).kind]),
    );
    expect(kinds).toEqual({
      'inbound text': 'inbound',
      'inbound STOP': 'inbound',
      'subscription to one topic': 'ignored',
      'Solapi 080 refusal': 'refusal',
      'Solapi message without a status': 'ignored',
    });
  });

  it('cut anywhere are refused by name', () => {
    for (const body of Object.values(WITHOUT_MESSAGE)) {
      const text = JSON.stringify(body);
      for (let length = 0; length < text.length; length += 7) expect(refusedByName(text.slice(0, length))).toBe(true);
    }
  });
});
