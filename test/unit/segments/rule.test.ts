import { describe, expect, it } from 'vitest';
import { DangolError } from '../../../shared/platform/errors.ts';
import { parse } from '../../../shared/platform/parse.ts';
import {
  campaignsIn,
  computedIn,
  MAX_DEPTH,
  MAX_NODES,
  partsOf,
  RULE_COMPONENT,
  type Rule,
  ruleSchema,
  ruleShape,
  segmentsIn,
} from '../../../shared/segments/rule.ts';
import { eventsIn } from '../../../shared/segments/run-rules.ts';

const problemsOf = (rule: unknown): string[] => {
  try {
    parse(ruleSchema, rule, 'Rule');
    return [];
  } catch (error) {
    if (!(error instanceof DangolError)) throw error;
    return error.details.map(({ path, message }) => `${path}: ${message}`);
  }
};

const nested = (depth: number): unknown => (depth === 1 ? { reachable: 'email' } : { not: nested(depth - 1) });

describe('reading a rule', () => {
  it.each<[string, unknown]>([
    ['a trait', { trait: 'address.city', is: 'Seoul' }],
    ['a figure', { computed: 'orders', gte: 2 }],
    ['a score', { score: 'rfm.segment', in: ['champions', 'loyal_customers'] }],
    [
      'an event',
      { event: 'Product Viewed', where: [{ property: 'category', is: 'tea' }], count: { gte: 3 }, within: { days: 7 } },
    ],
    [
      'a sum',
      {
        event: 'Order Completed',
        sum: { property: 'total', gt: 100 },
        within: { from: '2026-01-01', to: '2026-02-01' },
      },
    ],
    ['a message', { message: { campaign: 'spring', outcome: 'clicked' }, within: { days: 30 } }],
    ['a date', { date: 'birthday', inDays: { lte: 7 }, everyYear: true }],
    ['a consent', { consent: 'sms', purpose: 'ad', is: true }],
    ['reach', { reachable: 'email' }],
    ['a segment', { segment: 'rfm:at_risk' }],
    ['a share of people', { bucket: { salt: 'test', from: 0, to: 0.5 } }],
    ['a share of nobody', { bucket: { salt: 'test', from: 0.5, to: 0.5 } }],
    ['a window of one day', { event: 'X', within: { from: '2026-01-01', to: '2026-01-01' } }],
    ['all of it together', { all: [{ any: [{ trait: 'a', exists: true }, { not: { trait: 'b', isNot: 1 } }] }] }],
  ])('takes %s', (_what, rule) => {
    expect(parse(ruleSchema, rule, 'Rule')).toEqual(rule);
  });

  it.each<[string, unknown, string]>([
    ['no leaf', { foo: 1 }, '$: must have exactly one of all, any, not'],
    ['two leaves in one', { trait: 'a', event: 'b', is: 1 }, 'it has trait and event'],
    ['no operator', { all: [{ trait: 'city' }] }, 'all.0: needs exactly one operator of is, isNot'],
    ['two operators', { trait: 'age', gte: 1, lt: 5 }, 'it has gte and lt'],
    ['an unknown operator', { trait: 'age', equals: 1 }, 'equals'],
    ['a figure with a name that none can have', { computed: 'shoe size', gt: 1 }, 'computed: must be 1 to 40'],
    ['an unknown score', { not: { score: 'rfm.x', is: 1 } }, 'not.score: Invalid option'],
    ['two comparisons', { event: 'X', count: { gte: 1, lt: 3 } }, 'count: needs exactly one comparison'],
    ['count and sum', { event: 'X', count: { gte: 1 }, sum: { property: 'p', gt: 1 } }, 'count or sum, not both'],
    ['an empty list', { any: [] }, 'any: must be a list of at least one rule'],
    ['a window of no days', { event: 'X', within: { days: 0 } }, 'within.days'],
    ['a wrong date', { trait: 'joined', before: 'yesterday' }, 'before: must be a date such as'],
    ['a rule that is a word', 'everybody', '$: must be an object'],
    ['a field beside all', { all: [{ reachable: 'email' }], or: 1 }, '"all" takes no other field; remove or'],
    ['a path into the prototype', { trait: '..', is: 1 }, 'trait: must be names joined by dots'],
  ])('refuses %s and names the place', (_what, rule, told) => {
    expect(problemsOf(rule).join('\n')).toContain(told);
  });

  it('refuses what is too deep or too large, in bounded time', () => {
    expect(problemsOf(nested(MAX_DEPTH))).toEqual([]);
    expect(problemsOf(nested(MAX_DEPTH + 1)).join()).toContain('nested deeper');
    expect(problemsOf(nested(5_000)).join()).toContain('nested deeper');
    const wide = (nodes: number) => ({ any: Array.from({ length: nodes }, () => ({ reachable: 'email' })) });
    expect(problemsOf(wide(MAX_NODES - 1))).toEqual([]);
    expect(problemsOf(wide(10_000))).toEqual([`$: has more than ${MAX_NODES} parts; use "in" lists or segments`]);
    expect(problemsOf({ any: Array.from({ length: 500 }, () => ({ nothing: 1 })) })).toHaveLength(20);
  });
});

describe('walking a rule', () => {
  it('finds every part and every segment that it names', () => {
    const rule: Rule = { all: [{ segment: 'a' }, { any: [{ not: { segment: 'b' } }, { segment: 'a' }] }] };
    expect([...partsOf(rule)]).toHaveLength(6);
    expect([...segmentsIn(rule)]).toEqual(['a', 'b']);
  });

  it('finds the campaigns, figures and events that it names', () => {
    const rule: Rule = {
      all: [
        { message: { outcome: 'opened', campaign: 'spring' } },
        { message: { outcome: 'clicked' } },
        {
          any: [
            { computed: 'orders', gte: 1 },
            { date: 'computed.lastOrderAt', inDays: { gt: 1 } },
          ],
        },
        { date: 'birthday', inDays: { lt: 3 } },
        { trait: 'x.computed.', exists: true },
        {
          event: 'Bought',
          where: [
            { property: 'a.b', is: 1 },
            { property: 'c', is: 1 },
          ],
        },
        { event: 'Bought', sum: { property: 'total.net', gt: 1 } },
        { event: 'Seen' },
      ],
    };
    expect([...campaignsIn(rule)]).toEqual(['spring']);
    expect([...computedIn(rule)]).toEqual(['orders', 'lastOrderAt']);
    expect(eventsIn([rule])).toEqual(
      new Map([
        ['Bought', new Set(['a', 'c', 'total'])],
        ['Seen', new Set()],
      ]),
    );
  });
});

describe('the shape of a rule for the API document', () => {
  it('takes what reading takes, in each form', () => {
    for (const rule of [
      { all: [{ reachable: 'email' }] },
      { any: [{ not: { trait: 'a', is: 1 } }] },
      { not: { all: [{ segment: 'x' }] } },
      { bucket: { salt: 's', from: 0, to: 1 } },
    ])
      expect(ruleShape.safeParse(rule).success, JSON.stringify(rule)).toBe(true);
    for (const rule of [{}, { all: [{}] }, { any: 1 }, { not: 1 }, { all: [{ any: [{ not: {} }] }] }])
      expect(ruleShape.safeParse(rule).success, JSON.stringify(rule)).toBe(false);
    expect(ruleSchema.meta()?.$ref).toBe(`#/components/schemas/${RULE_COMPONENT}`);
    expect(RULE_COMPONENT).toBe('Rule');
  });
});

describe('hostile rules', () => {
  it.each<[string, unknown, string]>([
    ['a list', [], '$: must be an object such as'],
    ['null', null, '$: must be an object such as'],
    [
      'no list',
      { all: { reachable: 'email' } },
      'all: must be a list of at least one rule; it is {"reachable":"email"}',
    ],
    ['nothing known', { foo: 1, bar: 2 }, 'it has ["foo","bar"]'],
    ['three others beside not', { not: { reachable: 'email' }, a: 1, b: 2 }, '"not" takes no other field; remove a, b'],
    ['a wrong part beside a right one', { all: [{ reachable: 'email' }, { reachable: 'fax' }] }, 'all.1.reachable: '],
    ['not of nothing', { not: 1 }, 'not: must be an object such as'],
    ['a wrong rule in any in not', { not: { any: [{ trait: 'a' }] } }, 'not.any.0: needs exactly one operator'],
    [
      'a window of words',
      { event: 'X', within: 'always' },
      'within: must be {"days": n} or {"from": "YYYY-MM-DD", "to": "YYYY-MM-DD"}',
    ],
    [
      '30 February',
      { event: 'X', within: { from: '2026-02-30', to: '2026-03-01' } },
      'within.from: must be a date such as 2026-11-22',
    ],
    [
      'a window that ends before it begins',
      { event: 'X', within: { from: '2026-03-02', to: '2026-03-01' } },
      'within: must end on or after the day it begins; it goes from 2026-03-02 to 2026-03-01. Swap the two days',
    ],
    [
      'a window of messages that ends before it begins',
      { message: { outcome: 'opened' }, within: { from: '2027-01-01', to: '2026-12-31' } },
      'within: must end on or after the day it begins',
    ],
    [
      'a share that ends below its beginning',
      { bucket: { salt: 's', from: 0.6, to: 0.5 } },
      'bucket: must end where it begins or above; it goes from 0.6 to 0.5. Swap the two shares',
    ],
    ['30 February in an operator', { trait: 'joined', after: '2026-02-30' }, 'after: must be a date such as'],
    ['text for a number', { trait: 'age', gt: 'NaN' }, 'gt: '],
    ['no finite number', { trait: 'age', gt: Number.POSITIVE_INFINITY }, 'gt: '],
    ['a huge value', { trait: 'x', is: 'y'.repeat(100_000) }, 'is: '],
    ['a huge name', { event: 'y'.repeat(100_000) }, 'event: '],
    [
      'a topic of no ad',
      { consent: 'email', purpose: 'info', is: true, topic: 'sale' },
      'takes a topic with purpose "ad" only',
    ],
    [
      'a notice of no consent',
      { consent: 'email', purpose: 'ad', is: false, reconfirmInDays: { lt: 9 } },
      'takes "reconfirmInDays" with "is": true only',
    ],
  ])('%s is refused, the place named', (_what, rule, told) => {
    const problems = problemsOf(rule);
    expect(problems.join('\n')).toContain(told);
    expect(problems.join('').length).toBeLessThan(5_000);
  });

  it('named like parts of a prototype are rules like any other, or refused', () => {
    const own: unknown = JSON.parse('{"__proto__": [{"reachable": "email"}]}');
    expect(problemsOf(own)[0]).toContain('it has ["__proto__"]');
    expect(problemsOf(JSON.parse('{"constructor": 1}'))[0]).toContain('it has ["constructor"]');
    const rule: unknown = JSON.parse('{"all": [{"trait": "__proto__", "is": "x"}, {"event": "__proto__"}]}');
    expect(parse(ruleSchema, rule, 'Rule')).toEqual(rule);
    expect(eventsIn([parse(ruleSchema, rule, 'Rule')]).get('__proto__')).toEqual(new Set());
  });

  it('of 10,000 parts in one list or in many are refused after a thousand', () => {
    const leaf = { reachable: 'email' };
    const wide = { any: Array.from({ length: 100 }, () => ({ all: Array.from({ length: 100 }, () => leaf) })) };
    expect(problemsOf(wide)).toEqual([`$: has more than ${MAX_NODES} parts; use "in" lists or segments`]);
    const limit = { any: Array.from({ length: MAX_NODES - 1 }, () => leaf) };
    expect(parse(ruleSchema, limit, 'Rule')).toEqual(limit);
    expect(problemsOf({ any: Array.from({ length: MAX_NODES }, () => leaf) })).toHaveLength(1);
    let looked = 0;
    const counted = Array.from(
      { length: 10_000 },
      () =>
        new Proxy(leaf, {
          ownKeys: (target) => {
            looked += 1;
            return Reflect.ownKeys(target);
          },
        }),
    );
    expect(problemsOf({ any: counted })).toHaveLength(1);
    expect(looked).toBeLessThan(5 * MAX_NODES);
    let chain: unknown = leaf;
    for (let depth = 0; depth < 10_000; depth++) chain = depth % 2 === 0 ? { all: [chain] } : { not: chain };
    expect(problemsOf(chain).join()).toContain(`is nested deeper than ${MAX_DEPTH} levels`);
  });
});
