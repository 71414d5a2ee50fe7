import type { Clock } from '../platform/clock.ts';
import type { CustomerStore } from '../profiles/customer-store.ts';
import { isSealDue } from '../profiles/seal.ts';
import type { SealRequests } from '../profiles/seal-queue.ts';
import { createMeasurer, measureSchema } from './measure.ts';
import type { ShardInput } from './run.ts';
import { measureFile, type RunFiles } from './run-files.ts';
import type { RunStore } from './run-store.ts';

export interface MeasureDependencies {
  readonly customers: CustomerStore;
  readonly runs: RunStore;
  readonly files: RunFiles;
  /** Takes in the customers of one shard whose oldest events are about to expire: nobody else reads every profile. */
  readonly seals: () => SealRequests;
  readonly clock: Clock;
}

/** Measures the customers of one shard into a file; a file that stands already is kept. Asks for the seals that are due. */
export const measureShard = async (
  { customers, runs, files, seals, clock }: MeasureDependencies,
  { runId, shard, total }: ShardInput,
): Promise<void> => {
  const run = await runs.get(runId);
  const key = measureFile(runId, shard);
  if (await files.find(key, measureSchema)) return;
  await runs.renew(runId);
  const { add, measure } = createMeasurer(run);
  const due = seals();
  for await (const customer of customers.scanProfiles(shard, total)) {
    add(customer);
    if (isSealDue(customer.openSince, clock())) await due.add(customer.customerId);
  }
  await due.flush();
  await files.put(key, measure());
};
