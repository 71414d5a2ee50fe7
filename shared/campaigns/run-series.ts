import { type Clock, toIso } from '../platform/clock.ts';
import { DangolError } from '../platform/errors.ts';
import { localDate } from '../platform/time.ts';
import { canonicalJson } from '../profiles/canonical-json.ts';
import type { Settings } from '../settings/settings.ts';
import type { TimerStore } from '../timers/timer-store.ts';
import type { ApprovalStore } from './approval-store.ts';
import { checkApproved, fingerprintOf } from './approve-campaign.ts';
import { CAMPAIGN, type Campaign, campaignSchema, MAX_NAME } from './campaign.ts';
import { SERIES_TIMER } from './change-series.ts';
import { type FreezeDependencies, freeze } from './freeze.ts';
import { scheduledState } from './launch-campaign.ts';
import { dueOccurrence, occurrenceId } from './occurrences.ts';
import type { RunPreflight } from './preflight.ts';
import type { SendStore } from './send-store.ts';
import type { SeriesState, SeriesStore } from './series-store.ts';
import { type Snapshot, tooLarge } from './snapshot.ts';

export interface RunSeriesDependencies extends FreezeDependencies {
  readonly series: SeriesStore;
  readonly timers: TimerStore;
  readonly approvals: Pick<ApprovalStore, 'find'>;
  readonly sends: Pick<SendStore, 'create' | 'state'>;
  readonly preflight: RunPreflight;
  readonly clock: Clock;
}

/** Told of series that could not be looked at, and stay due, and of those that were stopped by a problem. */
interface SeriesWatcher {
  readonly failed: (seriesId: string, error: unknown) => void;
  readonly stopped: (seriesId: string, problem: string) => void;
}

interface Problem {
  readonly problem: string;
}

/** Series of one shard of timers that a tick looks at. */
const MOST = 100;

const isTaken = (error: unknown): boolean => error instanceof DangolError && error.code === 'conflict';

/** Does it once; false: it was done before, as by another tick. */
const once = async (work: Promise<unknown>): Promise<boolean> => {
  try {
    await work;
    return true;
  } catch (error) {
    if (!isTaken(error)) throw error;
    return false;
  }
};

/** Never longer than a campaign's name may be, and never half an emoji. */
const nameOf = (name: string, date: string): string => {
  const room = MAX_NAME - date.length - 1;
  return `${name.length <= room ? name : name.slice(0, room).replace(/[\ud800-\udbff]$/, '')} ${date}`;
};

/** The campaign of one day: what its series says, but for when. */
const occurrenceOf = (
  seriesId: string,
  { repeat: _repeat, at: _at, arms, ...body }: Campaign,
  date: string,
): Campaign => ({
  ...body,
  ...(arms ? { arms: arms.map(({ at: _start, ...arm }) => arm) } : {}),
  name: nameOf(body.name, date),
  seriesOf: seriesId,
});

/**
 * Starts the occurrences of recurring campaigns that are due. Each is a campaign of its own, named by its day and frozen from
 * the version that stands now: a tick that fires twice, or dies anywhere, starts it once.
 */
export const createRunSeries = (deps: RunSeriesDependencies) => {
  const { series, timers, approvals, sends, definitions, settings, preflight, clock } = deps;

  /** What may go out, or why nothing may. What differs from what was looked at before is looked at anew. */
  const allowed = async (
    seriesId: string,
    { fingerprint }: SeriesState,
    current: Settings,
  ): Promise<{ readonly snapshot: Snapshot } | Problem> => {
    const whole = await freeze(definitions, seriesId, current, clock());
    if (whole.kind === 'noTemplate') return { problem: 'Its template does not exist any more.' };
    const [unknown] = whole.unknownSegments;
    if (unknown !== undefined) return { problem: `There is no segment "${unknown}" any more.` };
    if (whole.unknownBrand !== undefined) return { problem: `There is no brand "${whole.unknownBrand}" any more.` };
    const large = tooLarge(whole.snapshot);
    if (large) return { problem: large.en };
    try {
      await checkApproved(approvals, current, seriesId, whole.snapshot);
    } catch (error) {
      if (!(error instanceof DangolError)) throw error;
      return { problem: error.message };
    }
    if (fingerprintOf(whole.snapshot) === fingerprint) return whole;
    const { findings, snapshot } = await preflight(seriesId);
    const blocking = findings.find(({ level }) => level === 'block');
    if (blocking) return { problem: `It was changed, and cannot be sent as it is now: ${blocking.message}` };
    // Somebody who saves at this very moment is looked at by the next try.
    if (!snapshot || fingerprintOf(snapshot) !== fingerprintOf(whole.snapshot))
      throw new DangolError('unavailable', `The series "${seriesId}" is being changed.`, { retryAfter: 1 });
    return whole;
  };

  /** Throws only what another try may cure. */
  const begin = async (
    seriesId: string,
    state: SeriesState,
    due: number,
    current: Settings,
  ): Promise<{ readonly campaignId: string; readonly fingerprint: string } | Problem> => {
    const whole = await allowed(seriesId, state, current);
    if ('problem' in whole) return whole;
    const fingerprint = fingerprintOf(whole.snapshot);
    const campaignId = occurrenceId(seriesId, due, current.timezone);
    const campaign = occurrenceOf(seriesId, whole.snapshot.campaign, localDate(due, current.timezone));
    const saved = await once(definitions.save(CAMPAIGN, campaignId, campaign, { expected: 0, by: state.startedBy }));
    if (!saved) {
      const stored = campaignSchema.safeParse((await definitions.get(CAMPAIGN, campaignId))?.body).data;
      const isOurs = stored?.seriesOf === seriesId;
      // The day's occurrence has begun before: a day has one, whatever was changed since.
      if (isOurs && (await sends.state(campaignId))) return { campaignId, fingerprint };
      // Anybody who may write drafts can have put one there: nothing goes out but what the series says.
      if (!isOurs || canonicalJson(stored) !== canonicalJson(campaign))
        return {
          problem: `There is another campaign "${campaignId}", which this series did not write; resume the series to go on from the next day.`,
        };
    }
    const now = clock();
    const snapshot: Snapshot = { ...whole.snapshot, campaign, campaignVersion: 1 };
    await once(sends.create(scheduledState(campaignId, snapshot, now, now, state.startedBy), snapshot));
    return { campaignId, fingerprint };
  };

  /** Answers why the series was stopped, if it was. */
  const run = async (seriesId: string): Promise<string | undefined> => {
    const state = await series.find(seriesId);
    const now = clock();
    if (state?.status !== 'running' || state.nextAt === null || state.nextAt > toIso(now)) return undefined;
    const stop = async (problem: string, missed = state.missed): Promise<string | undefined> => {
      const last = { at: state.nextAt ?? toIso(now), problem };
      const version = state.version + 1;
      const isStopped = await series.put(seriesId, { ...state, status: 'paused', nextAt: null, missed, last, version });
      return isStopped ? problem : run(seriesId);
    };
    const current = (await settings.read()).settings;
    const found = await definitions.get(CAMPAIGN, seriesId);
    const parsed = found && !found.archived ? campaignSchema.safeParse(found.body) : undefined;
    if (parsed?.success === false) return stop('Its campaign cannot be read; save it anew.');
    const repeat = parsed?.data.repeat;
    if (!repeat) {
      const isOver = await series.put(seriesId, { ...state, status: 'over', nextAt: null, version: state.version + 1 });
      return isOver ? undefined : run(seriesId);
    }
    const { due, missed, next } = dueOccurrence(repeat, current.timezone, Date.parse(state.nextAt), now);
    const nextAt = next === undefined ? null : toIso(next);
    // The timer stands before the state that needs it (rule 14).
    if (nextAt !== null) await timers.put({ kind: SERIES_TIMER, dueAt: nextAt, id: seriesId });
    const began = due === undefined ? undefined : await begin(seriesId, state, due, current);
    if (began && 'problem' in began) return stop(began.problem, state.missed + missed);
    const isWritten = await series.put(seriesId, {
      ...state,
      status: nextAt === null ? 'over' : 'running',
      nextAt,
      missed: state.missed + missed,
      ...(began && due !== undefined
        ? { last: { at: toIso(due), campaignId: began.campaignId }, fingerprint: began.fingerprint }
        : {}),
      version: state.version + 1,
    });
    // Changed in the meantime: what stands now may be due by the timer that is about to be removed.
    return isWritten ? undefined : run(seriesId);
  };

  /** Answers how many could not be looked at; they stay due. */
  return async ({ failed, stopped }: SeriesWatcher): Promise<number> => {
    let broken = 0;
    for (const timer of await timers.due(SERIES_TIMER, toIso(clock()), MOST)) {
      try {
        const problem = await run(timer.id);
        if (problem !== undefined) stopped(timer.id, problem);
        await timers.remove(timer);
      } catch (error) {
        broken += 1;
        failed(timer.id, error);
      }
    }
    return broken;
  };
};

export type RunSeries = ReturnType<typeof createRunSeries>;
