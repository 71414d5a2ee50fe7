import type { Clock } from '../platform/clock.ts';
import type { CustomerStore } from '../profiles/customer-store.ts';
import type { Customer } from '../profiles/profile.ts';
import { isSealDue } from '../profiles/seal.ts';
import type { SealRequests } from '../profiles/seal-queue.ts';
import { createMeasurer, measureSchema } from './measure.ts';
import type { Run, ShardInput } from './run.ts';
import { measureFile, type RunFiles } from './run-files.ts';
import type { RunStore } from './run-store.ts';

export interface MeasureDependencies {
  readonly customers: CustomerStore;
  readonly runs: RunStore;
  readonly files: RunFiles;
  /** Takes in the customers of one shard whose oldest events are about to expire: nobody else reads every profile. */
  readonly seals: () => SealRequests;
  /** Looks at each of them for dates that journeys wait for. */
  readonly dates: () => Promise<Watch>;
  /** Looks at what each of them has bought. */
  readonly wares: (run: Run, shard: number) => Watch;
  readonly clock: Clock;
}

/** Something that wants to see every profile of a shard once a night. */
interface Watch {
  readonly look: (customer: Pick<Customer, 'customerId' | 'fold' | 'linkedIds'>) => Promise<void>;
  readonly flush: () => Promise<void>;
}

/** Measures the customers of one shard into a file; a file that stands already is kept. Asks for the seals that are due, and tells of dates that are near. */
export const measureShard = async (
  { customers, runs, files, seals, dates, wares, clock }: MeasureDependencies,
  { runId, shard, total }: ShardInput,
): Promise<void> => {
  const run = await runs.get(runId);
  const key = measureFile(runId, shard);
  if (await files.find(key, measureSchema)) return;
  await runs.renew(runId);
  const { add, measure } = createMeasurer(run);
  const due = seals();
  const watches = [await dates(), wares(run, shard)];
  for await (const customer of customers.scanProfiles(shard, total)) {
    add(customer);
    for (const watch of watches) await watch.look(customer);
    if (isSealDue(customer.openSince, clock())) await due.add(customer.customerId);
  }
  await due.flush();
  for (const watch of watches) await watch.flush();
  await files.put(key, measure());
};
