import { builtInSegment } from '../../shared/segments/built-in.ts';
import { describe } from '../../shared/segments/describe.ts';
import type { Rule } from '../../shared/segments/rule.ts';
import { sentencesOf } from '../../shared/segments/segment-names.ts';
import type { Names } from '../../shared/segments/topic.ts';
import { HOSTILE } from './hostile.ts';

const names: Names = {
  segment: (id) => (id === 'tea' ? '차를 좋아하는 고객' : builtInSegment(id)?.name.ko),
  campaign: () => undefined,
  computed: () => undefined,
  currency: 'KRW',
};

export const TEA: Rule = {
  all: [
    { event: 'Order Completed', where: [{ property: 'category', is: '차' }], count: { gte: 2 }, within: { days: 30 } },
    { any: [{ trait: 'city', in: ['서울', '부산'] }, { not: { score: 'churn.flag', is: 'churned' } }] },
  ],
};

/** Every kind of condition once, some of them turned around. */
export const EVERYTHING: Rule = {
  any: [
    { computed: 'revenue', gte: 30_000 },
    { event: 'Product Viewed', sum: { property: 'price', lt: 5 }, within: { from: '2026-01-01', to: '2026-02-01' } },
    { message: { outcome: 'ignored', channel: 'sms' }, count: { gt: 3 } },
    { date: 'birthday', inDays: { lte: 7 }, everyYear: true },
    { consent: 'sms', purpose: 'ad', is: true, topic: 'sale', reconfirmInDays: { lte: 30 } },
    { reachable: 'email' },
    { not: { all: [{ segment: 'tea' }, { bucket: { salt: '가을', from: 0.1, to: 0.35 } }] } },
    { trait: 'joined', before: '2020-01-01' },
    { trait: 'phone', exists: true },
  ],
};

const segment = (id: string, name: string, rule: unknown, count: number | null, sentence = { ko: '?', en: '?' }) => ({
  ...{ id, name, rule, count, sentence, version: 1, archived: false },
  builtIn: id.includes(':'),
});

const known = (id: string, name: string, rule: Rule, count: number | null) =>
  segment(id, name, rule, count, sentencesOf(rule, { ko: names, en: names }));

export const segments = [
  known('everything', '모든 조건', EVERYTHING, null),
  segment('future', HOSTILE, { weather: 'rain' }, 3),
  known('tea', '차를 좋아하는 고객', TEA, 71),
  known('rfm:at_risk', '떠나려는 단골', { score: 'rfm.segment', is: 'at_risk' }, 188),
];

export const sentence = describe(TEA, 'ko', names);

export const history = {
  data: Array.from({ length: 12 }, (_, index) => ({
    ...{ runId: `run-${20 - index}`, asOf: `2026-11-${String(22 - index).padStart(2, '0')}` },
    ...{ count: 71 - index * 4, entered: 5, left: index % 3, at: '2026-11-22T18:00:00.000Z' },
  })),
  nextCursor: null,
};

export const trace = {
  customerId: 'kim-minji',
  holds: false,
  bar: null,
  lastRun: { runId: 'run-20', asOf: '2026-11-22', member: true, since: '2026-11-11' },
  tree: {
    kind: 'all',
    holds: false,
    parts: [
      {
        ...{ kind: 'event', holds: false, value: 1 },
        sentence: { ko: '최근 30일 동안 ‘Order Completed’를 2번 이상 했습니다.', en: 'Did it.' },
      },
      {
        kind: 'not',
        holds: true,
        parts: [{ kind: 'trait', holds: false, value: HOSTILE, sentence: { ko: '도시가 ‘서울’입니다.', en: 'City.' } }],
      },
    ],
  },
};
