import * as z from 'zod';
import { adsPauseView } from '../../../shared/campaigns/ads-pause.ts';
import { createAdsPauseStore } from '../../../shared/campaigns/ads-pause-store.ts';
import { createApprovalStore } from '../../../shared/campaigns/approval-store.ts';
import { type Campaign, campaignSchema } from '../../../shared/campaigns/campaign.ts';
import type { SendState } from '../../../shared/campaigns/send-state.ts';
import { createCatalogueStore } from '../../../shared/catalogue/catalogue-store.ts';
import { warningsOf } from '../../../shared/catalogue/warnings.ts';
import { createCouponStore } from '../../../shared/coupons/coupon-store.ts';
import { lowPools } from '../../../shared/coupons/low-pools.ts';
import { milliOf } from '../../../shared/insights/compare-channels.ts';
import { readReport } from '../../../shared/insights/read-report.ts';
import type { Report } from '../../../shared/insights/report-schema.ts';
import { createKpiStore } from '../../../shared/kpis/kpi-store.ts';
import { DAY, toIso } from '../../../shared/platform/clock.ts';
import { moneySchema } from '../../../shared/platform/money-schema.ts';
import { localEpochDay } from '../../../shared/platform/time.ts';
import type { Run } from '../../../shared/scoring/run.ts';
import { createReportStore } from '../../../shared/segments/report-store.ts';
import type { Settings } from '../../../shared/settings/settings.ts';
import { CHANNELS } from '../../../shared/templates/template.ts';
import { reportDeps } from '../report-deps.ts';
import type { Services } from '../services.ts';
import { readWarnings } from './read-warnings.ts';

const saidSchema = z.object({ ko: z.string(), en: z.string() });

export const decisionSchema = z.object({
  kind: z.enum([
    'runFailed',
    'runMissing',
    'adsPaused',
    'dataQuality',
    'sign',
    'couponsLow',
    'campaignPaused',
    'campaignWinner',
    'campaignApproval',
    'campaignDraft',
  ]),
  id: z.string().optional(),
  name: z.string().optional(),
  at: z.string(),
  message: z.string().optional(),
  /** The first warning of its kind, and how many more there are; all stand at GET /v1/readiness and /v1/reports/warnings. */
  says: saidSchema.optional(),
  more: z.number().int().optional(),
  /** People whom the decision is about: at most so many of a draft, still to be written to of a campaign under way. */
  people: z.number().int().optional(),
  /** What their messages would cost, by the price of one plain ad. */
  cost: moneySchema.optional(),
  /** Sales beyond the other arms', if the winner goes to everybody who is left. */
  gain: moneySchema.optional(),
});
type Decision = z.infer<typeof decisionSchema>;

/** A campaign as the page shows it, with what it stands on. */
export interface Looked {
  readonly id: string;
  readonly name: string;
  readonly status: string;
  readonly updatedAt: string;
  readonly campaign: Campaign | undefined;
  readonly state: SendState | undefined;
}

/** At most so many people stand in a draft's audience; nothing where only its rule could tell. */
const audienceOf = ({ audience }: Campaign, members: Readonly<Record<string, number>>): number | undefined => {
  if (audience.list) return audience.list.length;
  if (audience.rule !== undefined || audience.include.some((id) => members[id] === undefined)) return undefined;
  return audience.include.reduce((sum, id) => sum + (members[id] ?? 0), 0);
};

const costOf = (people: number, { channel }: Campaign, settings: Settings) => ({
  amount: Math.round((people * milliOf(channel, settings)) / 1_000),
  currency: settings.currency,
});

/** What the winner's message would sell more than the second best's, to everybody who is left. */
const gainOf = ({ experiment, currency }: Report, people: number) => {
  const { arm, against } = experiment?.verdict ?? {};
  const pair = experiment?.pairs.find((one) => one.arm === arm && one.against === against);
  const amount = Math.round((pair?.revenue?.difference ?? 0) * people);
  return amount > 0 ? { gain: { amount, currency } } : {};
};

/** Reads what waits for a person: a night that failed or did not come, campaigns, data and signs that look wrong. */
export const createDecisions = (services: Services) => {
  const { environment, dynamo, clock, settings } = services;
  const reports = createReportStore(dynamo, environment.INSIGHTS_TABLE);
  const kpis = createKpiStore(dynamo, environment.INSIGHTS_TABLE);
  const pauses = createAdsPauseStore(dynamo, environment.SENDS_TABLE, clock);
  const approvals = createApprovalStore(dynamo, environment.SENDS_TABLE);
  const catalogues = createCatalogueStore(dynamo, environment.INSIGHTS_TABLE);
  const coupons = createCouponStore(dynamo, environment.COUPONS_TABLE);
  const deps = reportDeps(services);

  const ofRun = (latest: Run | undefined): Decision[] => {
    if (latest?.status === 'failed') {
      const message = latest.error;
      const at = latest.endedAt ?? latest.startedAt;
      return [{ kind: 'runFailed', at, ...(message === undefined ? {} : { message }) }];
    }
    if (!latest || clock() - Date.parse(latest.startedAt) <= 1.5 * DAY) return [];
    return [{ kind: 'runMissing', at: latest.startedAt, message: `The last nightly run was at ${latest.startedAt}.` }];
  };

  const ofPauses = async (): Promise<Decision[]> => {
    const found: Decision[] = [];
    for (const channel of CHANNELS) {
      const { isPaused, at, reason } = adsPauseView(channel, await pauses.find(channel));
      if (isPaused && at !== null && reason !== null)
        found.push({ kind: 'adsPaused', name: channel, at, message: reason.en, says: reason });
    }
    return found;
  };

  const ofSigns = async (day: string): Promise<Decision[]> => {
    const { timezone, kpis: own } = await settings.current();
    const first = (kind: 'dataQuality' | 'sign', said: readonly Pick<Decision, 'says'>[]): Decision[] => {
      const says = said[0]?.says;
      if (says === undefined) return [];
      return [{ kind, at: toIso(clock()), message: says.en, says, more: said.length - 1 }];
    };
    const signs = (await readWarnings(kpis, reports, day, own.acquisition))?.data ?? [];
    return [
      ...first('dataQuality', warningsOf(await catalogues.read(), localEpochDay(clock(), timezone))),
      ...first(
        'sign',
        signs.filter(({ state }) => state === 'warning'),
      ),
    ];
  };

  const ofCoupons = async (): Promise<Decision[]> => {
    const at = toIso(clock());
    return (await lowPools({ definitions: services.definitions, coupons, clock })).map(({ name, free, warnBelow }) => {
      const says = {
        ko: `쿠폰 묶음 ‘${name}’에 남은 코드가 ${free}개입니다(${warnBelow}개 아래). 코드를 더 넣어 주세요.`,
        en: `The coupon pool "${name}" has ${free} codes left, fewer than ${warnBelow}. Add some.`,
      };
      return { kind: 'couponsLow', name, at, message: says.en, says };
    });
  };

  const ofDraft = async (looked: Looked, members: Readonly<Record<string, number>>): Promise<Decision> => {
    const { id, name, updatedAt, campaign } = looked;
    const current = await settings.current();
    const approval = current.approval === 'none' ? undefined : await approvals.find(id);
    const waits = current.approval !== 'none' && (approval === undefined || approval.at < updatedAt);
    const people = campaign && audienceOf(campaign, members);
    return {
      ...{ kind: waits ? 'campaignApproval' : 'campaignDraft', id, name, at: updatedAt },
      ...(campaign && people !== undefined ? { people, cost: costOf(people, campaign, current) } : {}),
    };
  };

  const ofCampaign = async (
    looked: Looked,
    members: Readonly<Record<string, number>>,
  ): Promise<Decision | undefined> => {
    const { id, name, status, updatedAt, campaign, state } = looked;
    if (status === 'draft') return ofDraft(looked, members);
    const isOpen = ['scheduled', 'launching', 'sending', 'paused'].includes(status);
    const isUndecided = isOpen && campaign?.arms && !state?.winner && state?.winnerBy === undefined;
    if (status !== 'paused' && !isUndecided) return undefined;
    const report = await readReport(deps, id);
    const people = report.pending + report.deferred;
    const cost = campaign && costOf(people, campaign, await settings.current());
    const about = { id, name, people, ...(cost ? { cost } : {}) };
    const verdict = report.experiment?.verdict;
    if (isUndecided && people > 0 && verdict?.kind === 'winner')
      return { kind: 'campaignWinner', at: report.asOf, says: verdict.says, ...about, ...gainOf(report, people) };
    if (status !== 'paused') return undefined;
    const why = report.paused?.reason;
    return { kind: 'campaignPaused', at: report.paused?.at ?? updatedAt, ...(why ? { says: why } : {}), ...about };
  };

  return async (
    latest: Run | undefined,
    shown: readonly Looked[],
    members: Readonly<Record<string, number>>,
    day: string,
  ) => {
    const campaigns = await Promise.all(shown.map((looked) => ofCampaign(looked, members)));
    const rank = (decision: Decision): number => decisionSchema.shape.kind.options.indexOf(decision.kind);
    return [
      ...ofRun(latest),
      ...(await ofPauses()),
      ...(await ofSigns(day)),
      ...(await ofCoupons()),
      ...campaigns.flatMap((each) => each ?? []).sort((left, right) => rank(left) - rank(right)),
    ];
  };
};

/** The campaign that a definition holds; one that cannot be read must not hide all the others. */
export const campaignIn = (body: unknown): Campaign | undefined => campaignSchema.safeParse(body).data;
