import { describe, expect, it } from 'vitest';
import { instantOf } from '../../../shared/events/values.ts';
import { epochDay, localDate } from '../../../shared/platform/time.ts';
import { type Profile, scoresSchema } from '../../../shared/profiles/profile.ts';
import { evaluate } from '../../../shared/segments/evaluate.ts';
import { LEAVES, type Leaf } from '../../../shared/segments/leaf.ts';
import type { History, RuleContext, Subject } from '../../../shared/segments/leaf-value.ts';
import { partsOf, ruleSchema } from '../../../shared/segments/rule.ts';
import { naiveHolds, type RawPerson, type World } from '../../support/naive-rule.ts';
import { packDays, profileOf } from '../../support/profile.ts';
import { pick, seeded } from '../../support/random.ts';
import { randomPerson, randomRule, randomSegments } from '../../support/random-rules.ts';

/** Under mutation testing each mutant runs this, so few pairs have to do. */
const PAIRS = Number(process.env.AGREEMENT_PAIRS ?? 100_000);
const PEOPLE_PER_RULE = 20;
const SEED = Number(process.env.AGREEMENT_SEED ?? 20261122);

const ZONES = ['Asia/Seoul', 'America/New_York', 'UTC'] as const;

/** What the fold would keep of a person's facts. */
const foldOf = (raw: RawPerson, zone: string): Profile => {
  const days: Record<string, string> = {};
  for (const currency of new Set(raw.orders.map((order) => order.currency))) {
    const own = raw.orders.filter((order) => order.currency === currency);
    days[currency] = packDays(own.map(({ at, amount }) => ({ day: localDate(Date.parse(at), zone), net: amount })));
  }
  const consent: Record<string, Profile['consent'][string]> = {};
  for (const { channel, purpose, topic, ...state } of raw.consents) {
    const known = consent[channel] ?? {};
    consent[channel] =
      topic === undefined ? { ...known, [purpose]: state } : { ...known, topics: { ...known.topics, [topic]: state } };
  }
  const eventCounts: Record<string, number> = {};
  for (const { name, track } of raw.events) if (track) eventCounts[name] = (eventCounts[name] ?? 0) + 1;
  const times = (list: readonly { readonly at: string }[]) => list.map(({ at }) => at).sort();
  const said = raw.traits.customerKind;
  return profileOf({
    kind: said === 'partner' || said === 'test' ? said : 'consumer',
    traits: { ...raw.traits },
    contacts: JSON.parse(JSON.stringify({ email: raw.email, phone: raw.phone })),
    country: raw.country,
    language: raw.language,
    objectedAt: raw.objected ? '2026-11-01T00:00:00.000Z' : undefined,
    ...{ consent, eventCounts, days, zone },
    events: raw.events.length,
    firstSeenAt: times(raw.events)[0],
    lastSeenAt: times(raw.events).at(-1),
    orders: raw.orders.length,
    firstOrderAt: times(raw.orders)[0],
    lastOrderAt: times(raw.orders).at(-1),
    computed: { ...JSON.parse(JSON.stringify(raw.computed)), tooMany: null },
  });
};

const historyOf = (raw: RawPerson): History => ({
  events: raw.events.filter(({ track }) => track).map(({ name, at, properties }) => ({ name, at, properties })),
  messages: raw.messages.map(({ campaign, ...rest }) => ({ campaignId: campaign, ...rest })),
});

/** Names of what a leaf uses: each of them has to be seen holding and not holding. */
const featuresOf = (leaf: Leaf): string[] => {
  const [kind = ''] = Object.keys(LEAVES).filter((name) => Object.hasOwn(leaf, name));
  const operators = Object.keys(leaf).filter(
    (name) => !['trait', 'computed', 'score', 'event', 'message'].includes(name),
  );
  if (kind === 'trait' || kind === 'computed' || kind === 'score') return operators.map((name) => `${kind} ${name}`);
  if ('event' in leaf) {
    const within = leaf.within ? [`event within ${Object.keys(leaf.within)[0]}`] : [];
    const counted = leaf.sum
      ? `event sum ${Object.keys(leaf.sum)[1]}`
      : `event count ${Object.keys(leaf.count ?? { any: 1 })[0]}`;
    return [counted, ...within, ...(leaf.where ?? []).map((one) => `event where ${Object.keys(one)[1]}`)];
  }
  if ('message' in leaf) {
    const asked = Object.keys(leaf.message).filter((name) => name !== 'outcome');
    const count = Object.keys(leaf.count ?? { any: 1 })[0];
    return [
      `message ${leaf.message.outcome}`,
      `message count ${count}`,
      ...asked.map((name) => `message ${name}`),
      ...(leaf.within ? ['message within'] : []),
    ];
  }
  if ('date' in leaf) return [`date ${leaf.everyYear ? 'every year' : 'once'} ${Object.keys(leaf.inDays)[0]}`];
  if ('consent' in leaf) {
    const more = ['topic', 'daysAgo', 'reconfirmInDays'].filter((name) => Object.hasOwn(leaf, name));
    return [`consent ${leaf.purpose} ${leaf.is}`, ...more.map((name) => `consent ${name}`)];
  }
  return [kind === 'reachable' && 'reachable' in leaf ? `reachable ${leaf.reachable}` : kind];
};

/** What never holds today: push has no address yet, and no stored score is a moment. */
const NEVER = new Set(['reachable push', 'score before', 'score after']);

describe('the evaluator and the naive one', () => {
  it(`agree on ${PAIRS} random pairs of rule and customer, each leaf and operator seen both ways`, () => {
    const random = seeded(SEED);
    const seen = new Map<string, { yes: number; no: number }>();
    const observe = (leaf: Leaf, holds: boolean): void => {
      for (const feature of featuresOf(leaf)) {
        const counts = seen.get(feature) ?? { yes: 0, no: 0 };
        counts[holds ? 'yes' : 'no'] += 1;
        seen.set(feature, counts);
      }
    };
    const people = ZONES.map((zone) =>
      Array.from({ length: 150 }, (_, index) => {
        const raw = randomPerson(random, index);
        const scores = raw.scores === undefined ? undefined : scoresSchema.omit({ runId: true }).parse(raw.scores);
        const subject: Subject = { customerId: raw.id, fold: foldOf(raw, zone), scores };
        return { raw, subject, history: historyOf(raw) };
      }),
    );
    const outcomes = { yes: 0, no: 0, early: 0 };
    let pairs = 0;
    while (pairs < PAIRS) {
      const rule = ruleSchema.parse(randomRule(random));
      const place = Math.floor(random() * ZONES.length);
      const zone = ZONES[place] ?? 'UTC';
      const now = pick(random, ['2026-11-22T14:59:59.999Z', '2026-11-22T05:00:00.000Z', '2026-11-20T15:30:00.000Z']);
      const today = localDate(Date.parse(now), zone);
      const segments = randomSegments(random);
      const world: World = { zone, today, now, currency: 'KRW', staffDomain: 'shop.example', segments };
      const context: RuleContext = {
        ...{ zone, today: epochDay(today), now: Date.parse(now), currency: 'KRW' },
        money: { currency: 'KRW', exchangeRates: [] },
        customerKinds: [{ kind: 'staff', emailDomains: ['shop.example'] }],
        segmentRule: (id) => (Object.hasOwn(segments, id) ? segments[id] : undefined),
      };
      for (let index = 0; index < PEOPLE_PER_RULE; index++, pairs++) {
        const { raw, subject, history } = pick(random, people[place] ?? []);
        const expected = naiveHolds(rule, raw, world, observe);
        const early = evaluate(rule, subject, context);
        const found = early === 'unknown' ? evaluate(rule, subject, context, history) : early;
        if (early !== 'unknown') outcomes.early += 1;
        outcomes[expected ? 'yes' : 'no'] += 1;
        if (found !== expected || evaluate(rule, subject, context, history) !== expected) {
          expect.fail(`seed ${SEED}: ${found} instead of ${expected} for ${JSON.stringify({ rule, world, raw })}`);
        }
      }
    }
    expect(outcomes.early).toBeGreaterThan(PAIRS / 10);
    expect(Math.min(outcomes.yes, outcomes.no)).toBeGreaterThan(PAIRS / 5);
    if (PAIRS < 100_000) return;
    const thin = [...seen].filter(([name, { yes, no }]) => !NEVER.has(name) && Math.min(yes, no) < 10);
    expect(thin).toEqual([]);
    // 14 operators on three kinds of values and on properties, and everything else by name.
    expect(seen.size).toBeGreaterThanOrEqual(14 * 4 + 6 + 5 + 2 + 4 + 6 + 2 + 1 + 10 + 6 + 3 + 4 + 1 + 1);
  });

  it('agree that every rule of the generator is one of the contract', () => {
    const random = seeded(SEED);
    const kinds = new Set<string>();
    for (let index = 0; index < 2_000; index++) {
      for (const part of partsOf(ruleSchema.parse(randomRule(random)))) kinds.add(Object.keys(part)[0] ?? '');
    }
    expect([...kinds].sort()).toEqual([...Object.keys(LEAVES), 'all', 'any', 'not'].sort());
  });
});

describe('a time in a value', () => {
  it.each([
    ['2026-11-22', '2026-11-21T15:00:00.000Z'],
    ['2026-11-22T10:00', '2026-11-22T01:00:00.000Z'],
    ['2026-11-22T10:00:30.5', '2026-11-22T01:00:30.500Z'],
    ['2026-11-22T10:00:00Z', '2026-11-22T10:00:00.000Z'],
    ['2028-02-29', '2028-02-28T15:00:00.000Z'],
  ])('%s is %s in Seoul', (value, expected) => {
    expect(new Date(instantOf(value, 'Asia/Seoul') ?? 0).toISOString()).toBe(expected);
  });

  it.each([
    ...[
      '2026-02-29',
      '2026-02-30',
      '2026-04-31',
      '2026-13-01',
      '2026-00-00',
      '2026-02-30T10:00:00Z',
      '2026-11-22T25:00',
    ],
    ...['2026-11-22T10', '2026-11-22 10:00', '+012026-01-01', '', 'now', '2026-11-22T10:00:00+99:00'],
  ])('%s is none', (value) => {
    expect(instantOf(value, 'Asia/Seoul')).toBeUndefined();
  });

  it('is looked for in a huge text without reading it all', () => {
    expect(instantOf('9'.repeat(1_000_000), 'Asia/Seoul')).toBeUndefined();
    expect(instantOf(`2026-11-22${'9'.repeat(1_000_000)}`, 'Asia/Seoul')).toBeUndefined();
  });
});
