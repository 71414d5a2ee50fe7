import { fitModel } from './fit.ts';
import { forgetRows } from './forget-rows.ts';
import { type Measure, measureSchema } from './measure.ts';
import type { Run } from './run.ts';
import { measureFile, type RunFiles } from './run-files.ts';
import type { RunStore } from './run-store.ts';

export interface FitDependencies {
  readonly runs: RunStore;
  readonly files: RunFiles;
}

/** The measures of all shards, in order of shard. */
const readMeasures = async (files: RunFiles, { runId, shards }: Run): Promise<Measure[]> => {
  const measures: Measure[] = [];
  for (let shard = 0; shard < shards; shard++) measures.push(await files.get(measureFile(runId, shard), measureSchema));
  return measures;
};

/** Merges the measures into the run's frozen model, and then empties them. A second call changes nothing of the model. */
export const fitRun = async ({ runs, files }: FitDependencies, runId: string): Promise<void> => {
  const run = await runs.get(runId);
  await runs.renew(runId);
  const measures = await readMeasures(files, run);
  if (!run.model) await runs.change(runId, { model: fitModel(run, measures) });
  for (const [shard, measure] of measures.entries()) await forgetRows(files, runId, shard, measure);
};
