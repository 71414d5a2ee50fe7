import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { eventFromItem, eventItem, type NewEvent } from '../../../shared/events/event.ts';
import { type CallFlaw, readCall } from '../../../shared/events/read-call.ts';
import { NOW, receipt, trackCall } from '../../support/calls.ts';

const accepted = (call: unknown, fields = {}, type?: string): NewEvent => {
  const reading = readCall(call, receipt(fields), type);
  if (!reading.ok) throw new Error(`refused: ${reading.flaw.message}`);
  return reading.event;
};

const refused = (call: unknown, type?: string): CallFlaw => {
  const reading = readCall(call, receipt(), type);
  if (reading.ok) throw new Error('accepted');
  return reading.flaw;
};

describe('reading a call', () => {
  it('keeps what was said and takes the rest as attributes', () => {
    expect(accepted(trackCall({ context: { ip: '1.2.3.4' }, integrations: {}, channel: 'server' }))).toEqual({
      person: 'u:kim',
      time: '2026-11-22T01:02:03.456Z',
      at: '2026-11-22T01:02:03.456Z',
      messageId: 'm-1',
      type: 'track',
      name: 'Product Viewed',
      receivedAt: '2026-11-23T01:00:00.000Z',
      body: { userId: 'kim', properties: { product_id: 'P1' }, context: { ip: '1.2.3.4' }, channel: 'server' },
      source: 'web',
      imported: false,
    });
  });

  it('belongs to the known id if there is one, else to the anonymous id', () => {
    expect(accepted(trackCall({ anonymousId: 'device' })).person).toBe('u:kim');
    expect(accepted(trackCall({ userId: null, anonymousId: 'device' })).person).toBe('a:device');
  });

  it('keys by the time as sent, and corrects only the attribute', () => {
    const event = accepted(trackCall({ timestamp: '2027-11-22T01:02:03.456Z', sentAt: '2027-11-22T01:02:13.456Z' }));
    expect(event.time).toBe('2027-11-22T01:02:03.456Z');
    expect(event.at).toBe('2026-11-23T00:59:50.000Z');
    expect(eventItem(event).key).toBe('2027-11-22T01:02:03.456Z#m-1');
  });

  it('is undated without a time and happened when it came', () => {
    const event = accepted(trackCall({ timestamp: undefined, sentAt: '2027-01-01T00:00:00Z' }));
    expect(event).not.toHaveProperty('time');
    expect(event.at).toBe('2026-11-23T01:00:00.000Z');
    expect(eventItem(event).key).toBe('-#m-1');
  });

  it('reads originalTimestamp where a client sends no timestamp', () => {
    expect(accepted(trackCall({ timestamp: null, originalTimestamp: '2026-11-20T00:00:00Z' })).time).toBe(
      '2026-11-20T00:00:00.000Z',
    );
  });

  it('ignores a sentAt that is no time rather than the event', () => {
    expect(accepted(trackCall({ sentAt: 'now' })).at).toBe('2026-11-22T01:02:03.456Z');
  });

  it('gives a call without messageId the hash of what it says, whenever and in whatever order it says it', () => {
    const first = accepted({ ...trackCall({ messageId: undefined }), sentAt: '2026-11-22T01:02:04Z' });
    const again = accepted(
      Object.fromEntries(
        Object.entries({ ...trackCall({ messageId: null }), sentAt: '2026-11-23T00:00:00Z' }).reverse(),
      ),
    );
    expect(first.messageId).toMatch(/^h-[\w-]{22}$/);
    expect(again.messageId).toBe(first.messageId);
    expect(accepted(trackCall({ messageId: undefined, properties: { product_id: 'P2' } })).messageId).not.toBe(
      first.messageId,
    );
  });

  it('marks imports by context and by request', () => {
    expect(accepted(trackCall()).imported).toBe(false);
    expect(accepted(trackCall({ context: { import: true } })).imported).toBe(true);
    expect(accepted(trackCall({ context: { import: 'yes' } })).imported).toBe(false);
    expect(accepted(trackCall(), { imported: true }).imported).toBe(true);
  });

  it("takes a batch's context as the default of each call's", () => {
    const event = accepted(trackCall({ context: { ip: '9.9.9.9' } }), { context: { ip: '1.1.1.1', locale: 'ko-KR' } });
    expect(event.body.context).toEqual({ ip: '9.9.9.9', locale: 'ko-KR' });
    expect(accepted(trackCall(), { context: { import: true } }).imported).toBe(true);
  });

  it('takes the type of the route over the one in the body', () => {
    expect(accepted({ userId: 'kim', name: 'Home', type: 'track' }, {}, 'page')).toMatchObject({
      type: 'page',
      name: 'Home',
    });
  });

  it.each([
    ['a list', [], 'wrong_type', '$'],
    ['a text', 'track', 'wrong_type', '$'],
    ['null', null, 'wrong_type', '$'],
    ['no type', trackCall({ type: undefined }), 'wrong_type', 'type'],
    ['an unknown type', trackCall({ type: 'purchase' }), 'wrong_type', 'type'],
    ['a number as id', trackCall({ userId: 12 }), 'wrong_type', 'userId'],
    ['a list as properties', trackCall({ properties: [1] }), 'wrong_type', 'properties'],
    ['a text as context', trackCall({ context: 'x' }), 'wrong_type', 'context'],
    ['a number as time', trackCall({ timestamp: 1_732_237_323_456 }), 'wrong_type', 'timestamp'],
    ['no event name', trackCall({ event: undefined }), 'missing_field', 'event'],
    ['an empty event name', trackCall({ event: ' ' }), 'unusable_name', 'event'],
    ['a broken event name', trackCall({ event: 'a\ud800' }), 'unusable_name', 'event'],
    ['a long event name', trackCall({ event: 'x'.repeat(201) }), 'unusable_name', 'event'],
    ['no id', trackCall({ userId: undefined }), 'missing_id', 'userId'],
    ['a poisoned id', trackCall({ userId: 'undefined' }), 'unusable_id', 'userId'],
    ['a poisoned anonymous id beside a good one', trackCall({ anonymousId: 'null' }), 'unusable_id', 'anonymousId'],
    ['a poisoned messageId', trackCall({ messageId: 'NaN' }), 'unusable_id', 'messageId'],
    ['an alias without previousId', { type: 'alias', userId: 'kim' }, 'missing_field', 'previousId'],
    ['an alias from nobody', { type: 'alias', userId: 'kim', previousId: 'null' }, 'unusable_id', 'previousId'],
    ['a group without groupId', { type: 'group', userId: 'kim' }, 'missing_field', 'groupId'],
    ['a time without zone', trackCall({ timestamp: '2026-11-22T10:00:00' }), 'unusable_time', 'timestamp'],
    ['a time far ahead', trackCall({ timestamp: '2099-01-01T00:00:00Z' }), 'unusable_time', 'timestamp'],
    ['a clock never set', trackCall({ timestamp: '1970-01-01T00:00:01Z' }), 'unusable_time', 'timestamp'],
    [
      'a number beyond doubles',
      trackCall({ properties: { a: { b: Number.POSITIVE_INFINITY } } }),
      'unusable_number',
      'properties.a.b',
    ],
    [
      'an order number that JSON cannot hold',
      trackCall({ properties: { order_id: 2 ** 60 } }),
      'unusable_number',
      'properties.order_id',
    ],
    [
      'a prototype key',
      JSON.parse('{"type":"track","event":"x","userId":"k","properties":{"__proto__":{"x":1}}}'),
      'unusable_key',
      'properties.__proto__',
    ],
    ['33 KB', trackCall({ properties: { text: 'x'.repeat(33 * 1024) } }), 'too_large', '$'],
    ['33 KB of Hangul', trackCall({ properties: { text: '가'.repeat(11 * 1024) } }), 'too_large', '$'],
  ])('refuses %s', (_what, call, code, path) => {
    expect(refused(call)).toMatchObject({ code, path });
  });

  it('refuses nesting that a reader could not follow', () => {
    const deep: unknown = JSON.parse(`${'{"a":'.repeat(3_000)}1${'}'.repeat(3_000)}`);
    expect(refused(trackCall({ properties: deep }))).toMatchObject({ code: 'too_deep' });
  });

  it('takes an event of just 32 KB', () => {
    const empty = JSON.stringify(trackCall({ properties: { text: '' } })).length;
    const call = (bytes: number) => trackCall({ properties: { text: 'x'.repeat(bytes - empty) } });
    expect(readCall(call(32 * 1024), receipt()).ok).toBe(true);
    expect(readCall(call(32 * 1024 + 1), receipt()).ok).toBe(false);
  });

  it('says what is wrong, with the value and the way out', () => {
    expect(refused(trackCall({ userId: 12 })).message).toBe('userId must be an id (a string), not 12.');
    expect(refused(trackCall({ timestamp: '2026-11-22' })).message).toContain('2026-11-22T10:00:00+09:00');
  });
});

describe('an event as an item', () => {
  const json = fc.jsonValue({ maxDepth: 4 }).filter((value) => !JSON.stringify(value).includes('__proto__'));
  const words = fc.string({ unit: 'binary', minLength: 1, maxLength: 30 });

  it('comes back as it was said, whatever it holds', () => {
    fc.assert(
      fc.property(fc.dictionary(words, json), fc.dictionary(words, json), (properties, context) => {
        fc.pre(![...Object.keys(properties), ...Object.keys(context)].includes('__proto__'));
        const call = trackCall({ properties, context, anonymousId: 'device' });
        const reading = readCall(call, receipt());
        fc.pre(reading.ok);
        if (!reading.ok) return;
        const stored = eventFromItem(eventItem(reading.event));
        const said: unknown = JSON.parse(JSON.stringify({ properties, context }));
        expect({ properties: stored.body.properties ?? {}, context: stored.body.context ?? {} }).toEqual(said);
        expect(stored).toMatchObject({
          person: 'u:kim',
          messageId: 'm-1',
          at: '2026-11-22T01:02:03.456Z',
          body: { userId: 'kim', anonymousId: 'device' },
        });
      }),
    );
  });

  it('costs one write unit for an ordinary event with its context', () => {
    const context = { ip: '203.0.113.7', library: { name: '@segment/analytics-node', version: '3.1.0' } };
    const properties = {
      order_id: 'D0001-1',
      total: 59_000,
      currency: 'KRW',
      products: Array.from({ length: 5 }, () => ({
        product_id: 'P-17',
        name: '동백 향초',
        price: 29_500,
        quantity: 2,
      })),
    };
    const messageId = 'node-next-1763773323456-0b1c2d3e-aaaa-bbbb-cccc-123456789abc';
    const item = eventItem(accepted(trackCall({ event: 'Order Completed', messageId, properties, context })));
    const bytes = Object.entries(item).reduce(
      (sum, [name, value]) => sum + name.length + Buffer.byteLength(String(value)),
      0,
    );
    expect(bytes).toBeLessThan(1_024);
    expect(item).not.toHaveProperty('messageId');
    expect(item).not.toHaveProperty('at');
    expect(item.body).not.toContain('kim');
    expect(item.expiresAt).toBe(NOW / 1_000 + 400 * 86_400);
  });

  it('keeps the first messageId of a key whose messageId holds the separator', () => {
    const event = accepted(trackCall({ messageId: 'a#b#c' }));
    expect(eventFromItem(eventItem(event)).messageId).toBe('a#b#c');
  });
});
