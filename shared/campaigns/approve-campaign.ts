import { type Clock, toIso } from '../platform/clock.ts';
import { DangolError } from '../platform/errors.ts';
import { sha256Hex } from '../platform/hash.ts';
import { canonicalJson } from '../profiles/canonical-json.ts';
import type { Settings } from '../settings/settings.ts';
import type { ApprovalStore } from './approval-store.ts';
import { type FreezeDependencies, readCampaign } from './freeze.ts';
import type { Preflight, RunPreflight } from './preflight.ts';
import type { SendStore } from './send-store.ts';
import type { Snapshot } from './snapshot.ts';

export interface ApproveDependencies extends FreezeDependencies {
  readonly sends: Pick<SendStore, 'state'>;
  readonly approvals: ApprovalStore;
  readonly preflight: RunPreflight;
  readonly clock: Clock;
}

/**
 * Names everything that would go out: campaign, template, sender and the rules of every segment (P7). A folder is only a label, and a new period of the
 * holdout draws other people by the same rule.
 */
export const fingerprintOf = ({ campaignVersion: _saves, holdout: drawn, ...snapshot }: Snapshot): string => {
  const { folder: _label, ...campaign } = snapshot.campaign;
  const { period: _now, ...holdout } = drawn ?? {};
  return sha256Hex(canonicalJson({ ...snapshot, campaign, ...(drawn ? { holdout } : {}) }));
};

/** A draft that may still be sent. Throws `not_found`, or `conflict` if it is archived or was launched. */
export const readDraft = async (
  { definitions, sends }: Pick<ApproveDependencies, 'definitions' | 'sends'>,
  campaignId: string,
) => {
  const draft = await readCampaign(definitions, campaignId);
  if (draft.archived) throw new DangolError('conflict', `Campaign "${campaignId}" is archived; copy it to send it.`);
  const before = await sends.state(campaignId);
  if (before)
    throw new DangolError(
      'conflict',
      `Campaign "${campaignId}" is ${before.status}; a campaign is launched once, copy it to send again.`,
    );
  return draft;
};

/** What may go out. Throws `preflight_failed` with each finding that blocks; `what`: "launch" or "approval". */
export const unblocked = ({ findings, snapshot }: Preflight, what: string): Snapshot => {
  const blocking = findings.filter(({ level }) => level === 'block');
  if (blocking.length === 0 && snapshot) return snapshot;
  const details = blocking.map(({ code, message }) => ({ path: code, message }));
  throw new DangolError('preflight_failed', `The ${what} was refused: ${blocking[0]?.message ?? 'nothing to send.'}`, {
    details,
  });
};

/**
 * Says yes to a draft as it stands now, template, segments and sender included. Where the settings ask for another person,
 * whoever changed it last cannot approve it: 409.
 */
export const approveCampaign = async (
  deps: ApproveDependencies,
  campaignId: string,
  by: string | undefined,
): Promise<void> => {
  const { updatedBy } = await readDraft(deps, campaignId);
  const { approval } = (await deps.settings.read()).settings;
  if (approval === 'another' && (by === undefined || by === updatedBy))
    throw new DangolError(
      'conflict',
      `"${by ?? 'Nobody'}" changed this campaign last; somebody else has to approve it (settings.approval).`,
    );
  const snapshot = unblocked(await deps.preflight(campaignId), 'approval');
  const at = toIso(deps.clock());
  await deps.approvals.put(campaignId, {
    at,
    fingerprint: fingerprintOf(snapshot),
    ...(by === undefined ? {} : { by }),
  });
};

/** Throws `conflict` unless what is about to go out is what somebody approved, where the settings ask for it. */
export const checkApproved = async (
  approvals: Pick<ApprovalStore, 'find'>,
  { approval }: Pick<Settings, 'approval'>,
  campaignId: string,
  snapshot: Snapshot,
): Promise<void> => {
  if (approval === 'none') return;
  const found = await approvals.find(campaignId);
  if (!found)
    throw new DangolError(
      'conflict',
      `Campaign "${campaignId}" waits for approval by somebody other than its author: POST /v1/campaigns/${campaignId}/approve.`,
    );
  if (found.fingerprint !== fingerprintOf(snapshot))
    throw new DangolError(
      'conflict',
      `Campaign "${campaignId}", its template, its sender or one of its segments has changed since ${found.by ?? 'somebody'} approved it at ${found.at}; have it approved again.`,
    );
};
