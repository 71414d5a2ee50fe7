import { type ExportDependencies, exportShard } from '../../shared/exports/export-shard.ts';
import { shardInputSchema } from '../../shared/scoring/run.ts';
import type { StepStore } from '../../shared/scoring/step-store.ts';

export const createHandler = (dependencies: ExportDependencies, steps: StepStore) => async (event: unknown) => {
  const input = shardInputSchema.parse(event);
  await steps.record('export', input, () => exportShard(dependencies, input));
};
