import { type Clock, toIso } from '../platform/clock.ts';
import { dropped, type Outcome, ok } from '../platform/worker.ts';
import type { SettingsStore } from '../settings/settings-store.ts';
import { armOf } from './arm.ts';
import type { Audience } from './audience.ts';
import type { BucketStore } from './bucket-store.ts';
import { type Bucket, CHUNK_SIZE } from './chunk.ts';
import type { ChunkStore } from './chunk-store.ts';
import { finishCampaign } from './finish-campaign.ts';
import type { Queues } from './queues.ts';
import type { SendState } from './send-state.ts';
import type { SendStore } from './send-store.ts';
import { splitOf } from './snapshot.ts';

export interface LaunchBucketDependencies {
  readonly sends: SendStore;
  readonly buckets: BucketStore;
  readonly chunks: ChunkStore;
  readonly audience: Audience;
  readonly settings: SettingsStore;
  readonly queues: Queues;
  readonly clock: Clock;
}

/** Item limit 400 KB: long ids make smaller chunks. */
const CHUNK_BYTES = 300_000;

/**
 * Writes one bucket of a campaign's audience as chunks and queues their keys. Repeating it, or running it twice at once,
 * writes each chunk once: the bucket's own count of chunks is the condition of the next (rule 7).
 */
export const createLaunchBucket = (deps: LaunchBucketDependencies) => {
  const { sends, buckets, chunks, audience, settings, queues, clock } = deps;

  const finish = async (last: Bucket): Promise<void> => {
    if (await buckets.finishBucket(last)) await finishCampaign(sends, buckets, last.campaignId, clock);
  };

  /** A key that the queue did not take leaves its chunk open and unmarked: the tick finds it. */
  const queue = async (state: SendState, bucket: string, chunk: number): Promise<void> => {
    const key = { campaignId: state.campaignId, bucket, chunk };
    try {
      await queues.chunk(state.channel, key);
    } catch {
      await chunks.unmarkQueued(key);
    }
  };

  /** `deadline` (ms): what is found by then is written, the rest is left to the tick. */
  return async (campaignId: string, name: string, deadline: number): Promise<Outcome> => {
    const state = await sends.state(campaignId);
    const first = await buckets.bucket(campaignId, name);
    if (!state || !first) return dropped('campaign was not launched');
    if (first.status === 'done') return dropped('bucket is done');
    if (state.status === 'cancelling') {
      await finish(first);
      return ok;
    }
    if (state.source === undefined || (state.status !== 'launching' && state.status !== 'paused'))
      return dropped(`campaign is ${state.status}`);

    const snapshot = await sends.snapshot(campaignId);
    const split = splitOf(snapshot);
    const plan = {
      snapshot,
      source: state.source,
      runId: state.runId,
      settings: await settings.current(),
      // The moment of the start, so that a bucket resumed tomorrow asks the same question.
      now: Date.parse(state.startAt),
    };
    let bucket: Bucket | undefined = first;
    let ids: string[] = [];
    let bytes = 0;
    let through: string | undefined;

    const flush = async (): Promise<boolean> => {
      if (!bucket || through === undefined) return bucket !== undefined;
      if (ids.length === 0) return buckets.moveThrough(bucket, through);
      const arms = ids.map((id) => armOf(campaignId, id, split));
      const control = arms.filter((arm) => arm === 'control').length;
      const holdout = arms.filter((arm) => arm === 'holdout').length;
      const chunk = bucket.chunks;
      const isHeld = state.stage !== undefined || state.throttle !== undefined;
      bucket = await buckets.addChunk(bucket, { ids, control, holdout, through, isHeld });
      ids = [];
      bytes = 0;
      if (!bucket) return false;
      if (!isHeld) await queue(state, name, chunk);
      return true;
    };

    for await (const { customerId, fits } of audience(plan, name, first.through)) {
      through = customerId;
      if (fits) {
        ids.push(customerId);
        bytes += Buffer.byteLength(customerId) + 3;
      }
      if (ids.length >= CHUNK_SIZE || bytes >= CHUNK_BYTES) {
        if (!(await flush())) return dropped('another worker writes this bucket');
        if ((await sends.recentState(campaignId))?.status === 'cancelling') break;
      }
      if (clock() >= deadline) {
        if (!(await flush())) return dropped('another worker writes this bucket');
        await buckets.postponeBucket(campaignId, name, toIso(clock()));
        return ok;
      }
    }
    if (!(await flush()) || !bucket) return dropped('another worker writes this bucket');
    await finish(bucket);
    return ok;
  };
};

export type LaunchBucket = ReturnType<typeof createLaunchBucket>;
