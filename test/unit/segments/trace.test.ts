import { describe, expect, it } from 'vitest';
import { epochDay } from '../../../shared/platform/time.ts';
import { BUILT_IN_SEGMENTS } from '../../../shared/segments/built-in.ts';
import { evaluate } from '../../../shared/segments/evaluate.ts';
import type { History, RuleContext, Subject } from '../../../shared/segments/leaf-value.ts';
import type { Rule } from '../../../shared/segments/rule.ts';
import type { Names } from '../../../shared/segments/topic.ts';
import { type TraceNode, traceNodeSchema, traceRule } from '../../../shared/segments/trace.ts';
import { packDays, profileOf } from '../../support/profile.ts';
import { seeded } from '../../support/random.ts';
import { randomRule, randomSegments } from '../../support/random-rules.ts';

const names: Names = {
  segment: () => undefined,
  campaign: () => undefined,
  computed: () => undefined,
  currency: 'KRW',
};
const showing = { names: { ko: names, en: names }, mask: (_name: string, value: unknown) => value };

const contextOf = (rules: Readonly<Record<string, Rule>>): RuleContext => ({
  ...{
    zone: 'Asia/Seoul',
    today: epochDay('2026-11-22'),
    now: Date.parse('2026-11-22T12:00:00+09:00'),
    currency: 'KRW',
  },
  money: { currency: 'KRW', exchangeRates: [] },
  segmentRule: (id) => rules[id] ?? BUILT_IN_SEGMENTS.find((segment) => segment.id === id)?.rule,
});

const kim: Subject = {
  customerId: 'u:kim',
  fold: profileOf({
    traits: { city: 'Seoul', birthday: '1992-11-25' },
    contacts: { email: 'kim@example.com' },
    consent: { email: { ad: { state: 'granted', at: '2026-01-01T00:00:00.000Z' } } },
    eventCounts: { 'Order Completed': 2 },
    days: { KRW: packDays([{ day: '2026-11-20', net: 10_000 }]) },
  }),
  scores: {
    asOf: '2026-11-22',
    rfm: { r: 5, f: 3, m: 3, segment: 'champions' },
    churn: { flag: 'active', reason: { code: 'peer_rhythm', values: {} } },
  },
};
const history: History = {
  events: [{ name: 'Order Completed', at: '2026-11-20T03:00:00.000Z', properties: { total: 10_000 } }],
  messages: [{ campaignId: 'spring', channel: 'email', at: '2026-11-10T00:00:00.000Z', opened: true, clicked: false }],
};
const trace = (rule: Rule, rules: Readonly<Record<string, Rule>> = {}) =>
  traceRule(rule, kim, contextOf(rules), history, showing);

const leaves = (node: TraceNode): TraceNode[] => (node.parts ? node.parts.flatMap(leaves) : [node]);

describe('why somebody is in a segment', () => {
  it('is told part by part, with what was found', () => {
    const { holds, bar, tree } = trace({
      all: [
        { trait: 'city', is: 'Busan' },
        { any: [{ event: 'Order Completed', count: { gte: 2 } }, { not: { message: { outcome: 'opened' } } }] },
        { event: 'Order Completed', sum: { property: 'total', gte: 5_000 } },
        { trait: 'nowhere', exists: false },
      ],
    });
    expect({ holds, bar }).toEqual({ holds: false, bar: null });
    expect(tree).toMatchObject({
      kind: 'all',
      holds: false,
      parts: [
        {
          kind: 'trait',
          holds: false,
          value: 'Seoul',
          sentence: { ko: '도시가 ‘Busan’입니다.', en: 'City is “Busan”.' },
        },
        {
          kind: 'any',
          holds: false,
          parts: [
            { kind: 'event', holds: false, value: 1 },
            { kind: 'not', holds: false, parts: [{ kind: 'message', holds: true, value: 1 }] },
          ],
        },
        { kind: 'event', holds: true, value: 10_000 },
        { kind: 'trait', holds: true, value: null },
      ],
    });
    expect(traceNodeSchema.parse(tree)).toEqual(tree);
  });

  it.each<[Rule, unknown]>([
    [{ computed: 'revenue', gte: 1 }, 10_000],
    [{ score: 'rfm.segment', is: 'lost' }, 'champions'],
    [{ date: 'birthday', inDays: { lte: 7 }, everyYear: true }, 3],
    [
      { consent: 'email', purpose: 'ad', is: true },
      { state: 'granted', at: '2026-01-01T00:00:00.000Z' },
    ],
    [{ reachable: 'sms' }, false],
    [{ segment: 'no-such' }, false],
  ])('%j was found to be %j', (rule, value) => {
    expect(trace(rule).tree.value).toEqual(value);
  });

  it('opens a segment that is asked for, once', () => {
    const { tree } = trace({ any: [{ segment: 'rfm:champions' }, { segment: 'rfm:champions' }] });
    expect(tree.parts).toMatchObject([
      { kind: 'segment', holds: true, parts: [{ kind: 'score', value: 'champions' }] },
      { kind: 'segment', holds: true, value: true },
    ]);
    expect(tree.parts?.[1]?.parts).toBeUndefined();
  });

  it('covers what a viewer need not see', () => {
    const mask = (name: string) => `covered ${name}`;
    const rule: Rule = {
      all: [{ trait: 'city', is: 'x' }, { computed: 'country', is: 'KR' }, { event: 'Order Completed' }],
    };
    const { tree } = traceRule(rule, kim, contextOf({}), history, { ...showing, mask });
    expect(tree.parts?.map(({ value }) => value)).toEqual(['covered city', 'covered country', 1]);
  });

  it('says why a rule is about nobody like this person', () => {
    const objector = { ...kim, fold: { ...kim.fold, objectedAt: '2026-11-01T00:00:00.000Z' } };
    const scored: Rule = { score: 'rfm.segment', is: 'champions' };
    expect(traceRule(scored, objector, contextOf({}), history, showing)).toMatchObject({
      holds: false,
      bar: 'objected',
    });
    const partner = { ...kim, fold: { ...kim.fold, kind: 'partner' as const } };
    const seoul: Rule = { trait: 'city', is: 'Seoul' };
    expect(traceRule(seoul, partner, contextOf({}), history, showing)).toMatchObject({
      holds: false,
      bar: 'notConsumer',
    });
  });

  it('never says anything else than the evaluation', () => {
    const random = seeded(7);
    for (let round = 0; round < 2_000; round++) {
      const rule = randomRule(random);
      const rules = randomSegments(random);
      const context = contextOf(rules);
      const told = traceRule(rule, kim, context, history, showing);
      expect(told.holds, JSON.stringify(rule)).toBe(evaluate(rule, kim, context, history));
      expect(leaves(told.tree).every(({ sentence }) => sentence !== undefined)).toBe(true);
    }
  });
});

describe('segments that ask for many others', () => {
  it('are evaluated, traced and refused in time that grows with their size, not with their ways', () => {
    const rules: Record<string, Rule> = { deep0: { trait: 'city', is: 'Seoul' } };
    for (let level = 1; level < 20; level++) {
      rules[`deep${level}`] = { all: Array.from({ length: 900 }, () => ({ segment: `deep${level - 1}` })) };
    }
    const context = contextOf(rules);
    expect(evaluate({ segment: 'deep19' }, kim, context, history)).toBe(true);
    expect(trace({ segment: 'deep19' }, rules).holds).toBe(true);
  });

  it('hold for nobody if they come back to themselves', () => {
    const rules: Record<string, Rule> = {
      a: { any: [{ segment: 'b' }, { trait: 'city', is: 'Seoul' }] },
      b: { any: [{ segment: 'a' }, { trait: 'city', is: 'Seoul' }] },
      c: { any: [{ segment: 'a' }, { trait: 'city', is: 'Seoul' }] },
    };
    const context = contextOf(rules);
    const holds = (id: string) => evaluate({ segment: id }, kim, context, history);
    expect([holds('a'), holds('b'), holds('c')]).toEqual([false, false, true]);
    expect(trace({ segment: 'a' }, rules).holds).toBe(false);
  });
});
