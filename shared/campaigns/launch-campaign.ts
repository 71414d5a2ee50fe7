import { MINUTE, toIso } from '../platform/clock.ts';
import { type ApproveDependencies, checkApproved, readDraft, unblocked } from './approve-campaign.ts';
import { type BeginDependencies, beginCampaign } from './begin-campaign.ts';
import type { SendState } from './send-state.ts';
import { startOf } from './timing.ts';

export type LaunchDependencies = BeginDependencies & ApproveDependencies;

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
  const state: SendState = {
    campaignId,
    status: 'scheduled',
    channel: campaign.channel,
    startAt: toIso(startAt),
    launchedAt: toIso(now),
    ...(by === undefined ? {} : { launchedBy: by }),
    ...(snapshot.campaign.stages ? { stage: { phase: 'first', ...snapshot.campaign.stages } } : {}),
    ...(snapshot.campaign.timing?.throttle ? { throttle: snapshot.campaign.timing.throttle } : {}),
    updatedAt: toIso(now),
  };
  await sends.create(state, snapshot);
  if (startAt > now) return state;
  try {
    return (await beginCampaign(deps, campaignId)) ?? state;
  } catch {
    // The campaign is launched and listed: what could not be queued now, the tick queues within a minute.
    return (await sends.state(campaignId)) ?? state;
  }
};
