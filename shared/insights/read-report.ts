import type { BucketStore } from '../campaigns/bucket-store.ts';
import { CAMPAIGN, campaignOf } from '../campaigns/campaign.ts';
import { pausedOf } from '../campaigns/paused.ts';
import type { SendStore } from '../campaigns/send-store.ts';
import { EXPERIMENT } from '../experiments/experiment.ts';
import { experimentSchema, type ImportedExperiment } from '../imports/experiment-call.ts';
import { type Clock, toIso } from '../platform/clock.ts';
import { DangolError, quote } from '../platform/errors.ts';
import { localDate } from '../platform/time.ts';
import type { ReportStore } from '../segments/report-store.ts';
import type { DefinitionStore } from '../settings/definition-store.ts';
import type { SettingsStore } from '../settings/settings-store.ts';
import { campaignSubject } from '../tables/keys.ts';
import { experimentInput } from './imported.ts';
import { reportOf } from './report.ts';
import type { Report } from './report-schema.ts';
import type { TallyStore } from './tally-store.ts';

export interface ReportDeps {
  readonly clock: Clock;
  readonly definitions: Pick<DefinitionStore, 'get'>;
  readonly settings: Pick<SettingsStore, 'current'>;
  readonly sends: Pick<SendStore, 'state' | 'snapshot'>;
  readonly buckets: Pick<BucketStore, 'totals'>;
  readonly tally: Pick<TallyStore, 'sum'>;
  readonly kpis: Pick<ReportStore, 'lastKpi'>;
}

/** The report of an experiment that was taken in: a campaign that is over, with the arms that its rows name. */
const readExperiment = async (deps: ReportDeps, experiment: ImportedExperiment): Promise<Report> => {
  const counters = await deps.tally.sum(campaignSubject(experiment.id));
  const settings = await deps.settings.current();
  return reportOf(experimentInput(experiment, counters, settings, toIso(deps.clock())));
};

/** The report of one campaign at this moment. Throws `not_found` for an unknown id. */
export const readReport = async (deps: ReportDeps, campaignId: string): Promise<Report> => {
  const definition = await deps.definitions.get(CAMPAIGN, campaignId);
  const imported = definition ? undefined : await deps.definitions.get(EXPERIMENT, campaignId);
  if (imported) return readExperiment(deps, experimentSchema.parse(imported.body));
  if (!definition) throw new DangolError('not_found', `There is no campaign ${quote(campaignId)}.`);
  const state = await deps.sends.state(campaignId);
  // What was launched counts, not what the definition says today (P7).
  const campaign = state ? (await deps.sends.snapshot(campaignId)).campaign : campaignOf(definition);
  // Counters before totals: an audience that still grows is never smaller than what was counted of it.
  const counters = await deps.tally.sum(campaignSubject(campaignId));
  const totals = state ? await deps.buckets.totals(campaignId) : undefined;
  const settings = await deps.settings.current();
  const now = deps.clock();
  const kpi = await deps.kpis.lastKpi(localDate(now, settings.timezone));
  // People held back have their row at once, those behind a throttle one by one: groups can be compared when all are through.
  const isTrickling = campaign.timing?.throttle !== undefined && state !== undefined && state.status !== 'done';
  return reportOf({
    campaign: {
      id: campaignId,
      name: campaign.name,
      channel: campaign.channel,
      goalEvent: campaign.goal?.event,
      windowDays: campaign.goal?.windowDays,
      control: campaign.control,
      arms: campaign.arms,
      effect: campaign.effect,
      hypothesis: campaign.hypothesis,
      ways: campaign.fallback && [campaign, ...campaign.fallback],
    },
    status: state?.status ?? 'draft',
    paused: pausedOf(state),
    stage: state?.stage ?? null,
    launchedAt: state?.launchedAt,
    audience: totals?.audience ?? 0,
    controlSize: totals?.control ?? 0,
    holdoutSize: totals?.holdout ?? 0,
    begun: (campaign.arms ?? []).every(({ at }) => at === undefined || Date.parse(at) <= now) && !isTrickling,
    decided: state?.winner !== undefined,
    counters,
    currency: settings.currency,
    margin: settings.model.margin,
    platformMilli: settings.prices.platformMilli,
    // A snapshot in another currency says nothing about this one.
    revenuePerPerson: kpi?.currency === settings.currency ? kpi.averageRevenue12m : null,
    now: toIso(now),
  });
};
