import * as z from 'zod';
import type { Approval } from '../../shared/campaigns/approval-store.ts';
import { campaignOf } from '../../shared/campaigns/campaign.ts';
import { pausedOf, pausedSchema } from '../../shared/campaigns/paused.ts';
import { SEND_STATUSES, type SendState } from '../../shared/campaigns/send-state.ts';
import { type SeriesState, seriesStateSchema } from '../../shared/campaigns/series-store.ts';
import { stageSchema } from '../../shared/campaigns/stage.ts';
import { heldSchema } from '../../shared/delivery/mail-account.ts';
import type { Definition } from '../../shared/settings/definition-store.ts';

const statusSchema = z.enum(['draft', ...SEND_STATUSES]);

export const campaignViewSchema = z
  .looseObject({
    id: z.string(),
    version: z.number().int(),
    status: statusSchema,
    archived: z.boolean(),
    startAt: z.string().nullable(),
    launchedAt: z.string().nullable(),
    /** Names of keys. */
    launchedBy: z.string().nullable(),
    /** Of one campaign only: the last approval, whether or not the draft has changed since. */
    approvedAt: z.string().nullish(),
    approvedBy: z.string().nullish(),
    updatedBy: z.string().nullable(),
    endedAt: z.string().nullable(),
    /** Of a campaign that is paused: by a person, or by a guardrail, which says why and how to go on. */
    paused: pausedSchema.nullable(),
    /** Of one campaign by mail that is being sent: what of the mail account keeps its people waiting, and what to do. */
    held: heldSchema.nullish(),
    /** Of a launched campaign that is sent in stages. */
    stage: stageSchema.nullable(),
    /** Of a recurring campaign that was started; `nextAt` is its next occurrence. */
    series: seriesStateSchema.omit({ version: true, fingerprint: true }).nullable(),
    /** The arm that everybody not written to yet gets; null while the arms compete. */
    winner: z.object({ arm: z.string(), at: z.string(), by: z.string().nullable() }).nullable(),
    updatedAt: z.string(),
  })
  .meta({ description: 'The campaign as it was sent, with its id, version and state' });

const shown = (series: SeriesState | undefined) => {
  if (!series) return null;
  const { version: _writes, fingerprint: _looked, ...rest } = series;
  return rest;
};

/** A campaign with its state, as the API shows it. */
export const campaignView = (definition: Definition, state: SendState | undefined, series: SeriesState | undefined) => {
  const { id, version, archived, updatedAt, by } = definition;
  return {
    id,
    version,
    archived,
    updatedAt,
    status: state?.status ?? 'draft',
    startAt: state?.startAt ?? null,
    launchedAt: state?.launchedAt ?? null,
    launchedBy: state?.launchedBy ?? null,
    updatedBy: by ?? null,
    endedAt: state?.endedAt ?? null,
    paused: pausedOf(state),
    stage: state?.stage ?? null,
    series: shown(series),
    winner: state?.winner ? { ...state.winner, by: state.winner.by ?? null } : null,
    ...campaignOf(definition),
  };
};

export const approvalView = (approval: Approval | undefined) => ({
  approvedAt: approval?.at ?? null,
  approvedBy: approval?.by ?? null,
});
