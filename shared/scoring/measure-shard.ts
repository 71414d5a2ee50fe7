import type { CustomerStore } from '../profiles/customer-store.ts';
import { createMeasurer, measureSchema } from './measure.ts';
import type { ShardInput } from './run.ts';
import { measureFile, type RunFiles } from './run-files.ts';
import type { RunStore } from './run-store.ts';

export interface MeasureDependencies {
  readonly customers: CustomerStore;
  readonly runs: RunStore;
  readonly files: RunFiles;
}

/** Measures the customers of one shard into a file; a file that stands already is kept. */
export const measureShard = async (
  { customers, runs, files }: MeasureDependencies,
  { runId, shard, total }: ShardInput,
): Promise<void> => {
  const run = await runs.get(runId);
  const key = measureFile(runId, shard);
  if (await files.find(key, measureSchema)) return;
  await runs.renew(runId);
  const { add, measure } = createMeasurer(run);
  for await (const customer of customers.scanProfiles(shard, total)) add(customer);
  await files.put(key, measure());
};
