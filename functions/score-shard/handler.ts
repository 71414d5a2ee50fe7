import { shardInputSchema } from '../../shared/scoring/run.ts';
import type { StepStore } from '../../shared/scoring/step-store.ts';
import { type ScoreDependencies, scoreShard } from '../../shared/segments/score-shard.ts';

export const createHandler = (dependencies: ScoreDependencies, steps: StepStore) => async (event: unknown) => {
  const input = shardInputSchema.parse(event);
  await steps.record('score', input, () => scoreShard(dependencies, input));
};
