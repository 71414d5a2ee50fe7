import * as z from 'zod';
import { csvOf } from '../../../shared/api/csv.ts';
import { type Route, route } from '../../../shared/api/route.ts';
import { holdoutReportOf, holdoutReportSchema } from '../../../shared/insights/holdout-report.ts';
import { localDate } from '../../../shared/platform/time.ts';
import { createReportStore } from '../../../shared/segments/report-store.ts';
import type { Services } from '../services.ts';

const COLUMNS = [
  ...['month', 'complete', 'heldPeople', 'heldBuyers', 'heldRevenue', 'openPeople', 'openBuyers', 'openRevenue'],
  ...['lift', 'liftLow', 'liftHigh', 'p', 'extraRevenue', 'extraLow', 'extraHigh', 'currency'],
];

/** What all ads together added, month by month: everybody against those who get none. */
export const holdoutRoutes = ({ environment, dynamo, clock, settings }: Services): readonly Route[] => {
  const reports = createReportStore(dynamo, environment.INSIGHTS_TABLE);
  return [
    route({
      method: 'GET',
      path: '/v1/reports/holdout',
      scope: 'read',
      tag: 'reports',
      summary: 'Month by month, what all ads together added: everybody against those who get none (setting holdout)',
      query: z.object({ format: z.enum(['json', 'csv']).default('json') }),
      answer: holdoutReportSchema,
      handle: async ({ query }) => {
        const { currency, holdout, timezone } = await settings.current();
        const kpi = await reports.lastKpi(localDate(clock(), timezone));
        const changedAt = holdout.share > 0 ? await settings.holdoutSince() : undefined;
        const body = holdoutReportOf({
          ...{ share: holdout.share, currency: kpi?.currency ?? currency },
          since: changedAt === undefined ? null : localDate(Date.parse(changedAt), timezone),
          night: kpi ? { asOf: kpi.day, standing: kpi.standing } : undefined,
        });
        if (query.format === 'json') return { body };
        const rows = body.data.map(({ month, complete, held, open, lift, extraRevenue }) => [
          ...[month, complete ? 'yes' : 'no', held.people, held.buyers, held.revenue],
          ...[open.people, open.buyers, open.revenue, lift?.absolute ?? null, lift?.interval.low ?? null],
          ...[lift?.interval.high ?? null, lift?.p ?? null, extraRevenue?.amount ?? null],
          ...[extraRevenue?.interval.low ?? null, extraRevenue?.interval.high ?? null, body.currency],
        ]);
        return {
          text: { type: 'text/csv; charset=utf-8', body: csvOf(COLUMNS, rows) },
          headers: { 'content-disposition': 'attachment; filename="holdout.csv"' },
        };
      },
    }),
  ];
};
