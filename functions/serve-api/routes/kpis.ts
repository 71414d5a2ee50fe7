import * as z from 'zod';
import { type Route, route } from '../../../shared/api/route.ts';
import { channelCosts } from '../../../shared/kpis/acquisition.ts';
import { curveOf } from '../../../shared/kpis/curve.ts';
import type { KpiHistory } from '../../../shared/kpis/history.ts';
import { createKpiStore } from '../../../shared/kpis/kpi-store.ts';
import { EVERYBODY, productIdOf } from '../../../shared/kpis/next-order.ts';
import {
  firstDayOf,
  GRANULARITIES,
  type Granularity,
  lastDayOf,
  monthNumber,
  monthOf,
  periodOf,
} from '../../../shared/kpis/period.ts';
import { retentionTable } from '../../../shared/kpis/retention.ts';
import { kpiSeries } from '../../../shared/kpis/series.ts';
import { targetFrom, targetView } from '../../../shared/kpis/target.ts';
import { DangolError } from '../../../shared/platform/errors.ts';
import { dateOfEpochDay, epochDay, localDate } from '../../../shared/platform/time.ts';
import type { Kpi } from '../../../shared/segments/figures.ts';
import { createReportStore } from '../../../shared/segments/report-store.ts';
import type { Settings } from '../../../shared/settings/settings.ts';
import type { Services } from '../services.ts';
import { acquisitionAnswer, kpisAnswer, nextOrdersAnswer, retentionAnswer, warningsAnswer } from './kpi-answers.ts';
import { ACQUISITION_DEFINITION, NEXT_ORDERS_DEFINITION, RETENTION_DEFINITION } from './kpi-definitions.ts';
import { definitionsView, periodView, standingOf } from './kpi-view.ts';
import { readWarnings } from './read-warnings.ts';

/** Days shown unless told. */
const SPAN: Readonly<Record<Granularity, number>> = { day: 30, week: 26 * 7, month: 730 };

const never = (): DangolError =>
  new DangolError('not_found', 'Nothing has been computed yet; start a run with POST /v1/recompute {}.');

const monthOrDay = z
  .string()
  .regex(/^\d{4}-(0[1-9]|1[0-2])(-\d{2})?$/, 'must be a month such as 2026-11 or a date such as 2026-11-22');

const asOfQuery = z.object({ asOf: z.iso.date().optional() });

const kpiQuery = asOfQuery.extend({
  from: z.iso.date().optional(),
  to: z.iso.date().optional(),
  granularity: z.enum(GRANULARITIES).default('day'),
});

/** A state that stands at the end of a day is seen by the run of the next morning. */
const nextDay = (date: string): string => dateOfEpochDay(epochDay(date) + 1);

export const kpiRoutes = ({ environment, dynamo, clock, settings }: Services): readonly Route[] => {
  const kpis = createKpiStore(dynamo, environment.INSIGHTS_TABLE);
  const reports = createReportStore(dynamo, environment.INSIGHTS_TABLE);
  const today = async (): Promise<string> => localDate(clock(), (await settings.current()).timezone);

  const targetsOf = async (targets: Settings['targets'], history: KpiHistory) => {
    if (targets.length === 0) return [];
    const asOfDay = epochDay(history.asOf);
    const from = targets.map(targetFrom).sort()[0] ?? history.asOf;
    const snapshots = await reports.kpis(nextDay(from), history.asOf);
    const standings = snapshots.map((snapshot) => standingOf(snapshot, history.currency));
    const days = kpiSeries(history, asOfDay, { granularity: 'day', from: epochDay(from), to: asOfDay }, standings);
    return targets.map((target) => targetView(target, days));
  };

  return [
    route({
      method: 'GET',
      path: '/v1/reports/kpis',
      scope: 'read',
      tag: 'reports',
      summary: 'Figures per day, week or month, how each is counted, and how the targets stand',
      query: kpiQuery,
      answer: kpisAnswer,
      handle: async ({ query }) => {
        const { granularity } = query;
        const now = query.asOf ?? (await today());
        const to = query.to ?? now;
        const from = query.from ?? dateOfEpochDay(epochDay(to) - SPAN[granularity]);
        if (from > to) throw new DangolError('invalid_request', `from ${from} is after to ${to}.`);
        const history = await kpis.history(now);
        const head = { from, to, granularity };
        if (!history)
          return {
            body: {
              ...head,
              asOf: null,
              data: [],
              targets: [],
              definitions: definitionsView((await settings.current()).kpis.activeDays),
            },
          };
        const asOfDay = epochDay(history.asOf);
        const span = {
          granularity,
          from: firstDayOf(granularity, periodOf(granularity, epochDay(from))),
          to: lastDayOf(granularity, periodOf(granularity, epochDay(to))),
        };
        const snapshots = await reports.kpis(dateOfEpochDay(span.from + 1), dateOfEpochDay(span.to + 1));
        const standings = snapshots.map((snapshot) => standingOf(snapshot, history.currency));
        const points = kpiSeries(history, asOfDay, span, standings);
        const snapshotOf = (first: number, last: number): Kpi | undefined =>
          snapshots.findLast(({ day }) => epochDay(day) > first && epochDay(day) <= last + 1);
        return {
          body: {
            ...head,
            asOf: history.asOf,
            currency: history.currency,
            data: points.map((point) => periodView(point, history.currency, snapshotOf(point.firstDay, point.lastDay))),
            targets: await targetsOf((await settings.current()).targets, history),
            definitions: definitionsView(history.activeDays),
          },
        };
      },
    }),
    route({
      method: 'GET',
      path: '/v1/reports/retention',
      scope: 'read',
      tag: 'reports',
      summary: 'Monthly cohorts: who came back in which month after the first order',
      query: asOfQuery.extend({ from: monthOrDay.optional(), to: monthOrDay.optional() }),
      answer: retentionAnswer,
      handle: async ({ query: { from, to, asOf } }) => {
        const row = await kpis.retention(asOf ?? (await today()));
        if (!row) throw never();
        const table = retentionTable(row.cohorts, epochDay(row.asOf), row.lastOrderDay, {
          from: from === undefined ? Number.NEGATIVE_INFINITY : monthNumber(from),
          to: to === undefined ? Number.POSITIVE_INFINITY : monthNumber(to),
        });
        return { body: { asOf: row.asOf, runId: row.runId, ...table, definition: RETENTION_DEFINITION } };
      },
    }),
    route({
      method: 'GET',
      path: '/v1/reports/next-orders',
      scope: 'read',
      tag: 'reports',
      summary: 'How long until the next order, for everybody and by first product, and the best week to ask',
      query: asOfQuery,
      answer: nextOrdersAnswer,
      handle: async ({ query: { asOf } }) => {
        const row = await kpis.nextOrders(asOf ?? (await today()));
        if (!row) throw never();
        const { share, products, names } = row.nextOrders;
        const everybody = curveOf(products[EVERYBODY] ?? {});
        const byProduct = Object.entries(products)
          .filter(([key]) => key !== EVERYBODY)
          .map(([key, counts]) => ({ productId: productIdOf(key), name: names[key] ?? null, ...curveOf(counts) }))
          .sort((left, right) => right.people - left.people || (left.productId < right.productId ? -1 : 1));
        return {
          body: {
            asOf: row.asOf,
            runId: row.runId,
            share,
            everybody,
            products: byProduct,
            definition: NEXT_ORDERS_DEFINITION,
          },
        };
      },
    }),
    route({
      method: 'GET',
      path: '/v1/reports/warnings',
      scope: 'read',
      tag: 'reports',
      summary: 'Six signs of a brand in trouble, each with its series, its limit and a sentence',
      query: asOfQuery,
      answer: warningsAnswer,
      handle: async ({ query: { asOf } }) => {
        const { acquisition } = (await settings.current()).kpis;
        const signs = await readWarnings(kpis, reports, asOf ?? (await today()), acquisition);
        if (!signs) throw never();
        return { body: signs };
      },
    }),
    route({
      method: 'GET',
      path: '/v1/reports/acquisition',
      scope: 'read',
      tag: 'reports',
      summary:
        'What a new customer costs by channel over twelve months, beside what the channel’s buyers are worth (LTV : CAC)',
      query: asOfQuery,
      answer: acquisitionAnswer,
      handle: async ({ query: { asOf } }) => {
        const row = await kpis.acquired(asOf ?? (await today()));
        if (!row) throw never();
        const { kpis: asked, currency } = await settings.current();
        const costs = channelCosts(
          asked.acquisition ?? { trait: '', spend: [] },
          row.acquired,
          monthOf(epochDay(row.asOf)),
        );
        const body = { asOf: row.asOf, currency, trait: asked.acquisition?.trait ?? null };
        return { body: { ...body, overall: costs.overall, data: costs.channels, definition: ACQUISITION_DEFINITION } };
      },
    }),
  ];
};
