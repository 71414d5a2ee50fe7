import { GetCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { type Dynamo, queryAll } from '../platform/dynamo.ts';
import type { Model } from '../scoring/model.ts';
import { rfmSegment, type Score } from '../scoring/rfm.ts';
import type { Run } from '../scoring/run.ts';
import { KPI, RFM_REPORT } from '../tables/keys.ts';
import { type Figures, type Kpi, kpiSchema } from './figures.ts';

const count = z.number().int();

/** RFM grid of one run: insights `rfm` / runId. Revenue in minor units of `currency`. */
const rfmReportSchema = z.object({
  runId: z.string(),
  asOf: z.iso.date(),
  scoring: z.enum(['rank', 'ntile', 'breaks']),
  frequency: z.enum(['orders', 'days']),
  currency: z.string(),
  population: count,
  prospects: count,
  cells: z.array(z.object({ r: count, f: count, segment: z.string(), customers: count, revenue: count })),
  segments: z.record(z.string(), z.object({ customers: count, revenue: count })),
  churn: z.record(z.string(), count),
  /** People per segment id, built-in ones included, and how many came and went in this run. */
  members: z.record(z.string(), count),
  joined: z.record(z.string(), count),
  gone: z.record(z.string(), count),
});
export type RfmReport = z.infer<typeof rfmReportSchema>;

const SCORES: readonly Score[] = [5, 4, 3, 2, 1];

const rfmReportOf = (run: Run, model: Model, figures: Figures): RfmReport => {
  const segments: RfmReport['segments'] = {};
  const cells = SCORES.flatMap((r) =>
    [...SCORES].reverse().map((f) => {
      const { customers, revenue } = figures.cells[`${r}-${f}`] ?? { customers: 0, revenue: 0 };
      const segment = rfmSegment(r, f);
      const known = segments[segment] ?? { customers: 0, revenue: 0 };
      segments[segment] = { customers: known.customers + customers, revenue: known.revenue + revenue };
      return { r, f, segment, customers, revenue };
    }),
  );
  return {
    runId: run.runId,
    asOf: model.asOf,
    scoring: model.rules.rfm.scoring,
    frequency: model.rules.rfm.frequency,
    currency: model.currency,
    population: figures.population,
    prospects: figures.customers - figures.population,
    cells,
    segments,
    churn: figures.churn,
    members: figures.members,
    joined: figures.joined,
    gone: figures.gone,
  };
};

/** Figures of runs and days in the insights table. */
export const createReportStore = (dynamo: Dynamo, table: string) => {
  const putRun = async (run: Run, model: Model, figures: Figures): Promise<void> => {
    const item = { subject: RFM_REPORT, part: run.runId, ...rfmReportOf(run, model, figures) };
    await dynamo.send(new PutCommand({ TableName: table, Item: item }));
  };

  const getRun = async (runId: string): Promise<RfmReport | undefined> => {
    const answer = await dynamo.send(
      new GetCommand({ TableName: table, Key: { subject: RFM_REPORT, part: runId }, ConsistentRead: true }),
    );
    return answer.Item ? rfmReportSchema.parse(answer.Item) : undefined;
  };

  /** A later run of the same day replaces its snapshot. */
  const putKpi = async (kpi: Kpi): Promise<void> => {
    await dynamo.send(new PutCommand({ TableName: table, Item: { subject: KPI, part: kpi.day, ...kpi } }));
  };

  /** Snapshots of the days from `from` to `to`, both included, oldest first. */
  const kpis = async (from: string, to: string): Promise<Kpi[]> => {
    const found: Kpi[] = [];
    for await (const item of queryAll(dynamo, {
      TableName: table,
      KeyConditionExpression: 'subject = :kpi AND part BETWEEN :from AND :to',
      ExpressionAttributeValues: { ':kpi': KPI, ':from': from, ':to': to },
    }))
      found.push(kpiSchema.parse(item));
    return found;
  };

  /** The newest snapshot on or before a day. */
  const lastKpi = async (until: string): Promise<Kpi | undefined> => {
    const answer = await dynamo.send(
      new QueryCommand({
        TableName: table,
        KeyConditionExpression: 'subject = :kpi AND part <= :until',
        ExpressionAttributeValues: { ':kpi': KPI, ':until': until },
        ScanIndexForward: false,
        Limit: 1,
      }),
    );
    return answer.Items?.[0] ? kpiSchema.parse(answer.Items[0]) : undefined;
  };

  return { putRun, getRun, putKpi, kpis, lastKpi };
};

export type ReportStore = ReturnType<typeof createReportStore>;
