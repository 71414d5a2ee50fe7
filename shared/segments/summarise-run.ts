import type { KpiStore } from '../kpis/kpi-store.ts';
import { summariseKpis } from '../kpis/summarise-kpis.ts';
import { type Clock, toIso } from '../platform/clock.ts';
import { type RunFiles, scoreFile } from '../scoring/run-files.ts';
import type { RunStore } from '../scoring/run-store.ts';
import { type Figures, figuresSchema, kpiOf, mergeFigures } from './figures.ts';
import type { ReportStore } from './report-store.ts';

export interface SummariseDependencies {
  readonly runs: RunStore;
  readonly files: RunFiles;
  readonly reports: ReportStore;
  readonly kpis: KpiStore;
  readonly clock: Clock;
}

/**
 * Adds up the shards, writes the figures of the day and of the RFM grid, ends the run and frees the lock. From the moment
 * the run is marked as last, its segments are in force. Every step may be repeated.
 */
export const summariseRun = async (
  { runs, files, reports, kpis, clock }: SummariseDependencies,
  runId: string,
): Promise<void> => {
  const run = await runs.get(runId);
  if (run.status === 'failed' || !run.model) return;
  const parts: Figures[] = [];
  for (let shard = 0; shard < run.shards; shard++) parts.push(await files.get(scoreFile(runId, shard), figuresSchema));
  const figures = mergeFigures(parts);
  await reports.putRun(run, run.model, figures);
  const standing = await summariseKpis({ files, kpis }, run, run.model);
  await reports.putKpi(kpiOf(figures, run.model, runId, standing));
  if (run.status === 'running') {
    if (run.sqlExport) await runs.renewExport(runId);
    const { customers, population, changed, entered, left, otherCurrency } = figures;
    await runs.change(runId, {
      status: 'succeeded',
      endedAt: toIso(clock()),
      tookMs: Math.max(0, clock() - Date.parse(run.startedAt)),
      counts: { customers, population, changed, entered, left, otherCurrency },
      members: figures.members,
    });
  }
  await runs.markLast(run);
  await runs.release(runId);
};
