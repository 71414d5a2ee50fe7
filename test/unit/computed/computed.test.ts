import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { basisOf } from '../../../shared/computed/basis.ts';
import { type ComputedDefinition, computedBodySchema, layoutOf } from '../../../shared/computed/definition.ts';
import { MAX_CELLS } from '../../../shared/computed/trait-state.ts';
import { computedValue, storedComputedSchema } from '../../../shared/computed/value.ts';
import type { StoredEvent } from '../../../shared/events/event.ts';
import { localEpochDay } from '../../../shared/platform/time.ts';
import { emptyState, type FoldState, merge, mergeAll, stateOf } from '../../../shared/profiles/fold.ts';
import { stateFromText, stateText } from '../../../shared/profiles/fold-codec.ts';
import { summariseOrders } from '../../../shared/profiles/order-summary.ts';
import { profileSchema } from '../../../shared/profiles/profile.ts';
import { profileText, viewOf } from '../../../shared/profiles/view.ts';

const ZONE = 'Asia/Seoul';
const HOUR = 3_600_000;
const START = Date.parse('2026-11-01T00:00:00.000Z');
const LAST_DAY = localEpochDay(START + 20 * 24 * HOUR, ZONE);

const definition = (
  fields: Partial<ComputedDefinition> & Pick<ComputedDefinition, 'operation'>,
): ComputedDefinition => {
  const { name = 'it', ...body } = { event: 'Order Completed', ...fields };
  return { name, ...computedBodySchema.parse(body) };
};

const event = (
  index: number,
  fields: { at?: string; name?: string; properties?: Record<string, unknown> },
): StoredEvent => {
  const at = fields.at ?? '2026-11-20T00:00:00.000Z';
  return {
    ...{ person: 'u:kim', key: `${at}#m${index}`, messageId: `m${index}`, type: 'track', imported: false },
    ...{ name: fields.name ?? 'Order Completed', at, receivedAt: at, body: { properties: fields.properties ?? {} } },
  };
};

const profileUnder = (definitions: readonly ComputedDefinition[], state: FoldState) =>
  viewOf(state, summariseOrders([], ZONE), 'KR', basisOf(definitions, ZONE));

/** What a definition gives for events, by the long way: states, stored text, profile, question. */
const answerOf = (one: ComputedDefinition, events: readonly StoredEvent[], today = LAST_DAY) => {
  const basis = basisOf([one], ZONE);
  const state = mergeAll(events.map((stored) => stateOf(stored, basis)));
  const profile = profileSchema.parse(JSON.parse(profileText(profileUnder([one], stateFromText(stateText(state))))));
  return computedValue(profile.computed?.[one.name], today);
};

interface Line {
  readonly category: string;
  readonly quantity: number;
}
interface Order {
  readonly hour: number;
  readonly other: boolean;
  readonly channel: string;
  readonly total: number;
  readonly lines: readonly Line[];
}

const orders = fc.array(
  fc.record({
    hour: fc.nat({ max: 19 * 24 }),
    other: fc.boolean(),
    channel: fc.constantFrom('web', 'app'),
    total: fc.integer({ min: -500, max: 90_000 }).map((cents) => cents / 100),
    lines: fc.array(
      fc.record({ category: fc.constantFrom('tea', '컵', 'mug', '7'), quantity: fc.integer({ min: 1, max: 3 }) }),
      { maxLength: 3 },
    ),
  }),
  { maxLength: 25 },
);

const eventOf = (order: Order, index: number): StoredEvent =>
  event(index, {
    at: new Date(START + order.hour * HOUR).toISOString(),
    name: order.other ? 'Product Viewed' : 'Order Completed',
    properties: { total: order.total, channel: order.channel, products: order.lines },
  });

const OPERATIONS = ['count', 'sum', 'avg', 'min', 'max', 'first', 'last', 'mostFrequent', 'distinct'] as const;

/** The same by filter and loop, over the orders as they were made up. */
const naive = (
  operation: (typeof OPERATIONS)[number],
  sent: readonly Order[],
  from: number,
  today: number,
): unknown => {
  const inTime = sent
    .map((order, index) => ({ ...order, index }))
    .filter(({ other, channel }) => !other && channel === 'web')
    .filter(({ hour }) => {
      const day = localEpochDay(START + hour * HOUR, ZONE);
      return day >= from && day <= today;
    })
    .sort((one, two) => one.hour - two.hour || (`m${one.index}` < `m${two.index}` ? -1 : 1));
  const totals = inTime.map(({ total }) => total);
  const cents = totals.reduce((sum, total) => sum + Math.round(total * 100), 0);
  const lines = inTime.flatMap((order) => order.lines);
  switch (operation) {
    case 'count':
      return inTime.length;
    case 'sum':
      return cents / 100;
    case 'avg':
      return totals.length === 0 ? undefined : cents / 100 / totals.length;
    case 'min':
      return totals.length === 0 ? undefined : Math.min(...totals);
    case 'max':
      return totals.length === 0 ? undefined : Math.max(...totals);
    case 'first':
      return totals[0];
    case 'last':
      return totals.at(-1);
    case 'distinct':
      return new Set(lines.map(({ category }) => category)).size;
    case 'mostFrequent': {
      const counts = lines.map(({ category }) =>
        lines.reduce((sum, line) => sum + (line.category === category ? line.quantity : 0), 0),
      );
      const most = Math.max(...counts);
      return lines.findLast((_line, index) => counts[index] === most)?.category;
    }
  }
};

const PROPERTY = { mostFrequent: 'products.category', distinct: 'products.category' } as const;
const defined = (operation: (typeof OPERATIONS)[number], days: number | undefined): ComputedDefinition =>
  definition({
    operation,
    where: [{ property: 'channel', is: 'web' }],
    ...(operation === 'count' ? {} : { property: operation in PROPERTY ? 'products.category' : 'total' }),
    ...(operation === 'mostFrequent' ? { weight: 'products.quantity' } : {}),
    ...(days === undefined ? {} : { window: { days } }),
  });

/** Cuts a list at random and folds the pieces in random shape: what checkpoints and late events do. */
const inPieces = (states: readonly FoldState[], cuts: readonly number[]): FoldState => {
  if (states.length <= 2) return mergeAll(states);
  const at = 1 + ((cuts[0] ?? 0) % (states.length - 1));
  return merge(inPieces(states.slice(at), cuts.slice(1)), inPieces(states.slice(0, at), cuts.slice(1)));
};

describe('a computed trait', () => {
  it.each(OPERATIONS)('%s is what a loop over the events gives, of all time and in any window', (operation) => {
    fc.assert(
      fc.property(orders, fc.integer({ min: 1, max: 12 }), fc.integer({ min: -2, max: 20 }), (sent, days, back) => {
        const events = sent.map(eventOf);
        expect(answerOf(defined(operation, undefined), events)).toEqual(naive(operation, sent, 0, LAST_DAY));
        const today = LAST_DAY - back;
        expect(answerOf(defined(operation, days), events, today)).toEqual(
          naive(operation, sent, today - days + 1, today),
        );
      }),
      { numRuns: 150 },
    );
  });

  it('does not depend on the order of events or on how they are cut into parts, byte for byte, limits included', () => {
    const definitions = OPERATIONS.flatMap((operation) => [
      { ...defined(operation, undefined), name: operation },
      { ...defined(operation, 7), name: `${operation}7` },
    ]);
    const basis = basisOf(definitions, ZONE);
    const many = fc.array(fc.tuple(fc.nat({ max: 140 }), fc.nat({ max: 90 }), fc.integer({ min: 1, max: 9e6 })), {
      minLength: 60,
      maxLength: 200,
    });
    fc.assert(
      fc.property(many, fc.array(fc.nat(), { maxLength: 10 }), fc.nat(), (sent, cuts, turn) => {
        const states = sent.map(([day, category, total], index) =>
          stateOf(
            event(index, {
              at: new Date(START + day * 24 * HOUR).toISOString(),
              properties: { channel: 'web', total: total / 7, products: [{ category: `c${category}`, quantity: 2 }] },
            }),
            basis,
          ),
        );
        const turned = [...states.slice(turn % states.length), ...states.slice(0, turn % states.length)].reverse();
        const whole = states.reduce(merge, emptyState());
        const pieces = inPieces(turned, cuts);
        expect(stateText(pieces)).toBe(stateText(whole));
        expect(profileText(profileUnder(definitions, pieces))).toBe(profileText(profileUnder(definitions, whole)));
      }),
      { numRuns: 60 },
    );
  });

  it('says that it cannot tell rather than a wrong figure, once a bound is passed', () => {
    const spread = Array.from({ length: MAX_CELLS.values + 1 }, (_, index) =>
      event(index, { properties: { channel: 'web', products: [{ category: `c${index}` }] } }),
    );
    expect(answerOf(defined('mostFrequent', undefined), spread)).toBeNull();
    expect(answerOf(defined('distinct', undefined), spread)).toBeNull();
    expect(answerOf(defined('distinct', undefined), spread.slice(1))).toBe(MAX_CELLS.values);
    const daily = Array.from({ length: MAX_CELLS.days + 50 }, (_, index) =>
      event(index, { at: new Date(START + index * 24 * HOUR).toISOString(), properties: { channel: 'web' } }),
    );
    const last = localEpochDay(START + (daily.length - 1) * 24 * HOUR, ZONE);
    expect(answerOf(defined('count', 30), daily, last)).toBe(30);
    expect(answerOf(defined('count', MAX_CELLS.days), daily, last)).toBe(MAX_CELLS.days);
    expect(answerOf(defined('count', MAX_CELLS.days + 1), daily, last)).toBeNull();
    // A question about a past of which too little is known.
    expect(answerOf(defined('count', 30), daily, last - 90)).toBeNull();
  });

  it('takes no value for what cannot be read', () => {
    const junk = [{}, { total: 'much' }, { total: null }, { total: [] }, { total: { a: 1 } }, { total: 1e300 }];
    const events = junk.map((properties, index) => event(index, { properties: { channel: 'web', ...properties } }));
    expect(answerOf(defined('sum', undefined), events)).toBe(0);
    expect(answerOf(defined('avg', undefined), events)).toBeUndefined();
    const long = event(9, {
      properties: { channel: 'web', products: [{ category: '가'.repeat(30) }, 7, null, { category: ' tea ' }] },
    });
    expect(answerOf(defined('mostFrequent', undefined), [long])).toBe('tea');
    expect(answerOf(definition({ operation: 'count', event: '__proto__' }), [event(1, { name: '__proto__' })])).toBe(1);
  });

  it('knows moments, lists of plain values and numbers as text', () => {
    const signUp = definition({ operation: 'first', event: 'Signed Up', property: 'timestamp' });
    expect(answerOf(signUp, [event(1, { name: 'Signed Up' })])).toBe('2026-11-20T00:00:00.000Z');
    const tags = definition({ operation: 'distinct', property: 'tags' });
    expect(answerOf(tags, [event(1, { properties: { tags: ['a', 'b', 'a', 1] } })])).toBe(3);
    const total = definition({ operation: 'sum', property: 'total' });
    expect(answerOf(total, [event(1, { properties: { total: '12,000.5' } })])).toBe(12_000.5);
  });

  it('stays within its cells and small in a profile', () => {
    const days = Array.from({ length: 400 }, (_, index) =>
      event(index, {
        at: new Date(START + index * 24 * HOUR).toISOString(),
        properties: { channel: 'web', total: index },
      }),
    );
    const one = defined('sum', 400);
    const state = mergeAll(days.map((stored) => stateOf(stored, basisOf([one], ZONE))));
    expect(state.computed.get('it')?.cells.size).toBe(MAX_CELLS[layoutOf(one)]);
    const stored = profileUnder([one], state).computed?.it;
    expect(storedComputedSchema.parse(stored)).toEqual(stored);
    expect(JSON.stringify(stored).length).toBeLessThan(2_000);
  });
});

describe('the definition of a computed trait', () => {
  it.each([
    ['a count of a property', { event: 'A', operation: 'count', property: 'total' }, 'property'],
    ['a sum of nothing', { event: 'A', operation: 'sum' }, 'property'],
    ['the sum of moments', { event: 'A', operation: 'sum', property: 'timestamp' }, 'property'],
    ['a weight without counting', { event: 'A', operation: 'sum', property: 'total', weight: 'n' }, 'weight'],
    ['a window longer than events are kept', { event: 'A', operation: 'count', window: { days: 401 } }, 'window.days'],
    ['an unknown operation', { event: 'A', operation: 'median', property: 'total' }, 'operation'],
    ['a condition without operator', { event: 'A', operation: 'count', where: [{ property: 'a' }] }, 'where.0'],
    ['a misspelt field', { event: 'A', operation: 'count', windows: { days: 3 } }, ''],
  ])('refuses %s and names it', (_what, body, path) => {
    const result = computedBodySchema.safeParse(body);
    expect(result.success ? [] : result.error.issues.map((issue) => issue.path.join('.'))).toContain(path);
  });

  it('has one key for equal definitions, whatever they are called, and another where days or dates are cut elsewhere', () => {
    const one = definition({ operation: 'count' });
    const windowed = { ...one, window: { days: 3 } };
    const dated = { ...one, where: [{ property: 'shippedOn', after: '2026-11-01' }] };
    expect(basisOf([one], ZONE).key).toBe(basisOf([{ ...one, title: '주문 수' }], ZONE).key);
    expect(basisOf([one], ZONE).key).toBe(basisOf([one], 'UTC').key);
    for (const zoned of [windowed, dated]) expect(basisOf([zoned], ZONE).key).not.toBe(basisOf([zoned], 'UTC').key);
    expect(basisOf([one], ZONE).key).not.toBe(basisOf([windowed], ZONE).key);
  });
});
