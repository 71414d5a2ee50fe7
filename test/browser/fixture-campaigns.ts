import { tripWords } from '../../shared/campaigns/trip.ts';
import { holdoutReportOf } from '../../shared/insights/holdout-report.ts';
import { impactOf } from '../../shared/insights/impact.ts';
import { type ReportInput, reportOf } from '../../shared/insights/report.ts';
import { HOSTILE } from './hostile.ts';

const counters = new Map<string, bigint>(
  Object.entries({
    'status.sent': 561,
    'status.skipped': 149,
    'status.failed': 2,
    'skipped.noConsent': 112,
    'skipped.suppressed': 21,
    'skipped.noAddress': 9,
    'skipped.alreadyConverted': 4,
    'skipped.sameAddress': 3,
    'failed.invalid': 2,
    'arm.a.sent': 561,
    'arm.a.delivered': 548,
    'arm.a.opened': 402,
    'arm.a.openedHuman': 231,
    'arm.a.clicked': 118,
    'arm.a.clickedHuman': 74,
    'arm.a.unsubscribed': 6,
    'arm.a.complained': 1,
    'arm.a.bounced': 13,
    'arm.a.lost': 7,
    'arm.a.converted': 93,
    'arm.a.orders': 101,
    'arm.a.revenue.KRW': 4_021_000,
    'arm.a.squares.KRW': 231_000_000_000,
    'control.eligible': 374,
    'control.eligible.converted': 34,
    'control.eligible.orders': 36,
    'control.eligible.revenue.KRW': 1_322_000,
    'control.eligible.squares.KRW': 71_000_000_000,
    'control.all.converted': 41,
    'control.all.revenue.KRW': 1_580_000,
    'costMilli.KRW': 84_150,
  }).map(([name, value]) => [name, BigInt(value)]),
);

const input: ReportInput = {
  campaign: {
    id: 'winback',
    name: '두 번째 주문 초대',
    channel: 'email',
    goalEvent: 'Order Completed',
    windowDays: 14,
    control: 0.4,
  },
  status: 'done',
  paused: null,
  stage: null,
  launchedAt: '2026-11-10T01:00:00.000Z',
  audience: 712,
  controlSize: 475,
  holdoutSize: 0,
  begun: true,
  decided: false,
  counters,
  currency: 'KRW',
  margin: 0.3,
  platformMilli: 10,
  revenuePerPerson: 62_000,
  now: '2026-11-23T01:00:00.000Z',
};

/** Through the product's own arithmetic, so that the slip is checked against what the API would say. */
export const report = reportOf(input);

/** A campaign of which nothing can be told yet, with a hostile name. */
export const emptyReport = reportOf({
  ...input,
  campaign: { ...input.campaign, id: 'autumn', name: HOSTILE, channel: 'sms', control: 0 },
  status: 'paused',
  audience: 320,
  controlSize: 0,
  counters: new Map([
    ['status.sent', 118n],
    ['arm.a.sent', 118n],
    ['status.deferred', 40n],
  ]),
});

/** Two versions beside a control group, one ahead and with more people lost; half of everybody is still to be written to. */
export const contest = {
  ...{ id: 'contest', name: '쿠폰이 나을까', channel: 'email', status: 'sending', templateId: 'second-order' },
  audience: { include: ['rfm:at_risk'], exclude: [] },
  goal: { event: 'Order Completed', windowDays: 14 },
  control: 0.1,
  hypothesis: '쿠폰이 두 번째 주문을 늘린다',
  launchedAt: '2026-11-20T01:00:00.000Z',
  arms: [
    { id: 'a', name: '그냥', share: 1 },
    { id: 'b', name: '쿠폰 10%', offer: 'BACK10', share: 1 },
  ],
  winner: null,
};

const side = (name: string, people: number, converted: number, lost: number): Record<string, number> => ({
  ...{ [`${name}.dealt`]: people, [`${name}.sent`]: people, [`${name}.converted`]: converted, [`${name}.lost`]: lost },
  ...{ [`${name}.delivered`]: people, [`${name}.clickedHuman`]: Math.round(people / 9) },
  ...{ [`${name}.revenue.KRW`]: converted * 42_000, [`${name}.squares.KRW`]: converted * 1_900_000_000 },
});

export const contestReport = reportOf({
  ...input,
  campaign: {
    ...input.campaign,
    ...{ id: contest.id, name: contest.name, control: contest.control, arms: contest.arms },
    hypothesis: contest.hypothesis,
  },
  status: contest.status,
  audience: 20_000,
  controlSize: 1_100,
  counters: new Map(
    Object.entries({
      ...{ 'status.sent': 10_000, 'status.pending': 10_000 },
      ...side('arm.a', 5_000, 500, 10),
      ...side('arm.b', 5_000, 680, 12),
      ...{ 'control.eligible': 1_100, 'control.eligible.dealt': 1_100, 'control.eligible.converted': 88 },
      ...{ 'arm.a.nps.10': 40, 'arm.a.nps.7': 12, 'arm.b.nps.9': 21, 'arm.b.nps.2': 9 },
      ...{ 'control.eligible.revenue.KRW': 3_696_000, 'control.eligible.squares.KRW': 160_000_000_000 },
    }).map(([name, value]) => [name, BigInt(value)]),
  ),
});

/** What people said to it; the second comment is masked. */
export const answers = [
  { customerId: 'kim', kind: 'nps', score: 2, group: 'detractor', comment: '배송이 늦었습니다 <b>😀</b>' },
  { customerId: 'lee', kind: 'nps', score: 9, group: 'promoter', comment: '***' },
  { customerId: 'park', kind: 'nps', score: 7, group: 'passive', comment: null },
].map((answer) => ({ ...answer, at: '2026-11-22T03:00:00.000Z', revision: 1, channel: 'email' }));

export const campaigns = [
  {
    id: 'winback',
    name: '두 번째 주문 초대',
    channel: 'email',
    status: 'done',
    templateId: 'second-order',
    audience: { include: ['rfm:promising', 'rfm:about_to_sleep'], exclude: [] },
    goal: { event: 'Order Completed', windowDays: 14 },
    control: 0.4,
    hypothesis: '유자청 레시피와 함께 보내면 두 번째 주문이 늘어난다.',
    createdAt: '2026-11-08T01:00:00.000Z',
    launchedAt: '2026-11-10T01:00:00.000Z',
  },
  {
    id: 'autumn',
    name: '가을 신메뉴 문자',
    channel: 'sms',
    status: 'paused',
    templateId: 'autumn-sms',
    audience: { include: ['rfm:champions'], exclude: [] },
    goal: { event: 'Order Completed', windowDays: 7 },
    control: 0.1,
    launchedAt: '2026-11-21T02:00:00.000Z',
    folder: '신메뉴',
    paused: {
      ...{ by: 'guardrail', name: null, at: '2026-11-21T02:31:00.000Z' },
      trip: { code: 'complaint', count: 6, of: 1_000, limit: 0.001 },
      ...tripWords({ code: 'complaint', count: 6, of: 1_000, limit: 0.001 }),
    },
    stage: { phase: 'wait', first: 1_000, waitMinutes: 60, waitUntil: '2026-11-21T03:10:00.000Z' },
  },
  {
    id: 'draft',
    name: HOSTILE,
    channel: 'email',
    status: 'draft',
    templateId: 'second-order',
    audience: { include: ['rfm:at_risk'], exclude: [] },
    control: 0,
    createdAt: '2026-11-22T01:00:00.000Z',
  },
];

const messaged = {
  arm: 'a',
  reason: null,
  at: '2026-11-10T01:02:00.000Z',
  channel: 'email',
  language: null,
  ways: null,
  until: null,
  plan: null,
} as const;

export const recipients = [
  { ...messaged, customerId: 'kim-minji', status: 'sent' },
  { ...messaged, customerId: 'x"><svg onload=alert(1)>', status: 'skipped', reason: 'noConsent' },
  { ...messaged, customerId: 'c-0004', arm: 'control', status: 'control' },
];

/** A journey that held half of its people back. */
const cart = new Map(
  Object.entries({
    ...{ 'status.sent': 620, 'arm.a.sent': 620, 'arm.a.lost': 3, 'arm.a.ads': 620, 'costMilli.KRW': 9_300_000 },
    ...{ 'lead 0.5 sent.people': 310, 'lead 0.5 sent.converted': 74, 'lead 0.5 sent.revenue.KRW': 3_330_000 },
    ...{ 'lead 0.5 sent.squares.KRW': 160_000_000_000, 'lead 0.5 control.people': 305 },
    ...{ 'lead 0.5 control.converted': 51, 'lead 0.5 control.revenue.KRW': 2_200_000 },
    'lead 0.5 control.squares.KRW': 105_000_000_000,
  }).map(([name, value]) => [name, BigInt(value)]),
);

/** Two campaigns of which one had a control group, and two journeys likewise. */
export const impact = impactOf(
  [
    { launchedAt: '2026-11-20T01:00:00.000Z', report },
    {
      launchedAt: '2026-10-05T01:00:00.000Z',
      report: { ...emptyReport, campaignId: 'autumn', name: HOSTILE, sent: 900 },
    },
  ],
  {
    ...{ from: '2026-05-24', to: '2026-11-23', granularity: 'month', zone: 'Asia/Seoul', currency: 'KRW', margin: 0.3 },
    ...{ platformMilli: 10, revenuePerPerson: 60_000 },
  },
  [
    { journeyId: 'cart', name: '장바구니 알림', days: [{ date: '2026-11-10', counters: cart }] },
    {
      ...{ journeyId: 'welcome', name: '첫인사' },
      days: [
        {
          date: '2026-11-11',
          counters: new Map([
            ['status.sent', 90n],
            ['arm.a.sent', 90n],
          ]),
        },
      ],
    },
  ],
);

/** Two people behind a line, of whom one was erased since. */
export const linePeople = [
  {
    ...{ customerId: 'kim', name: '김*은', contacts: { email: 'k***@example.com' }, side: 'sent', arm: 'a' },
    ...{ status: 'sent', reason: null, at: '2026-11-20T01:00:00.000Z', cost: { milli: 15_000, currency: 'KRW' } },
    ...{ bought: { orders: 1, amount: 42_000, currency: 'KRW' } },
    lost: { by: 'unsubscribed', value: { amount: 31_000, currency: 'KRW' } },
  },
  {
    ...{ customerId: null, name: null, contacts: {}, side: 'control', arm: 'control', status: 'control', reason: null },
    ...{ at: '2026-11-20T01:00:00.000Z', bought: null, cost: null, lost: null },
  },
];

/** Two months of a holdout of five per cent, the second not over. */
export const holdout = holdoutReportOf({
  ...{ share: 0.05, since: '2026-10-01', currency: 'KRW' },
  night: {
    asOf: '2026-11-22',
    standing: Object.fromEntries(
      ['2026-10', '2026-11'].flatMap((month, n) =>
        (['held', 'open'] as const).flatMap((side) => {
          const people = side === 'held' ? 400 : 7_600;
          const buyers = Math.round(people * (side === 'held' ? 0.1 : 0.12) * (n === 0 ? 1 : 0.7));
          const figures = { people, buyers, net: buyers * 40_000, units: buyers * 400, squares: buyers * 160_000 };
          return Object.entries(figures).map(([figure, value]) => [`holdout:${month}:${side}:${figure}`, value]);
        }),
      ),
    ),
  },
});

export const learnings = [
  {
    ...{ campaignId: 'winback', kind: 'campaign', name: report.name, channel: 'email', status: 'done', arms: [] },
    ...{
      launchedAt: report.launchedAt,
      hypothesis: '쿠폰이 재구매를 늘린다',
      lift: { absolute: null, interval: null },
    },
    verdict: report.experiment?.verdict ?? null,
  },
];

/** The second channel has too few messages behind it, and may not write before the morning. */
export const comparison = {
  audience: { count: 1_387, exact: true },
  channels: [
    {
      ...{ channel: 'email', reachable: 912, cost: { amount: 137, currency: 'KRW' }, clickRate: 0.0842 },
      past: { campaigns: 6, delivered: 4_210, clicked: 354 },
      limits: { ko: 'HTML 102KB까지. 넘으면 지메일이 잘라서 보여 줍니다.', en: 'HTML up to 102 KB.' },
      earliest: '2026-11-22T13:00:00.000Z',
    },
    {
      ...{ channel: 'sms', reachable: 640, cost: { amount: 12_800, currency: 'KRW' }, clickRate: null },
      past: { campaigns: 1, delivered: 118, clicked: 9 },
      limits: { ko: '국내 발송사: SMS 90바이트, LMS·MMS 2,000바이트.', en: '90 bytes as SMS, 2,000 as LMS or MMS.' },
      earliest: '2099-11-22T23:00:00.000Z',
    },
  ],
};

/** Days after `from` on which something is planned. */
export const calendarFrom = (from: string, to = '') => {
  const on = (days: number): string =>
    new Date(Date.parse(`${from}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
  const entry = (days: number, time: string, fields: object) => ({
    ...{ id: `e${days}`, seriesOf: null, name: '가을 신메뉴 문자', channel: 'sms', folder: null, status: 'done' },
    ...{ at: new Date(`${on(days)}T${time}:00+09:00`).toISOString(), day: on(days), size: 1_204, overlaps: [] },
    ...fields,
  });
  // One day, as on the page of today.
  const today = [
    entry(0, '10:00', { id: 'e0', status: 'sending' }),
    entry(0, '21:30', { id: 'night', name: HOSTILE, status: 'scheduled' }),
    entry(0, '23:50', { id: 'weekly-0', seriesOf: 'weekly', name: '월요일 소식', status: 'planned', channel: 'email' }),
  ];
  if (from === to) return { from, to, timezone: 'Asia/Seoul', nights: [{ from: 1_260, to: 480 }], data: today };
  return {
    ...{ from, to: on(41), timezone: 'Asia/Seoul', nights: [{ from: 1_260, to: 480 }] },
    data: [
      entry(9, '10:00', { overlaps: ['e10'] }),
      entry(10, '09:30', { name: HOSTILE, channel: 'email', overlaps: ['e9'], size: null }),
      entry(16, '10:00', {
        id: 'weekly-16',
        seriesOf: 'weekly',
        name: '월요일 소식',
        status: 'planned',
        channel: 'email',
        size: null,
      }),
      entry(23, '10:00', {
        id: 'weekly-23',
        seriesOf: 'weekly',
        name: '월요일 소식',
        status: 'planned',
        channel: 'email',
        size: null,
      }),
      entry(17, '21:30', { name: '밤 문자', status: 'scheduled' }),
    ],
  };
};
