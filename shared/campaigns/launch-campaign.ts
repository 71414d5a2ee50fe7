import { MINUTE, toIso } from '../platform/clock.ts';
import { DangolError } from '../platform/errors.ts';
import { type BeginDependencies, beginCampaign } from './begin-campaign.ts';
import type { FreezeDependencies } from './freeze.ts';
import { readCampaign } from './freeze.ts';
import type { RunPreflight } from './preflight.ts';
import type { SendState } from './send-state.ts';

export interface LaunchDependencies extends BeginDependencies, FreezeDependencies {
  readonly preflight: RunPreflight;
}

/**
 * Launches a campaign: preflight, freeze, and start now or at its time. Throws `preflight_failed` with each blocking finding,
 * `conflict` if it was launched before.
 */
export const launchCampaign = async (deps: LaunchDependencies, campaignId: string, by?: string): Promise<SendState> => {
  const { sends, settings, clock, preflight, definitions } = deps;
  const { campaign, archived } = await readCampaign(definitions, campaignId);
  if (archived) throw new DangolError('conflict', `Campaign "${campaignId}" is archived; copy it to send it.`);
  const before = await sends.state(campaignId);
  if (before)
    throw new DangolError(
      'conflict',
      `Campaign "${campaignId}" is ${before.status}; a campaign is launched once, copy it to send again.`,
    );
  const { findings, snapshot } = await preflight(campaignId);
  const blocking = findings.filter(({ level }) => level === 'block');
  if (blocking.length > 0 || !snapshot) {
    const details = blocking.map(({ code, message }) => ({ path: code, message }));
    throw new DangolError('preflight_failed', `The launch was refused: ${blocking[0]?.message ?? 'nothing to send.'}`, {
      details,
    });
  }
  const now = clock();
  const { undoMinutes } = (await settings.read()).settings;
  const startAt = Math.max(campaign.at === undefined ? 0 : Date.parse(campaign.at), now + undoMinutes * MINUTE);
  const state: SendState = {
    campaignId,
    status: 'scheduled',
    channel: campaign.channel,
    startAt: toIso(startAt),
    launchedAt: toIso(now),
    ...(by === undefined ? {} : { launchedBy: by }),
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
