import { fitModel } from './fit.ts';
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

/** Rows name people and tell their purchases, and files are out of an erasure's reach: once the model stands, only the counts are kept. */
const forgetRows = async (files: RunFiles, { runId }: Run, measures: readonly Measure[]): Promise<void> => {
  for (const [shard, measure] of measures.entries()) {
    const { rows, histories } = measure;
    if (rows.length === 0 && histories.rows.length === 0) continue;
    await files.put(measureFile(runId, shard), { ...measure, rows: [], histories: { ...histories, rows: [] } });
  }
};

/** Merges the measures into the run's frozen model, and then empties them. A second call changes nothing of the model. */
export const fitRun = async ({ runs, files }: FitDependencies, runId: string): Promise<void> => {
  const run = await runs.get(runId);
  await runs.renew(runId);
  const measures = await readMeasures(files, run);
  if (!run.model) await runs.change(runId, { model: fitModel(run, measures) });
  await forgetRows(files, run, measures);
};
