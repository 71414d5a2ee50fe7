import { type MeasureDependencies, measureShard } from '../../shared/scoring/measure-shard.ts';
import { shardInputSchema } from '../../shared/scoring/run.ts';
import type { StepStore } from '../../shared/scoring/step-store.ts';

export const createHandler = (dependencies: MeasureDependencies, steps: StepStore) => async (event: unknown) => {
  const input = shardInputSchema.parse(event);
  await steps.record('measure', input, () => measureShard(dependencies, input));
};
