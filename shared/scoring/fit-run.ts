import { fitModel } from './fit.ts';
import { type Measure, measureSchema } from './measure.ts';
import { measureFile, type RunFiles } from './run-files.ts';
import type { RunStore } from './run-store.ts';

export interface FitDependencies {
  readonly runs: RunStore;
  readonly files: RunFiles;
}

/** Merges the measures into the run's frozen model. A second call finds the model and changes nothing. */
export const fitRun = async ({ runs, files }: FitDependencies, runId: string): Promise<void> => {
  const run = await runs.get(runId);
  await runs.renew(runId);
  if (run.model) return;
  const measures: Measure[] = [];
  for (let shard = 0; shard < run.shards; shard++) {
    measures.push(await files.get(measureFile(runId, shard), measureSchema));
  }
  await runs.change(runId, { model: fitModel(run, measures) });
};
