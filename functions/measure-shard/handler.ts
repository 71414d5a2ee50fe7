import { type MeasureDependencies, measureShard } from '../../shared/scoring/measure-shard.ts';
import { shardInputSchema } from '../../shared/scoring/run.ts';

export const createHandler = (dependencies: MeasureDependencies) => async (event: unknown) => {
  await measureShard(dependencies, shardInputSchema.parse(event));
};
