import type { Comparison, Operators } from '../../shared/events/condition.ts';
import { CHANNELS, type Leaf } from '../../shared/segments/leaf.ts';
import type { Rule } from '../../shared/segments/rule.ts';
import type { RawPerson, World } from './naive-rule.ts';
import { pick, type Random } from './random.ts';

/** Random rules and people out of small pools, so that they meet often. */

const TEXTS = [
  'Seoul',
  'seoul',
  '서울',
  'tea',
  '',
  '42',
  'true',
  '3.5',
  '2026-11-20',
  '__proto__',
  '^.*$',
  'NaN',
  '1e3',
];
const NUMBERS = [0, 1, 2, 3, 3.5, 42, -1, 1000, 0.1 + 0.2, -0];
const TIMES = [
  '2026-11-20',
  '2026-11-22T10:00:00+09:00',
  '2026-11-22T10:00',
  '2026-11-01T00:30:00.000Z',
  '1992-11-25',
  '2000-02-29',
  '2026-02-30',
  '2026-13-01',
  '2026-11-19',
  '2027-01-01',
  'soon',
];
/** Those that an operator may name. */
const MOMENTS = ['2026-11-20', '2026-11-22T10:00:00+09:00', '2026-11-01T00:30:00.000Z', '2001-01-01'];
const PATHS = [
  'city',
  'age',
  'tags',
  'address.city',
  'birthday',
  'vip',
  '__proto__',
  'constructor.name',
  'customerKind',
];
const PROPERTIES = ['total', 'category', 'products', 'when', 'note.deep', '__proto__'];
const FIGURES = [
  ...['orders', 'revenue', 'averageOrderValue', 'purchaseDays', 'firstOrderAt', 'lastOrderAt', 'daysSinceFirstOrder'],
  ...['daysSinceLastOrder', 'events', 'firstSeenAt', 'lastSeenAt', 'kind', 'country', 'language', 'daysBetweenOrders'],
  ...['daysToFirstOrder', 'daysToSecondOrder', 'favouriteBrand', 'signedUpAt', 'tooMany'],
];
const SCORES = ['rfm.segment', 'rfm.r', 'rfm.f', 'rfm.m', 'churn.flag', 'churn.pAlive', 'value.clv12m'] as const;
const EVENTS = ['Order Completed', 'Product Viewed', '구매', 'Never'];
const CAMPAIGNS = ['spring', 'autumn'];
const OUTCOMES = ['received', 'opened', 'clicked', 'ignored'] as const;
export const SEGMENT_IDS = ['tea', 'nested', 'loop', 'circle', 'scored', 'archived'];

const maybe = <Value>(random: Random, share: number, make: () => Value): Value | undefined =>
  random() < share ? make() : undefined;
const whole = (random: Random, below: number): number => Math.floor(random() * below);
const scalar = (random: Random): string | number | boolean => {
  const kind = random();
  if (kind < 0.45) return pick(random, TEXTS);
  return kind < 0.85 ? pick(random, NUMBERS) : random() < 0.5;
};

const OPERATORS = [
  'is',
  'isNot',
  'in',
  'notIn',
  'gt',
  'gte',
  'lt',
  'lte',
  'contains',
  'startsWith',
  'endsWith',
  'before',
  'after',
  'exists',
];

/** `likely`: values that the subject may have, so that equality is met often. */
const operator = (random: Random, likely: readonly (string | number)[] = []): Operators => {
  const value = () => (likely.length > 0 && random() < 0.6 ? pick(random, likely) : scalar(random));
  const name = pick(random, OPERATORS);
  if (name === 'exists') return { exists: random() < 0.5 };
  if (name === 'in' || name === 'notIn') return { [name]: Array.from({ length: 1 + whole(random, 3) }, value) };
  if (['gt', 'gte', 'lt', 'lte'].includes(name)) {
    const numbers = likely.filter((one) => typeof one === 'number');
    return { [name]: pick(random, numbers.length > 0 && random() < 0.6 ? numbers : NUMBERS) };
  }
  if (name === 'before' || name === 'after') return { [name]: pick(random, MOMENTS) };
  if (name === 'startsWith' || name === 'endsWith')
    return { [name]: pick(random, ['Se', 'ul', '서', '', 'tea', '20', '0', 'ch', 'ive', 'risk']) };
  if (name === 'contains' && random() < 0.5) return { contains: pick(random, ['e', 'a', 'i', '2']) };
  return { [name]: value() };
};

const comparison = (random: Random, most = 4, least = 0): Comparison => ({
  [pick(random, ['gte', 'gt', 'lte', 'lt', 'eq'])]: least + whole(random, most - least),
});

const window = (random: Random) =>
  maybe(random, 0.5, () => {
    if (random() < 0.6) return { days: pick(random, [1, 2, 7, 30, 400]) };
    const [from = '', to = ''] = [
      pick(random, ['2026-10-01', '2026-11-19', '2026-11-23']),
      pick(random, ['2026-10-31', '2026-11-20', '2026-12-31']),
    ].sort();
    return { from, to };
  });

/** Fields without a value are left out, as in JSON. */
const solid = <Value extends object>(value: Value): Value => JSON.parse(JSON.stringify(value));

const leafOf = (random: Random): Leaf => {
  switch (whole(random, 13)) {
    case 0:
    case 1:
      return solid({ trait: pick(random, PATHS), ...operator(random, ['Seoul', 42, '42', 3]) });
    case 2:
    case 3:
      return solid({
        computed: pick(random, FIGURES),
        ...operator(random, ['KR', 'consumer', 'staff', 1, 2, 20_000, 'A']),
      });
    case 4: {
      const likely = ['champions', 'prospect', 'at_risk', 'active', 1, 3, 5];
      return solid({ score: pick(random, SCORES), ...operator(random, likely) });
    }
    case 5:
    case 6:
    case 7: {
      const where = maybe(random, 0.4, () =>
        Array.from({ length: 1 + whole(random, 2) }, () => ({
          property: pick(random, PROPERTIES),
          ...operator(random, ['tea', 10]),
        })),
      );
      const counted = random() < 0.7;
      const count = counted ? maybe(random, 0.8, () => comparison(random)) : undefined;
      const sum = counted ? undefined : { property: 'total', ...comparison(random, 60) };
      return solid({ event: pick(random, EVENTS), where, count, sum, within: window(random) });
    }
    case 8: {
      const campaign = maybe(random, 0.4, () => pick(random, CAMPAIGNS));
      const channel = maybe(random, 0.4, () => pick(random, CHANNELS));
      const message = { campaign, channel, outcome: pick(random, OUTCOMES) };
      return solid({ message, count: maybe(random, 0.7, () => comparison(random)), within: window(random) });
    }
    case 9: {
      const date = pick(random, ['birthday', 'computed.lastOrderAt', 'computed.signedUpAt', 'city']);
      const everyYear = maybe(random, 0.5, () => true as const);
      const range = everyYear ? comparison(random, 300) : comparison(random, 10, -30);
      const inDays = random() < 0.3 ? { eq: pick(random, [-2, -1, 0, 3, 5, 99, 101]) } : range;
      return solid({ date, inDays, everyYear });
    }
    case 10: {
      const is = random() < 0.5;
      const purpose = pick(random, ['ad', 'info', 'night'] as const);
      const topic = purpose === 'ad' ? maybe(random, 0.4, () => 'sale') : undefined;
      const daysAgo = maybe(random, 0.3, () => comparison(random, 500));
      const reconfirmInDays = is ? maybe(random, 0.3, () => comparison(random, 700)) : undefined;
      return solid({ consent: pick(random, CHANNELS), purpose, is, topic, daysAgo, reconfirmInDays });
    }
    case 11:
      return random() < 0.5 ? { reachable: pick(random, CHANNELS) } : { segment: pick(random, SEGMENT_IDS) };
    default: {
      const [from = 0, to = 1] = [random(), random()].sort((left, right) => left - right);
      return { bucket: { salt: pick(random, ['a', '소금']), from, to } };
    }
  }
};

export const randomRule = (random: Random, depth = 4): Rule => {
  const kind = depth === 0 ? 1 : random();
  const many = () => Array.from({ length: 1 + whole(random, 3) }, () => randomRule(random, depth - 1));
  if (kind < 0.2) return { all: many() };
  if (kind < 0.4) return { any: many() };
  if (kind < 0.5) return { not: randomRule(random, depth - 1) };
  return leafOf(random);
};

/** Segments of a shop; two ask for each other, which the API refuses and evaluation has to survive. */
export const randomSegments = (random: Random): World['segments'] => ({
  tea: leafOf(random),
  nested: { all: [randomRule(random, 2), { not: { segment: 'tea' } }] },
  loop: { any: [{ segment: 'circle' }, leafOf(random)] },
  circle: { any: [{ segment: 'loop' }, { segment: 'scored' }] },
  scored: { score: 'rfm.segment', in: ['champions', 'prospect'] },
});

const moment = (random: Random): string =>
  new Date(Date.parse('2026-09-20T00:00:00Z') + whole(random, 70 * 24 * 4) * 900_000).toISOString();

export const randomPerson = (random: Random, index: number): RawPerson => {
  const traits: Record<string, unknown> = {};
  if (random() < 0.8) traits.city = random() < 0.3 ? 'Seoul' : random() < 0.6 ? pick(random, TEXTS) : scalar(random);
  if (random() < 0.6)
    traits.age = random() < 0.5 ? pick(random, NUMBERS) : pick(random, ['42', '3', 'x', ' ', 'Infinity']);
  if (random() < 0.5) traits.tags = pick(random, [['tea', 'Seoul', 42], [], ['42', true], 'tea Seoul', { tea: 1 }]);
  if (random() < 0.4) traits.address = { city: pick(random, TEXTS) };
  if (random() < 0.8) traits.birthday = pick(random, [...TIMES, 20260101]);
  if (random() < 0.4) traits.vip = pick(random, [true, false, 'true', null, 1]);
  if (random() < 0.1) traits.customerKind = pick(random, ['partner', 'test', 'other']);
  const consents = CHANNELS.flatMap((channel) =>
    (['ad', 'info', 'night', 'topic'] as const).flatMap((purpose) => {
      if (random() < 0.4) return [];
      const at = new Date(Date.parse('2024-02-29T03:00:00Z') + whole(random, 900) * 86_400_000).toISOString();
      const expiresAt = maybe(random, 0.3, () =>
        pick(random, ['2026-11-01T00:00:00.000Z', '2027-03-01T00:00:00.000Z']),
      );
      const state = random() < 0.7 ? ('granted' as const) : ('withdrawn' as const);
      const about = purpose === 'topic' ? { purpose: 'ad' as const, topic: 'sale' } : { purpose };
      return [
        { channel, ...about, state, at, ...(expiresAt === undefined || state === 'withdrawn' ? {} : { expiresAt }) },
      ];
    }),
  );
  const orders = Array.from({ length: whole(random, 5) }, () => ({
    at: moment(random),
    amount: whole(random, 5) * 5_000,
    currency: random() < 0.85 ? 'KRW' : 'USD',
  }));
  const events = Array.from({ length: whole(random, 9) }, () => ({
    name: pick(random, EVENTS.slice(0, 3)),
    track: random() < 0.9,
    at: moment(random),
    properties: solid({
      total: maybe(random, 0.8, () => pick(random, [10, 20, '20', 'x', 0.5])),
      category: maybe(random, 0.6, () => pick(random, ['tea', 'Seoul', '42'])),
      products: maybe(random, 0.3, () => ['tea', 42]),
      when: maybe(random, 0.3, () => pick(random, TIMES)),
      note: maybe(random, 0.3, () => ({ deep: scalar(random) })),
    }),
  }));
  const messages = Array.from({ length: whole(random, 5) }, () => {
    const clicked = random() < 0.3;
    const opened = clicked || random() < 0.4;
    return { campaign: pick(random, CAMPAIGNS), channel: pick(random, CHANNELS), at: moment(random), opened, clicked };
  });
  const computed = solid({
    favouriteBrand: maybe(random, 0.6, () => pick(random, ['A', 'tea', 'Seoul'])),
    signedUpAt: maybe(random, 0.6, () => moment(random)),
  });
  const rfm = {
    r: 1 + whole(random, 5),
    f: 1 + whole(random, 5),
    m: 1 + whole(random, 5),
    segment: pick(random, ['champions', 'at_risk']),
  };
  const flag = pick(random, ['active', 'at_risk', 'churned', 'new', 'not_enough_data'] as const);
  const scores = {
    asOf: '2026-11-22',
    rfm: random() < 0.7 ? rfm : null,
    churn: { flag, reason: { code: 'one_time', values: {} } },
  };
  return {
    id: `u:p${index}`,
    traits,
    email: maybe(random, 0.7, () => `p${index}@${random() < 0.1 ? 'shop.example' : 'example.com'}`),
    phone: maybe(random, 0.6, () => '+821012345678'),
    country: maybe(random, 0.7, () => pick(random, ['KR', 'US'])),
    language: maybe(random, 0.5, () => pick(random, ['ko', 'en'])),
    objected: random() < 0.05,
    ...{ consents, orders, events, messages, computed },
    scores: random() < 0.85 ? scores : undefined,
  };
};
