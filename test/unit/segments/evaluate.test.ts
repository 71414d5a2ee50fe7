import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nextReconfirmation } from '../../../shared/consent/notices.ts';
import { fractionOf } from '../../../shared/platform/hash.ts';
import { epochDay } from '../../../shared/platform/time.ts';
import { scoresSchema } from '../../../shared/profiles/profile.ts';
import { CHURN_REASONS } from '../../../shared/scoring/churn.ts';
import { OBJECTED } from '../../../shared/scoring/churn-flag.ts';
import { RFM_SEGMENTS } from '../../../shared/scoring/rfm.ts';
import { BUILT_IN_SEGMENTS } from '../../../shared/segments/built-in.ts';
import { builtInsOf } from '../../../shared/segments/built-in-members.ts';
import { evaluate, matches } from '../../../shared/segments/evaluate.ts';
import type { History, RuleContext, Subject } from '../../../shared/segments/leaf-value.ts';
import type { Rule } from '../../../shared/segments/rule.ts';
import { isCircular, reachOf } from '../../../shared/segments/rule-reach.ts';
import { packDays, profileOf } from '../../support/profile.ts';

const TODAY = '2026-11-22';

const context: RuleContext = {
  today: epochDay(TODAY),
  now: Date.parse('2026-11-22T23:59:59.999+09:00'),
  zone: 'Asia/Seoul',
  money: { currency: 'KRW', exchangeRates: [] },
  currency: 'KRW',
  segmentRule: (id) => BUILT_IN_SEGMENTS.find((segment) => segment.id === id)?.rule,
};

const kim: Subject = {
  customerId: 'u:kim',
  fold: profileOf({
    traits: { city: 'Seoul', age: '34', tags: ['tea', 'cups'], birthday: '1992-11-25', vip: true, nothing: null },
    contacts: { email: 'kim@example.com', phone: '+821012345678' },
    consent: {
      email: { ad: { state: 'granted', at: '2026-01-01T00:00:00.000Z' } },
      sms: { ad: { state: 'granted', at: '2026-01-01T00:00:00.000Z', expiresAt: '2026-07-01T00:00:00.000Z' } },
    },
    events: 9,
    eventCounts: { 'Product Viewed': 4, 'Order Completed': 2 },
    orders: 2,
    days: {
      KRW: packDays([
        { day: '2026-10-01', net: 20_000 },
        { day: '2026-11-20', net: 10_001 },
      ]),
    },
    lastOrderAt: '2026-11-20T03:00:00.000Z',
    country: 'KR',
  }),
  scores: {
    asOf: TODAY,
    rfm: { r: 5, f: 3, m: 3, segment: 'potential_loyalists' },
    churn: { flag: 'active', reason: { code: 'peer_rhythm', values: {} } },
  },
};

const viewed = (at: string, properties: Record<string, unknown>) => ({ name: 'Product Viewed', at, properties });

const history: History = {
  events: [
    viewed('2026-11-15T14:59:59.999Z', { category: 'tea', price: 10 }),
    viewed('2026-11-15T15:00:00.000Z', { category: 'tea', price: '20' }),
    viewed('2026-11-22T14:59:59.999Z', { category: 'cups', price: 40 }),
    viewed('2026-11-22T15:00:00.000Z', { category: 'tea', price: 80 }),
  ],
  messages: [
    { campaignId: 'spring', channel: 'email', at: '2026-11-10T00:00:00.000Z', opened: true, clicked: false },
    { campaignId: 'autumn', channel: 'sms', at: '2026-11-20T00:00:00.000Z', opened: false, clicked: false },
  ],
};

const holds = (rule: Rule): boolean => evaluate(rule, kim, context, history) === true;

describe('a leaf of a rule', () => {
  it.each<[Rule, boolean]>([
    [{ trait: 'city', is: 'Seoul' }, true],
    [{ trait: 'city', is: 'Busan' }, false],
    [{ trait: 'city', startsWith: 'Se' }, true],
    [{ trait: 'city', endsWith: 'ul' }, true],
    [{ trait: 'age', gte: 34 }, true],
    [{ trait: 'age', is: 34 }, true],
    [{ trait: 'age', lt: 34 }, false],
    [{ trait: 'vip', is: true }, true],
    [{ trait: 'tags', contains: 'tea' }, true],
    [{ trait: 'tags', contains: 'te' }, false],
    [{ trait: 'birthday', before: '2000-01-01' }, true],
    [{ trait: 'birthday', after: '2000-01-01' }, false],
    [{ computed: 'orders', is: 2 }, true],
    [{ computed: 'revenue', gt: 30_000 }, true],
    [{ computed: 'averageOrderValue', lt: 15_001 }, true],
    [{ computed: 'daysSinceLastOrder', lte: 2 }, true],
    [{ computed: 'lastOrderAt', after: '2026-11-20' }, true],
    [{ computed: 'country', is: 'KR' }, true],
    [{ score: 'rfm.segment', is: 'potential_loyalists' }, true],
    [{ score: 'rfm.r', gte: 5 }, true],
    [{ score: 'churn.pAlive', gt: 0 }, false],
    [{ consent: 'email', purpose: 'ad', is: true }, true],
    [{ consent: 'sms', purpose: 'ad', is: true }, false],
    [{ consent: 'sms', purpose: 'info', is: false }, true],
    [{ reachable: 'email' }, true],
    [{ reachable: 'sms' }, false],
    [{ segment: 'rfm:potential_loyalists' }, true],
    [{ segment: 'nobody-knows' }, false],
    [{ date: 'birthday', inDays: { eq: 3 }, everyYear: true }, true],
    [{ date: 'birthday', inDays: { lt: 0 } }, true],
    [{ bucket: { salt: 's', from: 0, to: 1 } }, true],
    [{ bucket: { salt: 's', from: 0.2, to: 0.2 } }, false],
  ])('%j is %s', (rule, expected) => {
    expect(holds(rule)).toBe(expected);
  });

  it('treats a missing value as the contract says', () => {
    for (const trait of ['nowhere', 'nothing', 'city.deeper', 'constructor', '__proto__']) {
      expect(holds({ trait, isNot: 'x' })).toBe(true);
      expect(holds({ trait, notIn: ['x'] })).toBe(true);
      expect(holds({ trait, exists: false })).toBe(true);
      expect(holds({ trait, exists: true })).toBe(false);
      for (const operator of ['is', 'gt', 'gte', 'lt', 'lte', 'contains', 'startsWith', 'endsWith'] as const) {
        const value = operator.startsWith('g') || operator.startsWith('l') ? 0 : '';
        const rule: Rule = JSON.parse(JSON.stringify({ trait, [operator]: value }));
        expect(holds(rule), `${trait} ${operator}`).toBe(false);
      }
      expect(holds({ trait, in: ['x'] })).toBe(false);
      expect(holds({ trait, before: '2030-01-01' })).toBe(false);
    }
  });

  it('counts events in local calendar days, the day of evaluation included and nothing after it', () => {
    const event = 'Product Viewed';
    expect(holds({ event, count: { eq: 3 } })).toBe(true);
    expect(holds({ event, within: { days: 7 }, count: { eq: 2 } })).toBe(true);
    expect(holds({ event, within: { days: 8 }, count: { eq: 3 } })).toBe(true);
    expect(holds({ event, within: { days: 1 }, count: { eq: 1 } })).toBe(true);
    expect(holds({ event, within: { from: '2026-11-15', to: '2026-11-15' }, count: { eq: 1 } })).toBe(true);
    expect(holds({ event, within: { from: '2026-11-16', to: '2027-01-01' }, count: { eq: 2 } })).toBe(true);
    expect(holds({ event, where: [{ property: 'category', is: 'tea' }], count: { eq: 2 } })).toBe(true);
    expect(holds({ event, sum: { property: 'price', eq: 70 } })).toBe(true);
    expect(holds({ event: 'Never', count: { lte: 0 } })).toBe(true);
  });

  it('knows what became of messages', () => {
    expect(holds({ message: { outcome: 'received' }, count: { eq: 2 } })).toBe(true);
    expect(holds({ message: { outcome: 'opened', channel: 'email' } })).toBe(true);
    expect(holds({ message: { outcome: 'clicked' } })).toBe(false);
    expect(holds({ message: { outcome: 'ignored', campaign: 'autumn' }, within: { days: 3 } })).toBe(true);
    expect(holds({ message: { outcome: 'received', campaign: 'spring' }, within: { days: 3 } })).toBe(false);
  });

  it('puts a leap-day birthday on 28 February in other years', () => {
    const leap = { ...kim, fold: profileOf({ traits: { birthday: '2000-02-29' } }) };
    const on = (today: string) => ({ ...context, today: epochDay(today) });
    const rule: Rule = { date: 'birthday', inDays: { eq: 0 }, everyYear: true };
    expect(evaluate(rule, leap, on('2027-02-28'))).toBe(true);
    expect(evaluate(rule, leap, on('2028-02-28'))).toBe(false);
    expect(evaluate(rule, leap, on('2028-02-29'))).toBe(true);
  });

  it('ends on segments that ask for each other', () => {
    const circular = { ...context, segmentRule: (id: string): Rule => ({ segment: id === 'a' ? 'b' : 'a' }) };
    expect(evaluate({ segment: 'a' }, kim, circular)).toBe(false);
  });
});

const leaf = fc.constantFrom<Rule>(
  { trait: 'city', is: 'Seoul' },
  { trait: 'city', is: 'Busan' },
  { event: 'Product Viewed', count: { gte: 4 } },
  { event: 'Product Viewed', within: { days: 1 } },
  { event: 'Never' },
  { message: { outcome: 'opened' } },
  { message: { outcome: 'clicked' } },
);
const { rule: anyRule } = fc.letrec<{ rule: Rule }>((tie) => ({
  rule: fc.oneof(
    { maxDepth: 5 },
    leaf,
    fc.array(tie('rule'), { minLength: 1, maxLength: 3 }).map((all): Rule => ({ all })),
    fc.array(tie('rule'), { minLength: 1, maxLength: 3 }).map((any): Rule => ({ any })),
    tie('rule').map((not): Rule => ({ not })),
  ),
}));

/** Two-valued logic, straight from the words all, any and not. */
const naive = (rule: Rule): boolean => {
  if ('all' in rule) return rule.all.every(naive);
  if ('any' in rule) return rule.any.some(naive);
  if ('not' in rule) return !naive(rule.not);
  return holds(rule);
};

describe('a whole rule', () => {
  it('says what plain logic says, and without the history never says anything else', () => {
    fc.assert(
      fc.property(anyRule, (rule) => {
        expect(evaluate(rule, kim, context, history)).toBe(naive(rule));
        expect([naive(rule), 'unknown']).toContain(evaluate(rule, kim, context));
      }),
      { numRuns: 500 },
    );
  });

  it('reads the history only when it matters', async () => {
    let reads = 0;
    const read = async () => {
      reads += 1;
      return history;
    };
    const seen: Rule = { event: 'Product Viewed', count: { gte: 3 } };
    expect(await matches({ all: [seen, { trait: 'city', is: 'Busan' }] }, kim, context, read)).toBe(false);
    expect(await matches({ any: [seen, { trait: 'city', is: 'Seoul' }] }, kim, context, read)).toBe(true);
    expect(await matches({ event: 'Never' }, kim, context, read)).toBe(false);
    expect(reads).toBe(0);
    expect(await matches(seen, kim, context, read)).toBe(true);
    expect(reads).toBe(1);
  });
});

describe('built-in segments', () => {
  it('hold what their rules hold', () => {
    const flags = ['active', 'at_risk', 'churned', 'new', 'not_enough_data'] as const;
    for (const segment of [...RFM_SEGMENTS, undefined]) {
      for (const flag of flags) {
        const scores = scoresSchema.omit({ runId: true }).parse({
          asOf: TODAY,
          rfm: segment ? { r: 1, f: 1, m: 1, segment } : null,
          churn: { flag, reason: { code: CHURN_REASONS[0], values: {} } },
        });
        const byRule = BUILT_IN_SEGMENTS.filter(({ rule }) => evaluate(rule, { ...kim, scores }, context) === true);
        expect(byRule.map(({ id }) => id)).toEqual(builtInsOf(scores));
      }
    }
  });
});

describe('a rule about consent', () => {
  const at = '2025-01-10T00:00:00.000Z';
  const fold = profileOf({
    consent: {
      email: { ad: { state: 'granted', at }, topics: { sale: { state: 'withdrawn', at: '2026-11-20T00:00:00.000Z' } } },
      sms: { ad: { state: 'withdrawn', at: '2026-11-20T00:00:00.000Z' } },
    },
  });
  const holds = (rule: Rule) => evaluate(rule, { customerId: 'u:kim', fold }, context);
  const email = { consent: 'email', purpose: 'ad', is: true } as const;

  it('knows topics: what was said of one, else what holds for ads', () => {
    expect([holds({ ...email, topic: 'sale' }), holds({ ...email, topic: 'news' })]).toEqual([false, true]);
  });

  it('finds who is due for the two-yearly notice', () => {
    expect(holds({ ...email, reconfirmInDays: { lte: 60 } })).toBe(true);
    expect(holds({ ...email, reconfirmInDays: { lte: 30 } })).toBe(false);
    expect(nextReconfirmation(at, context.now)).toBe('2027-01-10T00:00:00.000Z');
    expect(nextReconfirmation('2020-02-29T01:00:00.000Z', context.now)).toBe('2028-02-29T01:00:00.000Z');
    expect(nextReconfirmation('2024-02-29T01:00:00.000Z', Date.parse('2024-03-01'))).toBe('2026-02-28T01:00:00.000Z');
  });

  it('finds whose refusal or consent is to be answered', () => {
    const recent = { consent: 'sms', purpose: 'ad', is: false, daysAgo: { lte: 14 } } as const;
    expect(holds(recent)).toBe(true);
    expect(holds({ ...email, daysAgo: { lte: 14 } })).toBe(false);
    expect(holds({ ...recent, consent: 'push' })).toBe(false);
  });
});

describe('a person who objected to profiling', () => {
  const objector = { ...kim, fold: { ...kim.fold, objectedAt: '2026-11-21T00:00:00.000Z' } };

  it('is in no segment that asks for scores, however it asks', async () => {
    const leaf: fc.Arbitrary<Rule> = fc.constantFrom<Rule>(
      { score: 'rfm.segment', is: 'potential_loyalists' },
      { score: 'rfm.r', exists: false },
      { segment: 'churn:active' },
    );
    const rule = fc.letrec<{ rule: Rule }>((tie) => ({
      rule: fc.oneof(
        { maxDepth: 4 },
        leaf,
        tie('rule').map((not) => ({ not })),
        fc.tuple(tie('rule'), fc.constant<Rule>({ trait: 'city', is: 'Seoul' })).map((all) => ({ all })),
        fc.tuple(tie('rule'), fc.constant<Rule>({ trait: 'city', is: 'Seoul' })).map((any) => ({ any })),
      ),
    })).rule;
    await fc.assert(fc.property(rule, (asked) => void expect(evaluate(asked, objector, context)).toBe(false)));
    expect(evaluate({ trait: 'city', is: 'Seoul' }, objector, context)).toBe(true);
    expect(builtInsOf({ rfm: null, churn: OBJECTED })).toEqual([]);
  });
});

describe('what a leaf looks at', () => {
  const other = (fields: Parameters<typeof profileOf>[0]): Subject => ({
    customerId: 'u:lee',
    fold: profileOf(fields),
  });
  const granted = { ad: { state: 'granted' as const, at: '2026-01-01T00:00:00.000Z' } };

  it('is the number for texts and Kakao, the address for e-mail, and nothing yet for push', () => {
    const consent = { email: granted, sms: granted, kakao: granted, push: granted };
    const reached = (contacts: { email?: string; phone?: string }) =>
      (['email', 'sms', 'kakao', 'push'] as const).filter((reachable) =>
        evaluate({ reachable }, other({ contacts, consent }), context),
      );
    expect(reached({ phone: '+821012345678' })).toEqual(['sms', 'kakao']);
    expect(reached({ email: 'lee@example.com' })).toEqual(['email']);
    expect(reached({})).toEqual([]);
  });

  it('is the history where a profile no longer counts names apart', () => {
    const busy = other({ eventCounts: { '…': 3 } });
    expect(evaluate({ event: 'Rare' }, busy, context)).toBe('unknown');
    expect(evaluate({ event: 'Rare' }, other({ eventCounts: {} }), context)).toBe(false);
    expect(evaluate({ event: 'Rare', count: { lt: 1 } }, other({}), context)).toBe(true);
  });

  it('is a message that was neither opened nor clicked, where it was ignored', () => {
    const of = (opened: boolean, clicked: boolean): History => ({
      events: [],
      messages: [{ campaignId: 'c', channel: 'email', at: '2026-11-20T00:00:00.000Z', opened, clicked }],
    });
    const ignored: Rule = { message: { outcome: 'ignored' } };
    const asked = [of(false, false), of(true, false), of(false, true), of(true, true)];
    expect(asked.map((one) => evaluate(ignored, kim, context, one))).toEqual([true, false, false, false]);
  });

  it('is the share of a person, from its start on and before its end', () => {
    const fraction = fractionOf('bucket', 's', 'u:kim');
    const within = (from: number, to: number) => holds({ bucket: { salt: 's', from, to } });
    expect([within(fraction, 1), within(0, fraction), within(0, fraction + 1e-9)]).toEqual([true, false, true]);
  });

  it.each([
    ['2027-11-22', '1996-02-29', 99],
    ['2028-01-01', '1996-02-29', 59],
    ['2096-12-31', '1996-02-29', 59],
    ['2099-12-31', '1996-02-29', 59],
    ['1999-12-31', '1996-02-29', 60],
    ['2026-12-31', '1990-01-01', 1],
    ['2026-03-01', '1996-02-28', 364],
    ['0050-01-01', '1996-03-01', 59],
  ])('on %s the next %s is %d days ahead', (today, birthday, days) => {
    const on = { ...context, today: epochDay(today) };
    const rule = (eq: number): Rule => ({ date: 'birthday', everyYear: true, inDays: { eq } });
    expect(evaluate(rule(days), other({ traits: { birthday } }), on)).toBe(true);
  });

  it('is a trait before a figure of the same name, and no figure by another name', () => {
    const rule = (date: string): Rule => ({ date, inDays: { eq: 1 } });
    const said = other({
      traits: { computed: { lastOrderAt: '2026-11-23' } },
      lastOrderAt: '2026-11-20T03:00:00.000Z',
    });
    expect(evaluate(rule('computed.lastOrderAt'), said, context)).toBe(true);
    const bought = other({
      lastOrderAt: '2026-11-20T03:00:00.000Z',
      days: { KRW: packDays([{ day: '2026-11-20', net: 1 }]) },
    });
    expect(evaluate({ date: 'computed.lastOrderAt', inDays: { eq: -2 } }, bought, context)).toBe(true);
    expect(evaluate({ date: 'xxxxxxxx.lastOrderAt', inDays: { eq: -2 } }, bought, context)).toBe(false);
  });

  it('is asked of other segments once for all of one evaluation', () => {
    let asked = 0;
    const counting: RuleContext = {
      ...context,
      segmentRule: (id) => {
        asked += 1;
        return id === 'seoul' ? { trait: 'city', is: 'Seoul' } : undefined;
      },
    };
    const rule: Rule = { any: [{ segment: 'seoul' }, { segment: 'gone' }] };
    for (let person = 0; person < 50; person++) expect(evaluate(rule, kim, counting)).toBe(true);
    expect(asked).toBeLessThan(60);
    expect(evaluate({ segment: 'gone' }, kim, counting)).toBe(false);
  });
});

describe('what a rule asks for', () => {
  const rules: Record<string, Rule> = {
    scored: { score: 'rfm.r', gte: 3 },
    plain: { trait: 'city', is: 'Seoul' },
    round: { any: [{ segment: 'gone' }, { segment: 'round' }] },
  };
  const asked = (rule: Rule) => reachOf(rule, { ...context, segmentRule: (id) => rules[id] });

  it('is found through every segment that it names, beside one that is not there', () => {
    expect(asked({ any: [{ segment: 'scored' }, { segment: 'gone' }] }).scores).toBe(true);
    expect(asked({ any: [{ segment: 'gone' }, { segment: 'scored' }] }).scores).toBe(true);
    expect(asked({ any: [{ segment: 'plain' }, { segment: 'gone' }] })).toEqual({ scores: false, kind: false });
  });

  it('comes back to itself only in a segment that leads to itself', () => {
    const circular = (id: string) => isCircular(id, { ...context, segmentRule: (name) => rules[name] });
    expect(['round', 'plain', 'gone'].map(circular)).toEqual([true, false, false]);
  });
});
