import * as z from 'zod';
import { modelViewOf, modelViewSchema } from '../../../shared/api/model-view.ts';
import { type Route, route } from '../../../shared/api/route.ts';
import { createSendStore } from '../../../shared/campaigns/send-store.ts';
import type { Counts } from '../../../shared/kpis/counts.ts';
import { createKpiStore } from '../../../shared/kpis/kpi-store.ts';
import { cellBefore, MOVE_DAYS, segmentMoves } from '../../../shared/kpis/moves.ts';
import { DangolError } from '../../../shared/platform/errors.ts';
import { localDate } from '../../../shared/platform/time.ts';
import type { Run } from '../../../shared/scoring/run.ts';
import { createRunStore } from '../../../shared/scoring/run-store.ts';
import type { Kpi } from '../../../shared/segments/figures.ts';
import { createReportStore, type RfmReport } from '../../../shared/segments/report-store.ts';
import type { Services } from '../services.ts';
import { rfmAnswer } from './kpi-answers.ts';
import { campaignIn, createDecisions, decisionSchema, type Looked } from './read-decisions.ts';
import { runView } from './recompute.ts';

const RUNS_LOOKED_AT = 200;
const CAMPAIGNS_SHOWN = 20;

const money = (amount: number, currency: string) => ({ amount, currency });

const rfmView = (report: RfmReport, moves: Counts | undefined) => ({
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
    before: moves ? (cellBefore(moves)[`${cell.r}-${cell.f}`] ?? 0) : null,
  })),
  moves: moves ? segmentMoves(moves) : null,
  segments: Object.entries(report.segments).map(([segment, { customers, revenue }]) => ({
    id: `rfm:${segment}`,
    segment,
    count: customers,
    revenue: money(revenue, report.currency),
  })),
  churn: report.churn,
  definition: `Consumers with at least one order up to ${report.asOf}. Recency: whole days since the last order. Frequency: ${
    report.frequency === 'days' ? 'distinct purchase days' : 'distinct orders'
  }. Scores 1 to 5 by ${report.scoring}, 5 is best. Revenue net of refunds. Moves: where people stood ${MOVE_DAYS} days earlier by tonight's limits, so that a move is the person's own.`,
});

const yesterdayView = (kpi: Kpi) => ({
  date: kpi.yesterday.day,
  orders: kpi.yesterday.orders,
  revenue: money(kpi.yesterday.revenue, kpi.currency),
  buyers: kpi.yesterday.buyers,
  firstTimeBuyers: kpi.yesterday.newCustomers,
});

export const reportRoutes = (services: Services): readonly Route[] => {
  const { environment, dynamo, clock, definitions, settings } = services;
  const runs = createRunStore(dynamo, environment.INSIGHTS_TABLE, clock);
  const reports = createReportStore(dynamo, environment.INSIGHTS_TABLE);
  const kpis = createKpiStore(dynamo, environment.INSIGHTS_TABLE);
  const sends = createSendStore(dynamo, environment.SENDS_TABLE, clock);
  const decisions = createDecisions(services);

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

  const campaigns = async (): Promise<Looked[]> => {
    const heads = (await definitions.listAll('campaign')).filter(({ archived }) => !archived);
    const newest = heads.sort((left, right) => (left.updatedAt < right.updatedAt ? 1 : -1)).slice(0, CAMPAIGNS_SHOWN);
    return Promise.all(
      newest.map(async ({ id, body, updatedAt }) => {
        const campaign = campaignIn(body);
        const state = await sends.state(id);
        return { id, name: campaign?.name ?? id, status: state?.status ?? 'draft', updatedAt, campaign, state };
      }),
    );
  };

  const campaignView = ({ id, name, status, updatedAt, campaign, state }: Looked) => ({
    ...{ id, name, status, updatedAt },
    channel: campaign?.channel ?? null,
    launchedAt: state?.launchedAt ?? null,
  });

  return [
    route({
      method: 'GET',
      path: '/v1/reports/rfm',
      scope: 'read',
      tag: 'reports',
      summary: 'The RFM grid with counts and revenue, as of the last run or of a date',
      query: z.object({ asOf: z.iso.date().optional() }),
      answer: rfmAnswer,
      handle: async ({ query }) => {
        const run = await runOf(query.asOf);
        const report = await reports.getRun(run.runId);
        if (!report) throw new DangolError('not_found', `Run ${run.runId} has no RFM report.`);
        const row = await kpis.moves(report.asOf);
        return { body: rfmView(report, row?.runId === run.runId ? row.moves : undefined) };
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
      path: '/v1/reports/today',
      scope: 'read',
      tag: 'reports',
      summary: 'Yesterday, what needs a decision, and the campaigns of late',
      answer: z.object({
        date: z.iso.date(),
        yesterday: z.looseObject({}).nullable(),
        decisions: z.array(decisionSchema),
        campaigns: z.array(z.looseObject({ id: z.string() })),
        run: z.looseObject({}).nullable(),
      }),
      handle: async () => {
        const date = await today();
        const [kpi, [latest], good, shown] = await Promise.all([
          reports.lastKpi(date),
          runs.recent(1),
          runs.lastSuccessful(),
          campaigns(),
        ]);
        return {
          body: {
            date,
            yesterday: kpi ? yesterdayView(kpi) : null,
            decisions: await decisions(latest, shown, good?.members ?? {}, date),
            campaigns: shown.map(campaignView),
            run: latest ? runView(latest) : null,
          },
        };
      },
    }),
  ];
};
