import { NEXT_ORDERS_DEFINITION, RETENTION_DEFINITION } from '../../functions/serve-api/routes/kpi-definitions.ts';
import { definitionsView, periodView } from '../../functions/serve-api/routes/kpi-view.ts';
import { channelLine, hoursOf } from '../../shared/insights/breakdowns.ts';
import { measuresOf } from '../../shared/insights/measures.ts';
import { createKpiBook } from '../../shared/kpis/book.ts';
import { curveOf } from '../../shared/kpis/curve.ts';
import { historyOf } from '../../shared/kpis/history.ts';
import { moneyText } from '../../shared/kpis/money-text.ts';
import { segmentMoves } from '../../shared/kpis/moves.ts';
import { GRANULARITIES, type Granularity } from '../../shared/kpis/period.ts';
import { cohortRows, retentionTable } from '../../shared/kpis/retention.ts';
import { kpiSeries } from '../../shared/kpis/series.ts';
import { targetView } from '../../shared/kpis/target.ts';
import { warningsOf } from '../../shared/kpis/warnings.ts';
import { epochDay } from '../../shared/platform/time.ts';
import type { Customer } from '../../shared/profiles/profile.ts';
import { type Model, modelSchema, scoreCustomer } from '../../shared/scoring/model.ts';
import { DEFAULT_SETTINGS } from '../../shared/settings/settings.ts';
import { customerOf } from '../support/profile.ts';
import { seeded } from '../support/random.ts';
import { HOSTILE } from './hostile.ts';

const AS_OF = '2026-11-22';
const today = epochDay(AS_OF);
const ALL = { kind: 'above', values: [1, 2, 3, 5] } as const;

const model: Model = modelSchema.parse({
  asOf: AS_OF,
  currency: 'KRW',
  rules: DEFAULT_SETTINGS,
  thresholds: { recency: { kind: 'above', values: [-180, -90, -45, -20] }, frequency: ALL, monetary: ALL },
});

/** Buyers of two years; a third come back about every five weeks. */
const customers = (): Customer[] => {
  const random = seeded(7);
  return Array.from({ length: 900 }, (_, index) => {
    const days: string[] = [];
    const returns = random() < 0.35;
    for (let day = today - Math.floor(random() * 720); day <= today; day += 20 + Math.floor(random() * 40)) {
      days.push(`${day},1,${20_000 + Math.floor(random() * 60) * 500}`);
      if (!returns || random() < 0.12) break;
    }
    const firstProduct = ['mug-1', 'tea-1', 'bowl-1'][index % 3] ?? '';
    const name = { 'mug-1': '청자 머그', 'tea-1': '쑥차', 'bowl-1': HOSTILE }[firstProduct] ?? '';
    return customerOf(`c${index}`, {
      days: { KRW: days.join(';') },
      computed: { firstProduct, lastProduct: firstProduct, lastProductName: name },
    });
  });
};

const book = createKpiBook(model, 16);
for (const customer of customers()) book.add(customer, scoreCustomer(customer, model));
const part = book.part();
const history = historyOf(part, model, 'run-1');
const table = retentionTable(cohortRows(part.cohorts, part.lastOrderDay), today, part.lastOrderDay);
const span = { day: 30, week: 26 * 7, month: 730 };

const series = (granularity: Granularity, days: number) =>
  kpiSeries(history, today, { granularity, from: today - days, to: today });

const TARGETS = [
  { kpi: 'revenue', value: 90_000_000, by: '2026-12-31' },
  { kpi: 'repeatRate', value: 0.2, by: '2026-12-31' },
] as const;

/** Answers of the reports, made by the code that makes the real ones. */
export const kpisBy = Object.fromEntries(
  GRANULARITIES.map((granularity) => [
    granularity,
    {
      asOf: AS_OF,
      currency: 'KRW',
      data: series(granularity, span[granularity]).map((point) => periodView(point, 'KRW', undefined)),
      targets: TARGETS.map((target) => targetView(target, series('day', 400))),
      definitions: definitionsView(history.activeDays),
    },
  ]),
);

export const retention = { asOf: AS_OF, ...table, definition: RETENTION_DEFINITION };

export const nextOrders = {
  asOf: AS_OF,
  everybody: curveOf(part.nextOrders.products[''] ?? {}),
  products: ['mug-1', 'tea-1', 'bowl-1'].map((productId) => ({
    productId,
    name: part.nextOrders.names[`=${productId}`] ?? null,
    ...curveOf(part.nextOrders.products[`=${productId}`] ?? {}),
  })),
  definition: NEXT_ORDERS_DEFINITION,
};

export const warnings = {
  asOf: AS_OF,
  currency: 'KRW',
  data: warningsOf({
    months: series('month', 900),
    cohorts: table.cohorts,
    incompleteMonth: table.incompleteMonth,
    mainAges: history.mainAges,
    activeDays: history.activeDays,
    cac: null,
    ltv: null,
    money: (amount, language) => moneyText(amount, 'KRW', language),
  }),
};

export const moves = segmentMoves(part.moves);

const mails = new Map(
  Object.entries({
    ...{ 'ad.sent': 1_200, 'ad.delivered': 1_180, 'ad.openedHuman': 410, 'ad.clickedHuman': 96, 'ad.aimed': 1_200 },
    ...{ 'ad.converted': 61, 'ad.lost': 7, 'ad.lost.value.KRW': 231_000, 'ad.ads': 1_200, 'ad.leaflets': 402 },
    ...{ 'ad.first': 80, 'ad.firstAnswered': 31, 'ad.costMilli.KRW': 180_000 },
    ...{ 'ad.clickHour.1': 12, 'ad.clickHour.2': 30, 'ad.clickHour.26': 22, 'ad.clickHour.75': 9, 'ad.openHour.2': 90 },
  }).map(([name, count]) => [name, BigInt(count)] as const),
);
const byChannel = new Map([
  ['email', mails],
  ['sms', new Map<string, bigint>()],
]);
export const measures = {
  ...{ from: '2026-10-24', to: AS_OF, currency: 'KRW', asOf: AS_OF },
  data: measuresOf({
    ...{ byChannel, currency: 'KRW', flows: [], interval: [31, 240], acquisition: undefined, visits: [] },
    standing: { ...part.standing, 'stage:0': 2_400, 'stage:1': 900, 'stage:2': 480, 'stage:3': 390 },
  }),
};
export const channels = {
  ...{ from: '2026-10-24', to: AS_OF, currency: 'KRW' },
  data: [...byChannel].map(([channel, counters]) => channelLine(channel, counters, 'KRW')),
};
export const hours = { from: '2026-10-24', to: AS_OF, timezone: 'Asia/Seoul', data: hoursOf(mails, 9) };
