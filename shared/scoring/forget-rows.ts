import { type Measure, measureSchema } from './measure.ts';
import type { Run } from './run.ts';
import { measureFile, type RunFiles } from './run-files.ts';

/** Rows name people and tell their purchases, and files are out of an erasure's reach: only the counts are kept. */
export const forgetRows = async (files: RunFiles, runId: string, shard: number, measure: Measure): Promise<void> => {
  const { rows, histories } = measure;
  if (rows.length === 0 && histories.rows.length === 0) return;
  await files.put(measureFile(runId, shard), { ...measure, rows: [], histories: { ...histories, rows: [] } });
};

/** The same for a run that has failed, wherever it stopped: nobody reads its measures any more. */
export const forgetRun = async (files: RunFiles, { runId, shards }: Pick<Run, 'runId' | 'shards'>): Promise<void> => {
  for (let shard = 0; shard < shards; shard++) {
    const measure = await files.find(measureFile(runId, shard), measureSchema);
    if (measure) await forgetRows(files, runId, shard, measure);
  }
};
