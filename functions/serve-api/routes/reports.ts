import * as z from 'zod';
import { modelViewOf, modelViewSchema } from '../../../shared/api/model-view.ts';
import { type Route, route } from '../../../shared/api/route.ts';
import { createSendStore } from '../../../shared/campaigns/send-store.ts';
import { createCatalogueStore } from '../../../shared/catalogue/catalogue-store.ts';
import { type Said, warningsOf } from '../../../shared/catalogue/warnings.ts';
import { DAY, toIso } from '../../../shared/platform/clock.ts';
import { DangolError } from '../../../shared/platform/errors.ts';
import { dateOfEpochDay, epochDay, localDate, localEpochDay } from '../../../shared/platform/time.ts';
import type { Run } from '../../../shared/scoring/run.ts';
import { createRunStore } from '../../../shared/scoring/run-store.ts';
import type { Kpi } from '../../../shared/segments/figures.ts';
import { createReportStore, type RfmReport } from '../../../shared/segments/report-store.ts';
import type { Services } from '../services.ts';
import { runView } from './recompute.ts';

const RUNS_LOOKED_AT = 200;
const KPI_DAYS = 30;
const CAMPAIGNS_SHOWN = 20;

const money = (amount: number, currency: string) => ({ amount, currency });

const rfmView = (report: RfmReport) => ({
  runId: report.runId,
  asOf: report.asOf,
  scoring: report.scoring,
  frequency: report.frequency,
  population: report.population,
  prospects: report.prospects,
  cells: report.cells.map(({ customers, revenue, ...cell }) => ({
    ...cell,
    count: customers,
    revenue: money(revenue, report.currency),
  })),
  segments: Object.entries(report.segments).map(([segment, { customers, revenue }]) => ({
    id: `rfm:${segment}`,
    segment,
    count: customers,
    revenue: money(revenue, report.currency),
  })),
  churn: report.churn,
  definition: `Consumers with at least one order up to ${report.asOf}. Recency: whole days since the last order. Frequency: ${
    report.frequency === 'days' ? 'distinct purchase days' : 'distinct orders'
  }. Scores 1 to 5 by ${report.scoring}, 5 is best. Revenue net of refunds.`,
});

/** A day's figures with the stock of customers that the run of the next morning saw. */
const kpiView = (kpi: Kpi) => ({
  date: kpi.yesterday.day,
  asOf: kpi.day,
  orders: kpi.yesterday.orders,
  revenue: money(kpi.yesterday.revenue, kpi.currency),
  buyers: kpi.yesterday.buyers,
  newCustomers: kpi.yesterday.newCustomers,
  customers: kpi.customers,
  allBuyers: kpi.buyers,
  oneTimeBuyers: kpi.oneTimeBuyers,
  oneTimeShare: kpi.oneTimeShare,
  repeatRate: kpi.repeatRate,
  activeBuyers12m: kpi.activeBuyers12m,
  averageRevenue12m: kpi.averageRevenue12m === null ? null : money(Math.round(kpi.averageRevenue12m), kpi.currency),
  reachable: kpi.reachable,
  churn: kpi.churn,
});

const yesterdayView = (kpi: Kpi) => ({
  date: kpi.yesterday.day,
  orders: kpi.yesterday.orders,
  revenue: money(kpi.yesterday.revenue, kpi.currency),
  buyers: kpi.yesterday.buyers,
  firstTimeBuyers: kpi.yesterday.newCustomers,
});

interface Decision {
  readonly kind: string;
  readonly id?: string;
  readonly name?: string;
  readonly at: string;
  readonly message?: string;
  /** The first warning about data, and how many more there are; all stand at GET /v1/readiness. */
  readonly says?: Said;
  readonly more?: number;
}

const rangeSchema = z.object({
  from: z.iso.date().optional(),
  to: z.iso.date().optional(),
});

export const reportRoutes = ({ environment, dynamo, clock, definitions, settings }: Services): readonly Route[] => {
  const runs = createRunStore(dynamo, environment.INSIGHTS_TABLE, clock);
  const reports = createReportStore(dynamo, environment.INSIGHTS_TABLE);
  const sends = createSendStore(dynamo, environment.SENDS_TABLE, clock);
  const catalogues = createCatalogueStore(dynamo, environment.INSIGHTS_TABLE);

  const runOf = async (asOf: string | undefined): Promise<Run> => {
    const run =
      asOf === undefined
        ? await runs.lastSuccessful()
        : (await runs.recent(RUNS_LOOKED_AT)).find((one) => one.asOf === asOf && one.status === 'succeeded');
    if (run) return run;
    const which = asOf === undefined ? 'Nothing has been computed yet' : `There is no finished run as of ${asOf}`;
    const body = asOf === undefined ? '{}' : `{"asOf": "${asOf}"}`;
    throw new DangolError('not_found', `${which}; start one with POST /v1/recompute ${body}.`);
  };

  const today = async (): Promise<string> => localDate(clock(), (await settings.current()).timezone);

  const campaigns = async () => {
    const heads = (await definitions.listAll('campaign')).filter(({ archived }) => !archived);
    const newest = heads.sort((left, right) => (left.updatedAt < right.updatedAt ? 1 : -1)).slice(0, CAMPAIGNS_SHOWN);
    return Promise.all(
      newest.map(async ({ id, body, updatedAt }) => {
        const named = z.object({ name: z.string(), channel: z.string().optional() }).safeParse(body);
        const state = await sends.state(id);
        return {
          id,
          name: named.success ? named.data.name : id,
          channel: named.success ? (named.data.channel ?? null) : null,
          status: state?.status ?? 'draft',
          launchedAt: state?.launchedAt ?? null,
          updatedAt,
        };
      }),
    );
  };

  /** What waits for a person: a night that failed or did not come, a campaign that stands still, data that looks wrong. */
  const decisions = async (latest: Run | undefined, shown: Awaited<ReturnType<typeof campaigns>>) => {
    const found: Decision[] = [];
    if (latest?.status === 'failed') {
      const message = latest.error;
      const at = latest.endedAt ?? latest.startedAt;
      found.push({ kind: 'runFailed', at, ...(message === undefined ? {} : { message }) });
    } else if (latest && clock() - Date.parse(latest.startedAt) > 1.5 * DAY) {
      found.push({
        kind: 'runMissing',
        at: latest.startedAt,
        message: `The last nightly run was at ${latest.startedAt}.`,
      });
    }
    const [catalogue, { timezone }] = await Promise.all([catalogues.read(), settings.current()]);
    const [first, ...others] = warningsOf(catalogue, localEpochDay(clock(), timezone));
    if (first)
      found.push({
        kind: 'dataQuality',
        at: toIso(clock()),
        message: first.says.en,
        says: first.says,
        more: others.length,
      });
    for (const { id, name, status, updatedAt } of shown) {
      if (status === 'paused') found.push({ kind: 'campaignPaused', id, name, at: updatedAt });
      if (status === 'draft') found.push({ kind: 'campaignDraft', id, name, at: updatedAt });
    }
    return found;
  };

  return [
    route({
      method: 'GET',
      path: '/v1/reports/rfm',
      scope: 'read',
      tag: 'reports',
      summary: 'The RFM grid with counts and revenue, as of the last run or of a date',
      query: z.object({ asOf: z.iso.date().optional() }),
      handle: async ({ query }) => {
        const run = await runOf(query.asOf);
        const report = await reports.getRun(run.runId);
        if (!report) throw new DangolError('not_found', `Run ${run.runId} has no RFM report.`);
        return { body: rfmView(report) };
      },
    }),
    route({
      method: 'GET',
      path: '/v1/reports/model',
      scope: 'read',
      tag: 'reports',
      summary:
        'How people of this shop buy, as the last run fitted it, and how well the same method told the last weeks',
      query: z.object({ asOf: z.iso.date().optional() }),
      answer: modelViewSchema.extend({ runId: z.string(), asOf: z.string() }),
      handle: async ({ query }) => {
        const run = await runOf(query.asOf);
        if (!run.model) throw new DangolError('not_found', `Run ${run.runId} has no model.`);
        return { body: { runId: run.runId, asOf: run.asOf, ...modelViewOf(run.model) } };
      },
    }),
    route({
      method: 'GET',
      path: '/v1/reports/kpis',
      scope: 'read',
      tag: 'reports',
      summary: 'Figures per day, the last 30 days unless told',
      query: rangeSchema,
      handle: async ({ query }) => {
        const to = query.to ?? (await today());
        const from = query.from ?? dateOfEpochDay(epochDay(to) - KPI_DAYS);
        if (from > to) throw new DangolError('invalid_request', `from ${from} is after to ${to}.`);
        // A day's figures stand in the snapshot of the day after.
        const next = (date: string) => dateOfEpochDay(epochDay(date) + 1);
        const found = await reports.kpis(next(from), next(to));
        return { body: { from, to, data: found.map(kpiView) } };
      },
    }),
    route({
      method: 'GET',
      path: '/v1/reports/today',
      scope: 'read',
      tag: 'reports',
      summary: 'Yesterday, what needs a decision, and the campaigns of late',
      handle: async () => {
        const [kpi, [latest], shown] = await Promise.all([reports.lastKpi(await today()), runs.recent(1), campaigns()]);
        return {
          body: {
            date: await today(),
            yesterday: kpi ? yesterdayView(kpi) : null,
            decisions: await decisions(latest, shown),
            campaigns: shown,
            run: latest ? runView(latest) : null,
          },
        };
      },
    }),
  ];
};
