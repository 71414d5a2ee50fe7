import { type Clock, toIso } from '../platform/clock.ts';
import { DangolError } from '../platform/errors.ts';
import { localDate } from '../platform/time.ts';
import type { Settings } from '../settings/settings.ts';
import type { TimerStore } from '../timers/timer-store.ts';
import type { ApprovalStore } from './approval-store.ts';
import { checkApproved } from './approve-campaign.ts';
import { CAMPAIGN, type Campaign, campaignSchema } from './campaign.ts';
import { SERIES_TIMER } from './change-series.ts';
import { type FreezeDependencies, freeze } from './freeze.ts';
import { scheduledState } from './launch-campaign.ts';
import { dueOccurrence, occurrenceId } from './occurrences.ts';
import type { SendStore } from './send-store.ts';
import type { SeriesState, SeriesStore } from './series-store.ts';

export interface RunSeriesDependencies extends FreezeDependencies {
  readonly series: SeriesStore;
  readonly timers: TimerStore;
  readonly approvals: Pick<ApprovalStore, 'find'>;
  readonly sends: Pick<SendStore, 'create'>;
  readonly clock: Clock;
}

/** Series of one shard of timers that a tick looks at. */
const MOST = 100;

const isTaken = (error: unknown): boolean => error instanceof DangolError && error.code === 'conflict';

/** Does it once: that it was done before, by another tick, is as good. */
const once = async (work: Promise<unknown>): Promise<void> => {
  try {
    await work;
  } catch (error) {
    if (!isTaken(error)) throw error;
  }
};

/**
 * Starts the occurrences of recurring campaigns that are due. Each is a campaign of its own, named by its day and frozen from
 * the version that stands now: a tick that fires twice, or dies anywhere, starts it once.
 */
export const createRunSeries = (deps: RunSeriesDependencies) => {
  const { series, timers, approvals, sends, definitions, settings, clock } = deps;

  /** Answers the id of the occurrence, or why there is none. Throws only what another try may cure. */
  const begin = async (
    seriesId: string,
    campaign: Campaign,
    { startedBy }: SeriesState,
    due: number,
    current: Settings,
  ): Promise<{ readonly campaignId: string } | { readonly problem: string }> => {
    const whole = await freeze(definitions, seriesId, current);
    if (whole.kind === 'noTemplate') return { problem: 'Its template does not exist any more.' };
    const [unknown] = whole.unknownSegments;
    if (unknown !== undefined) return { problem: `There is no segment "${unknown}" any more.` };
    try {
      await checkApproved(approvals, current, seriesId, whole.snapshot);
    } catch (error) {
      if (!(error instanceof DangolError)) throw error;
      return { problem: error.message };
    }
    const campaignId = occurrenceId(seriesId, due, current.timezone);
    const { repeat: _repeat, ...body } = campaign;
    const occurrence: Campaign = {
      ...body,
      name: `${campaign.name} ${localDate(due, current.timezone)}`,
      seriesOf: seriesId,
    };
    await once(definitions.save(CAMPAIGN, campaignId, occurrence, { expected: 0, by: startedBy }));
    const frozen = await freeze(definitions, campaignId, current);
    if (frozen.kind === 'noTemplate') return { problem: 'Its template does not exist any more.' };
    const now = clock();
    await once(sends.create(scheduledState(campaignId, frozen.snapshot, now, now, startedBy), frozen.snapshot));
    return { campaignId };
  };

  const run = async (seriesId: string): Promise<void> => {
    const state = await series.find(seriesId);
    const now = clock();
    if (state?.status !== 'running' || state.nextAt === null || state.nextAt > toIso(now)) return;
    const current = (await settings.read()).settings;
    const found = await definitions.get(CAMPAIGN, seriesId);
    const campaign = found && !found.archived ? campaignSchema.parse(found.body) : undefined;
    const repeat = campaign?.repeat;
    if (!campaign || !repeat) {
      await series.put(seriesId, { ...state, status: 'over', nextAt: null, version: state.version + 1 });
      return;
    }
    const { due, missed, next } = dueOccurrence(repeat, current.timezone, Date.parse(state.nextAt), now);
    const nextAt = next === undefined ? null : toIso(next);
    // The timer stands before the state that needs it (rule 14).
    if (nextAt !== null) await timers.put({ kind: SERIES_TIMER, dueAt: nextAt, id: seriesId });
    const began = due === undefined ? undefined : await begin(seriesId, campaign, state, due, current);
    const stopped = began !== undefined && 'problem' in began;
    const running = nextAt === null ? 'over' : 'running';
    await series.put(seriesId, {
      ...state,
      status: stopped ? 'paused' : running,
      nextAt: stopped ? null : nextAt,
      missed: state.missed + missed,
      ...(began && due !== undefined ? { last: { at: toIso(due), ...began } } : {}),
      version: state.version + 1,
    });
  };

  /** Answers how many could not be looked at; they stay due. */
  return async (failed: (seriesId: string, error: unknown) => void): Promise<number> => {
    let broken = 0;
    for (const timer of await timers.due(SERIES_TIMER, toIso(clock()), MOST)) {
      try {
        await run(timer.id);
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
