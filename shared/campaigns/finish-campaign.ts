import { type Clock, toIso } from '../platform/clock.ts';
import type { BucketStore } from './bucket-store.ts';
import type { SendState } from './send-state.ts';
import type { SendStore } from './send-store.ts';

/**
 * Moves a campaign on if nothing of it is open: launching ─► sending once its audience is complete, then ─► done or
 * cancelled once every chunk is closed. Safe to call at any time, by anybody.
 */
export const finishCampaign = async (
  sends: SendStore,
  buckets: BucketStore,
  campaignId: string,
  clock: Clock,
): Promise<SendState | undefined> => {
  const totals = await buckets.totals(campaignId);
  if (!totals.complete) return undefined;
  if (totals.closedChunks < totals.chunks) return sends.move(campaignId, ['launching'], 'sending');
  const endedAt = toIso(clock());
  const done = await sends.move(campaignId, ['launching', 'sending'], 'done', { endedAt });
  return done ?? sends.move(campaignId, ['cancelling'], 'cancelled', { endedAt });
};
