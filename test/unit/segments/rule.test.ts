import { describe, expect, it } from 'vitest';
import { DangolError } from '../../../shared/platform/errors.ts';
import { parse } from '../../../shared/platform/parse.ts';
import { MAX_DEPTH, MAX_NODES, partsOf, type Rule, ruleSchema, segmentsIn } from '../../../shared/segments/rule.ts';

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
});
