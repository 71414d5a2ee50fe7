import { MINUTE, toIso } from '../platform/clock.ts';
import { type ApproveDependencies, checkApproved, readDraft, unblocked } from './approve-campaign.ts';
import { type BeginDependencies, beginCampaign } from './begin-campaign.ts';
import type { SendState } from './send-state.ts';
import type { Snapshot } from './snapshot.ts';
import { startOf } from './timing.ts';

export type LaunchDependencies = BeginDependencies & ApproveDependencies;

/** A campaign that was launched at `now` and begins at `startAt`; ms. */
export const scheduledState = (
  campaignId: string,
  { campaign: { channel, stages, timing, winnerBy } }: Snapshot,
  startAt: number,
  now: number,
  by?: string,
): SendState => ({
  campaignId,
  status: 'scheduled',
  channel,
  startAt: toIso(startAt),
  launchedAt: toIso(now),
  ...(by === undefined ? {} : { launchedBy: by }),
  ...(stages ? { stage: { phase: 'first', ...stages } } : {}),
  ...(timing?.throttle ? { throttle: timing.throttle } : {}),
  ...(winnerBy === 'automatic' ? { winnerBy } : {}),
  updatedAt: toIso(now),
});

/**
 * Launches a campaign: preflight, freeze, and start now or at its time. Throws `preflight_failed` with each blocking finding,
 * `conflict` if it was launched before, or if the settings ask for an approval that does not stand.
 */
export const launchCampaign = async (deps: LaunchDependencies, campaignId: string, by?: string): Promise<SendState> => {
  const { sends, approvals, settings, clock, preflight } = deps;
  const { campaign } = await readDraft(deps, campaignId);
  const snapshot = unblocked(await preflight(campaignId), 'launch');
  const current = (await settings.read()).settings;
  await checkApproved(approvals, current, campaignId, snapshot);
  const now = clock();
  const { undoMinutes } = current;
  const startAt = Math.max(campaign.at === undefined ? 0 : startOf(campaign.at), now + undoMinutes * MINUTE);
  const state = scheduledState(campaignId, snapshot, startAt, now, by);
  await sends.create(state, snapshot);
  if (startAt > now) return state;
  try {
    return (await beginCampaign(deps, campaignId)) ?? state;
  } catch {
    // The campaign is launched and listed: what could not be queued now, the tick queues within a minute.
    return (await sends.state(campaignId)) ?? state;
  }
};
