import { type Clock, MINUTE, toIso } from '../platform/clock.ts';
import { dateOfEpochDay, epochDay, startOfDay } from '../platform/time.ts';
import type { Run } from '../scoring/run.ts';
import type { RunStore } from '../scoring/run-store.ts';
import { sourceOf } from './audience.ts';
import type { BucketStore } from './bucket-store.ts';
import type { Queues } from './queues.ts';
import type { SendState } from './send-state.ts';
import type { SendStore } from './send-store.ts';

export interface BeginDependencies {
  readonly sends: SendStore;
  readonly buckets: BucketStore;
  readonly runs: RunStore;
  readonly queues: Queues;
  readonly clock: Clock;
}

/** A key lost on its way to the queue is sent again by the tick after this. */
export const QUEUE_PATIENCE = 2 * MINUTE;

/** The last moment that a run can have seen: the end of its day, or its start if the day was not over. */
const dataUntil = (run: Run): string => {
  const end = startOfDay(dateOfEpochDay(epochDay(run.asOf) + 1), run.rules.timezone);
  return toIso(Math.min(end, Date.parse(run.startedAt)));
};

/** Puts every open, due bucket on the launch queue; one that cannot be queued stays due. */
export const queueBuckets = async (
  { buckets, queues, clock }: Pick<BeginDependencies, 'buckets' | 'queues' | 'clock'>,
  campaignId: string,
): Promise<number> => {
  let queued = 0;
  await buckets.openBuckets(campaignId);
  for (const bucket of await buckets.buckets(campaignId)) {
    if (bucket.status === 'done' || bucket.dueAt > toIso(clock())) continue;
    await queues.launch({ campaignId, bucket: bucket.bucket });
    await buckets.postponeBucket(campaignId, bucket.bucket, toIso(clock() + QUEUE_PATIENCE));
    queued += 1;
  }
  return queued;
};

/**
 * Starts a scheduled campaign whose time has come: fixes the run whose members are its audience and queues the sixteen
 * buckets. Answers nothing if it was started, paused or cancelled meanwhile.
 */
export const beginCampaign = async (deps: BeginDependencies, campaignId: string): Promise<SendState | undefined> => {
  const { sends, runs, clock } = deps;
  const snapshot = await sends.snapshot(campaignId);
  const run = await runs.lastSuccessful();
  const source = sourceOf(snapshot, run);
  const state = await sends.move(campaignId, ['scheduled'], 'launching', {
    source,
    dataUntil: run && source === 'members' ? dataUntil(run) : toIso(clock()),
    ...(run ? { runId: run.runId } : {}),
  });
  if (!state) return undefined;
  await queueBuckets(deps, campaignId);
  return state;
};
