import { expect } from 'vitest';
import * as z from 'zod';
import { publicApi } from './public-api.ts';

const runSchema = z.object({ runId: z.string() });
const reportSchema = z.object({
  asOf: z.string(),
  population: z.number(),
  segments: z.array(
    z.object({
      segment: z.string(),
      count: z.number(),
      revenue: z.object({ amount: z.number(), currency: z.string() }),
    }),
  ),
});

const retentionSchema = z.object({
  cohorts: z.array(z.object({ cohort: z.string(), size: z.number(), cells: z.array(z.number()) })),
  incompleteMonth: z.string().nullable(),
});

/** The cohort table of the report: distinct customers by month of the first order and months since. */
export const cohortTable = async (url: string) => {
  const report = retentionSchema.parse(await publicApi(url).request('GET', '/v1/reports/retention'));
  expect(report.cohorts.every(({ size, cells }) => cells[0] === size)).toBe(true);
  return {
    rows: Object.fromEntries(report.cohorts.map((row) => [row.cohort, row.cells])),
    incompleteMonth: report.incompleteMonth,
  };
};

/** Recomputes as of a day and reads the published grid's ten names (`lost` is a part of `hibernating`) off the report. */
export const rfmTable = async (url: string, rfm: object, asOf: string): Promise<Record<string, number>> => {
  const api = publicApi(url);
  await api.request('PUT', '/v1/settings', { rfm });
  const { runId } = runSchema.parse(await api.request('POST', '/v1/recompute', { asOf }));
  await api.drain();
  const run = z.object({ status: z.string() }).parse(await api.request('GET', `/v1/recompute/${runId}`));
  expect(run.status).toBe('succeeded');
  const report = reportSchema.parse(await api.request('GET', '/v1/reports/rfm'));
  expect(report.asOf).toBe(asOf);
  const table: Record<string, number> = {};
  for (const { segment, count } of report.segments) {
    const name = segment === 'lost' ? 'hibernating' : segment;
    table[name] = (table[name] ?? 0) + count;
  }
  expect(Object.values(table).reduce((sum, count) => sum + count, 0)).toBe(report.population);
  return table;
};
