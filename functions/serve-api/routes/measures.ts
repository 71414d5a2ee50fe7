import * as z from 'zod';
import { type CsvCell, csvOf } from '../../../shared/api/csv.ts';
import { type Answer, type Route, route } from '../../../shared/api/route.ts';
import { createEventStore } from '../../../shared/events/event-store.ts';
import { MODELS } from '../../../shared/insights/attribution-models.ts';
import { channelLine, channelLineSchema, hourSchema, hoursOf } from '../../../shared/insights/breakdowns.ts';
import { add } from '../../../shared/insights/counters.ts';
import { impactSchema } from '../../../shared/insights/impact-schema.ts';
import { measuresSchema } from '../../../shared/insights/measure-schema.ts';
import { stagesOf } from '../../../shared/insights/measures.ts';
import { attributionLineSchema, readAttribution } from '../../../shared/insights/read-attribution.ts';
import { readImpact } from '../../../shared/insights/read-impact.ts';
import { readDays, readMeasures, spanOf } from '../../../shared/insights/read-measures.ts';
import { createKpiStore } from '../../../shared/kpis/kpi-store.ts';
import { GRANULARITIES } from '../../../shared/kpis/period.ts';
import { HOUR } from '../../../shared/platform/clock.ts';
import { DangolError } from '../../../shared/platform/errors.ts';
import { localDate, zoneOffset } from '../../../shared/platform/time.ts';
import { createCustomerStore } from '../../../shared/profiles/customer-store.ts';
import { createRunStore } from '../../../shared/scoring/run-store.ts';
import { reportDeps } from '../report-deps.ts';
import type { Services } from '../services.ts';

const format = z.enum(['json', 'csv']).default('json');
const spanQuery = z.object({ from: z.iso.date().optional(), to: z.iso.date().optional(), format });

/** A table as a file, named by what it is. */
const file = (name: string, columns: readonly string[], rows: readonly (readonly CsvCell[])[]): Answer => ({
  text: { type: 'text/csv; charset=utf-8', body: csvOf(columns, rows) },
  headers: { 'content-disposition': `attachment; filename="${name}.csv"` },
});

const MEASURE_COLUMNS = [
  ...['id', 'name', 'value', 'unit', 'numerator', 'numeratorLabel', 'denominator', 'denominatorLabel'],
  ...['low', 'high', 'missing', 'definition'],
];

const stageSchema = z.object({
  stage: z.string(),
  name: z.object({ ko: z.string(), en: z.string() }),
  people: z.number().int(),
  lost: z.number().int().nullable(),
});

const segmentSchema = z.object({
  id: z.string(),
  members: z.number().int(),
  joined: z.number().int(),
  gone: z.number().int(),
});

/** Tables of the reports page, each as JSON and as CSV. */
export const measureRoutes = (services: Services): readonly Route[] => {
  const { environment, dynamo, clock, settings } = services;
  const reports = reportDeps(services);
  const deps = {
    ...reports,
    figures: createKpiStore(dynamo, environment.INSIGHTS_TABLE),
    customers: createCustomerStore(dynamo, environment.CUSTOMERS_TABLE),
    events: createEventStore(dynamo, environment.EVENTS_TABLE),
  };
  const runs = createRunStore(dynamo, environment.INSIGHTS_TABLE, clock);
  const today = async (): Promise<string> => localDate(clock(), (await settings.current()).timezone);
  const never = (): DangolError =>
    new DangolError('not_found', 'Nothing has been computed yet; start a run with POST /v1/recompute {}.');

  return [
    route({
      method: 'GET',
      path: '/v1/reports/measures',
      scope: 'read',
      tag: 'reports',
      summary: 'Thirteen measures of the shop, each with definition, numerator, denominator, and what is missing',
      query: spanQuery,
      answer: measuresSchema,
      handle: async ({ query }) => {
        const body = await readMeasures(deps, query);
        if (query.format === 'json') return { body };
        const { language } = await settings.current();
        const rows = body.data.map(
          ({ id, name, value, unit, numerator, denominator, interval, missing, definition }) => [
            ...[id, name[language], value, unit, numerator?.value ?? null, numerator?.label[language] ?? null],
            ...[denominator?.value ?? null, denominator?.label[language] ?? null],
            ...[interval?.low ?? null, interval?.high ?? null, missing?.[language] ?? null, definition[language]],
          ],
        );
        return file(`measures-${body.from}-${body.to}`, MEASURE_COLUMNS, rows);
      },
    }),
    route({
      method: 'GET',
      path: '/v1/reports/channels',
      scope: 'read',
      tag: 'reports',
      summary: 'What became of the ads of a span of time, by channel',
      query: spanQuery,
      answer: z.object({ from: z.string(), to: z.string(), currency: z.string(), data: z.array(channelLineSchema) }),
      handle: async ({ query }) => {
        const { currency } = await settings.current();
        const span = spanOf(query, await today());
        const byChannel = await readDays(deps, span);
        const data = [...byChannel].map(([channel, counters]) => channelLine(channel, counters, currency));
        if (query.format === 'json') return { body: { ...span, currency, data } };
        const columns = Object.keys(channelLineSchema.shape);
        return file(
          `channels-${span.from}-${span.to}`,
          columns,
          data.map((line) => Object.values(line)),
        );
      },
    }),
    route({
      method: 'GET',
      path: '/v1/reports/hours',
      scope: 'read',
      tag: 'reports',
      summary: 'At which hours of the week people open and click the ads of a span of time',
      query: spanQuery,
      answer: z.object({ from: z.string(), to: z.string(), timezone: z.string(), data: z.array(hourSchema) }),
      handle: async ({ query }) => {
        const { timezone } = await settings.current();
        const span = spanOf(query, await today());
        const all = add(...(await readDays(deps, span)).values());
        const data = hoursOf(all, zoneOffset(clock(), timezone) / HOUR);
        if (query.format === 'json') return { body: { ...span, timezone, data } };
        return file(
          `hours-${span.from}-${span.to}`,
          Object.keys(hourSchema.shape),
          data.map((line) => Object.values(line)),
        );
      },
    }),
    route({
      method: 'GET',
      path: '/v1/reports/funnel',
      scope: 'read',
      tag: 'reports',
      summary: 'The way from a product to an order: people at each stage, and how many went no further',
      query: z.object({ format }),
      answer: z.object({ asOf: z.string(), data: z.array(stageSchema) }),
      handle: async ({ query }) => {
        const kpi = await reports.kpis.lastKpi(await today());
        if (!kpi) throw never();
        const data = stagesOf(kpi.standing);
        if (query.format === 'json') return { body: { asOf: kpi.day, data } };
        const rows = data.map(({ stage, people, lost }) => [stage, people, lost]);
        return file(`funnel-${kpi.day}`, ['stage', 'people', 'lost'], rows);
      },
    }),
    route({
      method: 'GET',
      path: '/v1/reports/segments',
      scope: 'read',
      tag: 'reports',
      summary: 'Size of every segment after the last run, and how many came and went',
      query: z.object({ format }),
      answer: z.object({ runId: z.string(), asOf: z.string(), data: z.array(segmentSchema) }),
      handle: async ({ query }) => {
        const run = await runs.lastSuccessful();
        const report = run && (await reports.kpis.getRun(run.runId));
        if (!report) throw never();
        const { runId, asOf, members, joined, gone } = report;
        const data = Object.entries(members)
          .map(([id, count]) => ({ id, members: count, joined: joined[id] ?? 0, gone: gone[id] ?? 0 }))
          .sort((left, right) => right.members - left.members || (left.id < right.id ? -1 : 1));
        if (query.format === 'json') return { body: { runId, asOf, data } };
        return file(
          `segments-${asOf}`,
          Object.keys(segmentSchema.shape),
          data.map((line) => Object.values(line)),
        );
      },
    }),
    route({
      method: 'GET',
      path: '/v1/reports/attribution',
      scope: 'read',
      tag: 'reports',
      summary: 'Orders and revenue that campaigns are credited with, by the last click and by four other models',
      query: spanQuery,
      answer: z.object({
        ...{ from: z.string(), to: z.string(), currency: z.string() },
        data: z.array(attributionLineSchema),
      }),
      handle: async ({ query }) => {
        const body = await readAttribution(deps, query);
        if (query.format === 'json') return { body };
        const models = ['click', ...MODELS] as const;
        const columns = [
          'campaignId',
          'name',
          'launchedAt',
          ...models.flatMap((model) => [`${model}Orders`, `${model}Revenue`]),
        ];
        const rows = body.data.map((line) => [
          ...[line.campaignId, line.name, line.launchedAt],
          ...models.flatMap((model) => [line[model].orders, line[model].revenue]),
          body.currency,
        ]);
        return file(`attribution-${body.from}-${body.to}`, [...columns, 'currency'], rows);
      },
    }),
    route({
      method: 'GET',
      path: '/v1/reports/impact',
      scope: 'read',
      tag: 'reports',
      summary: 'What the campaigns and journeys of a span of time added, cost and lost together, by period',
      query: spanQuery.extend({ granularity: z.enum(GRANULARITIES).default('month') }),
      answer: impactSchema,
      handle: async ({ query }) => {
        const body = await readImpact(deps, query);
        if (query.format === 'json') return { body };
        const columns = [
          ...['campaignId', 'name', 'channel', 'launchedAt', 'sent', 'extraRevenue', 'extraLow', 'extraHigh'],
          ...[
            'channelCost',
            'platformCost',
            'peopleLost',
            'lostValue',
            'leafletRate',
            'net',
            'netLow',
            'netHigh',
            'currency',
            'kind',
          ],
        ];
        const campaigns = body.campaigns.map((one) => ({ ...one, id: one.campaignId, kind: 'campaign' }));
        const journeys = body.journeys.map((one) => ({
          ...{ ...one, id: one.journeyId, kind: 'journey', channel: null, launchedAt: null },
        }));
        const rows = [...campaigns, ...journeys].map((one) => [
          ...[one.id, one.name, one.channel, one.launchedAt, one.sent, one.extraRevenue?.amount ?? null],
          ...[one.extraRevenue?.interval.low ?? null, one.extraRevenue?.interval.high ?? null],
          ...[
            one.channelCost.amount,
            one.platformCost.amount,
            one.peopleLost.count,
            one.peopleLost.value?.amount ?? null,
          ],
          ...[
            one.leaflets.rate,
            one.net?.amount ?? null,
            one.net?.interval.low ?? null,
            one.net?.interval.high ?? null,
          ],
          body.currency,
          one.kind,
        ]);
        return file(`campaigns-${body.from}-${body.to}`, columns, rows);
      },
    }),
  ];
};
