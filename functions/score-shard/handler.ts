import { shardInputSchema } from '../../shared/scoring/run.ts';
import { type ScoreDependencies, scoreShard } from '../../shared/segments/score-shard.ts';

export const createHandler = (dependencies: ScoreDependencies) => async (event: unknown) => {
  await scoreShard(dependencies, shardInputSchema.parse(event));
};
