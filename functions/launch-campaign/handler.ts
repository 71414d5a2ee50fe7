import { launchKeySchema } from '../../shared/campaigns/chunk.ts';
import type { LaunchBucket } from '../../shared/campaigns/launch-bucket.ts';
import type { Allowance, CarryOn } from '../../shared/delivery/carry-on.ts';
import { type Clock, SECOND } from '../../shared/platform/clock.ts';
import { parseJson } from '../../shared/platform/parse.ts';
import { ok, queueWorker } from '../../shared/platform/worker.ts';

/** Time left before the function's timeout at which the rest of a bucket is left to the tick. */
const STOP_BEFORE = 20 * SECOND;

interface Deps {
  readonly launchBucket: LaunchBucket;
  readonly carryOn: CarryOn;
  readonly allowance: () => Promise<Allowance>;
  readonly clock: Clock;
}

/** Launch queue: one bucket of an audience to write, or a whole campaign to carry on after resume or cancel. */
export const createHandler = ({ launchBucket, carryOn, allowance, clock }: Deps) =>
  queueWorker(async (record, context) => {
    const { campaignId, bucket } = launchKeySchema.parse(parseJson(record.body, 'Queue message'));
    if (bucket !== undefined)
      return launchBucket(campaignId, bucket, clock() + context.getRemainingTimeInMillis() - STOP_BEFORE);
    await carryOn(campaignId, await allowance());
    return ok;
  });
