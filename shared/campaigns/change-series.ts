import { toIso } from '../platform/clock.ts';
import { DangolError } from '../platform/errors.ts';
import type { TimerStore } from '../timers/timer-store.ts';
import { type ApproveDependencies, checkApproved, fingerprintOf, readDraft, unblocked } from './approve-campaign.ts';
import type { Campaign } from './campaign.ts';
import { nextOccurrence, OCCURRENCE_SUFFIX } from './occurrences.ts';
import type { SeriesState, SeriesStore } from './series-store.ts';

/** Kind of the timers that wake a series. */
export const SERIES_TIMER = 'series';

const MAX_ID = 40;

export interface SeriesDependencies extends ApproveDependencies {
  readonly series: SeriesStore;
  readonly timers: Pick<TimerStore, 'put'>;
}

const conflict = (message: string): DangolError => new DangolError('conflict', message);

const changed = (campaignId: string): DangolError =>
  conflict(`The series "${campaignId}" was changed by another call; look at it and try again.`);

/** The timer stands before the state that needs it (rule 14): a crash in between wakes nobody or somebody who is not due. */
const tryWrite = async (
  { series, timers }: Pick<SeriesDependencies, 'series' | 'timers'>,
  campaignId: string,
  state: SeriesState,
): Promise<boolean> => {
  if (state.nextAt !== null) await timers.put({ kind: SERIES_TIMER, dueAt: state.nextAt, id: campaignId });
  return series.put(campaignId, state);
};

const write = async (
  deps: Pick<SeriesDependencies, 'series' | 'timers'>,
  campaignId: string,
  state: SeriesState,
): Promise<void> => {
  if (!(await tryWrite(deps, campaignId, state))) throw changed(campaignId);
};

const nextOf = ({ repeat }: Campaign, zone: string, now: number): string | null => {
  const next = repeat && nextOccurrence(repeat, zone, now);
  return next === undefined ? null : toIso(next);
};

/** Starts or resumes a recurring campaign: preflight and approval as for a launch, then its next occurrence. */
export const startSeries = async (deps: SeriesDependencies, campaignId: string, by?: string): Promise<SeriesState> => {
  const { series, approvals, settings, clock, preflight } = deps;
  const { campaign } = await readDraft(deps, campaignId);
  const before = await series.find(campaignId);
  if (before?.status === 'running') throw conflict(`The series "${campaignId}" is running already.`);
  if (campaignId.length > MAX_ID - OCCURRENCE_SUFFIX)
    throw conflict(
      `The id "${campaignId}" is ${campaignId.length} characters; a series' id has at most ${MAX_ID - OCCURRENCE_SUFFIX}, because each occurrence adds its day. Duplicate the campaign under a shorter id.`,
    );
  const snapshot = unblocked(await preflight(campaignId), 'start of the series');
  const current = (await settings.read()).settings;
  await checkApproved(approvals, current, campaignId, snapshot);
  const nextAt = nextOf(campaign, current.timezone, clock());
  if (nextAt === null) throw conflict(`The series "${campaignId}" has no day left; change "repeat.until".`);
  const state: SeriesState = {
    ...(before ?? { missed: 0 }),
    status: 'running',
    nextAt,
    fingerprint: fingerprintOf(snapshot),
    ...(by === undefined ? {} : { startedBy: by }),
    version: (before?.version ?? 0) + 1,
  };
  await write(deps, campaignId, state);
  return state;
};

const change = async (
  deps: Pick<SeriesDependencies, 'series' | 'timers'>,
  campaignId: string,
  from: SeriesState['status'],
  to: SeriesState['status'],
): Promise<SeriesState> => {
  const before = await deps.series.find(campaignId);
  if (!before || (before.status !== from && before.status !== 'paused') || before.status === to)
    throw conflict(`The series "${campaignId}" is ${before?.status ?? 'not started'}.`);
  const state: SeriesState = { ...before, status: to, nextAt: null, version: before.version + 1 };
  await write(deps, campaignId, state);
  return state;
};

/** No further occurrence begins; one that is being sent goes on. */
export const pauseSeries = (deps: Pick<SeriesDependencies, 'series' | 'timers'>, campaignId: string) =>
  change(deps, campaignId, 'running', 'paused');

export const endSeries = (deps: Pick<SeriesDependencies, 'series' | 'timers'>, campaignId: string) =>
  change(deps, campaignId, 'running', 'over');

/** Writers that meet at one series: a tick, and the edits of a moment. */
const TRIES = 5;

/**
 * After an edit: the next occurrence by the new version; one that is due already is left to the tick. Nothing of a series that
 * is not running.
 */
export const rescheduleSeries = async (
  deps: Pick<SeriesDependencies, 'series' | 'timers' | 'settings' | 'clock'>,
  campaignId: string,
  campaign: Campaign,
): Promise<void> => {
  const { timezone } = (await deps.settings.read()).settings;
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const before = await deps.series.find(campaignId);
    if (before?.status !== 'running') return;
    const now = deps.clock();
    if (before.nextAt !== null && before.nextAt <= toIso(now)) return;
    const nextAt = nextOf(campaign, timezone, now);
    const status = nextAt === null ? 'over' : 'running';
    if (await tryWrite(deps, campaignId, { ...before, status, nextAt, version: before.version + 1 })) return;
  }
  throw changed(campaignId);
};
