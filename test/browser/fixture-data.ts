import type { CapturedMessage } from '../../infra/local/inbox/message.ts';
import type { CustomerView } from '../../shared/api/customer-view.ts';
import { maskCustomer } from '../../shared/platform/mask-values.ts';
import { campaigns } from './fixture-campaigns.ts';
import { HOSTILE } from './hostile.ts';

/** Contract-shaped answers of a small Korean shop, with hostile words wherever a stranger could have written them. */

const won = (amount: number) => ({ amount, currency: 'KRW' });

export const settings = {
  timezone: 'Asia/Seoul',
  currency: 'KRW',
  language: 'ko',
  defaultCountry: 'KR',
  undoMinutes: 0,
  brand: {
    name: '단골상점',
    email: 'hello@dangol.example',
    phone: '02-1234-5678',
    address: '서울특별시 종로구 세종대로 1',
    optOutNumber: '080-123-4567',
    smsSender: '+8221234567',
  },
  rfm: { scoring: 'rank', frequency: 'orders' },
};

const said = {
  ...{ basis: 'explicit', wording: null, by: null, ip: null, statedIp: null, file: null },
  receivedAt: '2025-08-14T02:11:04.120Z',
  resultDue: '2025-08-28T02:11:04.120Z',
} as const;

const consent: CustomerView['consent'] = {
  email: {
    ad: {
      ...said,
      state: 'granted',
      at: '2025-08-14T02:11:00.000Z',
      source: 'signup-form',
      wording: '할인과 새 상품 소식을 이메일로 받겠습니다.',
    },
    info: { ...said, state: 'granted', at: '2025-08-14T02:11:00.000Z', source: 'signup-form' },
    suppressed: null,
  },
  sms: {
    ad: { ...said, state: 'withdrawn', at: '2026-03-02T05:40:00.000Z', source: '080' },
    suppressed: { reason: 'stop', at: '2026-03-02T05:40:01.000Z' },
  },
};

const noOrder = { code: 'no_order', values: {}, text: '아직 주문이 없어 예측하지 않습니다.' };

export const minji: CustomerView = {
  id: 'kim-minji',
  kind: 'consumer',
  traits: { name: '김민지', city: '서울', plan: 'basic', tags: ['수제청', '차'], birthday: '1991-04-12' },
  contacts: { email: 'minji.kim@example.com', phone: '+821012345678' },
  devices: [
    { platform: 'ios', token: '…k2Qx9A', lastSeenAt: '2026-11-20T09:12:00.000Z', offAt: null },
    {
      platform: 'android',
      token: '…p0Zr3b',
      lastSeenAt: '2026-06-02T01:00:00.000Z',
      offAt: '2026-07-01T02:00:00.000Z',
    },
  ],
  consent,
  stats: {
    orders: 4,
    revenue: won(187_400),
    otherRevenue: [{ amount: 1_250, currency: 'USD' }],
    firstOrderAt: '2025-08-14T03:00:00.000Z',
    lastOrderAt: '2026-07-04T09:12:00.000Z',
    firstSeenAt: '2025-08-14T02:10:00.000Z',
    lastSeenAt: '2026-11-20T12:44:00.000Z',
  },
  rfm: { r: 2, f: 4, m: 4, segment: 'at_risk', asOf: '2026-11-22' },
  churn: {
    flag: 'at_risk',
    pAlive: 0.61,
    expectedNextOrderAt: '2027-01-18',
    expectedNextOrder: { from: '2026-11-29', to: '2027-08-02' },
    reason: { code: 'learned', values: { since: 141, gap: 58, chance: 0.41, horizon: 273 }, text: '…' },
  },
  value: {
    expectedOrders12m: 1.62,
    expectedOrderValue: { amount: 46_850, currency: 'KRW' },
    clv12m: { amount: 21_300, currency: 'KRW' },
    reason: null,
  },
  firstOrder: null,
  backtest: { until: '2026-08-23', days: 91, people: 5_210, meanError: 0.42, flagsRight: 0.81 },
  computed: [
    { name: 'language', title: '선호 언어', value: 'ko', reason: null },
    { name: 'daysBetweenOrders', title: '주문 간격(일)', value: 58, reason: null },
    { name: 'daysToFirstOrder', title: '가입에서 첫 주문까지(일)', value: null, reason: 'no_data' },
    { name: 'mostBoughtProductName', title: '가장 많이 산 상품', value: '유자 수제청', reason: null },
    { name: 'favouriteTime', title: '자주 찾는 시간', value: null, reason: 'too_many' },
    { name: 'signedUpAt', title: '가입한 때', value: '2025-08-14T02:10:00.000Z', reason: null },
  ],
  segments: [
    { id: 'rfm:at_risk', since: '2026-11-01T18:00:00.000Z' },
    { id: 'churn:at_risk', since: '2026-10-30T18:00:00.000Z' },
    { id: 'tea-lovers', since: '2026-02-01T18:00:00.000Z' },
  ],
  objectedAt: null,
  linkedIds: ['kim-minji', 'a:7f31c0'],
  ignoredAds: 0,
  preferredChannel: { channel: null, by: null, channels: [] },
};

export const hostile: CustomerView = {
  id: 'x"><svg onload=alert(1)>',
  kind: 'consumer',
  traits: { name: HOSTILE, [HOSTILE]: HOSTILE, nested: { deep: HOSTILE } },
  contacts: { email: `${HOSTILE}@example.com`, phone: HOSTILE },
  devices: [],
  consent: {
    email: { ad: { ...said, state: 'granted', at: 'not a date', source: HOSTILE, wording: HOSTILE }, suppressed: null },
  },
  value: { expectedOrders12m: null, expectedOrderValue: null, clv12m: null, reason: noOrder },
  firstOrder: { chance: 0.12, withinDays: 90 },
  backtest: null,
  stats: { ...minji.stats, orders: 0, revenue: won(0), otherRevenue: [], firstOrderAt: null, lastOrderAt: null },
  rfm: null,
  churn: {
    flag: 'not_enough_data',
    pAlive: null,
    expectedNextOrderAt: null,
    expectedNextOrder: null,
    reason: { code: 'no_order', values: {}, text: '…' },
  },
  computed: [{ name: HOSTILE, title: HOSTILE, value: HOSTILE, reason: null }],
  segments: [{ id: HOSTILE, since: HOSTILE }],
  objectedAt: null,
  linkedIds: [HOSTILE],
  ignoredAds: 0,
  preferredChannel: { channel: null, by: null, channels: [] },
};

const summary = (index: number) => ({
  id: `c-${String(index).padStart(4, '0')}`,
  kind: 'consumer',
  traits: {
    name: `${'김이박최정강조윤장임'[index % 10]}${['서연', '도윤', '하은', '지호', '수아', '민준'][index % 6]}`,
  },
  contacts: { email: `shopper${index}@example.com` },
  stats: { orders: 1 + (index % 5), revenue: won(12_000 + index * 1_370), lastOrderAt: '2026-10-02T04:00:00.000Z' },
  rfm: { segment: ['champions', 'loyal_customers', 'about_to_sleep', 'lost', 'at_risk'][index % 5] },
});

export const duplicates = [
  { id: 'pair-1', reason: 'email', customers: [minji, hostile].map(maskCustomer), decision: null },
  { id: 'pair-2', reason: 'phone', customers: [minji, summary(3)].map(maskCustomer), decision: null },
];

export const customers = [minji, hostile, ...Array.from({ length: 60 }, (_, index) => summary(index))];

export const timeline = [
  {
    type: 'message',
    at: '2026-11-10T01:02:00.000Z',
    campaignId: 'winback',
    channel: 'email',
    status: 'sent',
    deliveredAt: '2026-11-10T01:02:09.000Z',
    openedAt: '2026-11-10T08:30:00.000Z',
    openedHumanAt: '2026-11-10T08:30:00.000Z',
    clickedAt: '2026-11-10T08:31:00.000Z',
    clickedHumanAt: '2026-11-10T08:31:00.000Z',
  },
  {
    type: 'message',
    at: '2026-09-01T01:00:00.000Z',
    campaignId: 'autumn',
    channel: 'sms',
    status: 'skipped',
    reason: 'refused',
  },
  {
    type: 'track',
    event: 'Order Completed',
    at: '2026-07-04T09:12:00.000Z',
    messageId: 'm-1',
    properties: {
      order_id: 'A-1031',
      total: 38_000,
      currency: 'KRW',
      products: [{ name: '유자청', price: 19_000, quantity: 2 }],
    },
  },
  { type: 'page', name: '유자청 500ml', at: '2026-07-04T09:02:00.000Z', properties: { path: '/products/yuja' } },
  { type: 'identify', at: '2025-08-14T02:11:00.000Z', traits: { name: '김민지' } },
];

export const hostileTimeline = [
  { type: 'track', event: HOSTILE, at: '2026-07-04T09:12:00.000Z', properties: { [HOSTILE]: HOSTILE } },
  { type: HOSTILE, at: HOSTILE },
];

export const today = {
  date: '2026-11-23',
  yesterday: { date: '2026-11-22', orders: 31, revenue: won(1_284_000), buyers: 29, firstTimeBuyers: 11 },
  decisions: [
    { kind: 'runFailed', at: '2026-11-21T18:00:00.000Z' },
    {
      ...{ kind: 'sign', at: '2026-11-22T18:00:00.000Z', more: 1 },
      says: { ko: '떠난 구매자가 새 구매자보다 많습니다.', en: 'More buyers lapse than arrive.' },
    },
    {
      ...{ kind: 'campaignPaused', id: 'autumn', name: '가을 신메뉴 문자', people: 412, cost: won(8_240) },
      says: { ko: '스팸으로 신고한 사람이 많습니다.', en: 'Many complained of spam.' },
    },
    {
      ...{ kind: 'campaignWinner', id: 'winback', name: '두 번째 주문 초대', people: 690, cost: won(104) },
      ...{ says: { ko: '‘따뜻한 인사’가 낫습니다.', en: '“Warm” is better.' }, gain: won(231_000) },
    },
    { kind: 'campaignApproval', id: 'draft', name: HOSTILE, people: 1_187, cost: won(178) },
  ],
  campaigns: campaigns.map(({ id, name, channel, status, launchedAt }) => ({ id, name, channel, status, launchedAt })),
  run: {
    runId: 'r-1',
    status: 'succeeded',
    asOf: '2026-11-22',
    startedAt: '2026-11-22T18:00:00.000Z',
    finishedAt: '2026-11-22T18:00:41.000Z',
  },
};

export const kpis = {
  data: Array.from({ length: 14 }, (_, index) => ({
    date: `2026-11-${String(9 + index).padStart(2, '0')}`,
    orders: 20 + ((index * 7) % 15),
    revenue: won(700_000 + ((index * 373_000) % 900_000)),
  })),
};

const COUNTS = [
  [182, 96, 71, 22, 3],
  [158, 77, 64, 31, 6],
  [121, 92, 88, 63, 24],
  [64, 101, 97, 84, 61],
  [48, 83, 92, 118, 141],
];
const GROUPS = [
  ['lost', 'lost', 'at_risk', 'at_risk', 'cant_lose'],
  ['hibernating', 'hibernating', 'at_risk', 'at_risk', 'cant_lose'],
  ['about_to_sleep', 'about_to_sleep', 'need_attention', 'loyal_customers', 'loyal_customers'],
  ['promising', 'potential_loyalists', 'potential_loyalists', 'loyal_customers', 'loyal_customers'],
  ['new_customers', 'potential_loyalists', 'potential_loyalists', 'champions', 'champions'],
];

export const rfm = {
  asOf: '2026-11-22',
  population: COUNTS.flat().reduce((sum, count) => sum + count, 0),
  prospects: 214,
  cells: COUNTS.flatMap((row, r) =>
    row.map((count, f) => ({
      r: r + 1,
      f: f + 1,
      segment: GROUPS[r]?.[f] ?? 'lost',
      count,
      before: count + ((r + 2 * f) % 7) - 3,
      revenue: won(count * (18_000 + f * 31_000)),
    })),
  ),
};

const key = {
  ...{ role: null, scopes: ['write'], source: 'web', eventsPerSecond: null, state: 'active', createdBy: null },
  ...{ createdAt: '2026-11-20T01:00:00.000Z', lastUsedOn: '2026-11-22', validUntil: null, replacedBy: null },
};
export const users = [
  {
    ...{ name: 'kim', email: 'kim@shop.example', role: 'admin', state: 'active' },
    createdAt: '2026-11-20T01:00:00.000Z',
  },
];

export const keys = [
  { ...key, id: '0000000000000001', name: HOSTILE },
  {
    ...key,
    id: '0000000000000002',
    name: '김관리',
    role: 'admin',
    scopes: ['admin'],
    source: '김관리',
    lastUsedOn: null,
  },
  {
    ...{
      ...key,
      id: '0000000000000003',
      name: '옛 매장 POS',
      state: 'ending',
      eventsPerSecond: 50,
      createdBy: '김관리',
    },
    ...{ validUntil: '2026-11-24T01:00:00.000Z', replacedBy: '0000000000000001' },
  },
];

/** What the inbox of the local runner shows beside the console. */
export const messages: readonly CapturedMessage[] = [
  {
    channel: 'email',
    to: 'minji.kim@example.com',
    from: '단골상점 <hello@dangol.example>',
    subject: `(광고) ${HOSTILE}`,
    text: '다시 만나고 싶어요',
    html: `<p>다시 만나고 싶어요</p>${HOSTILE}`,
    headers: {},
  },
  { channel: 'sms', to: '+821012345678', from: '+8221234567', text: `(광고)단골상점 ${HOSTILE}`, headers: {} },
];
