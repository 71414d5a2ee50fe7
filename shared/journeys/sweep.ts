import { type Clock, toIso } from '../platform/clock.ts';
import { BUCKET_NAMES } from '../platform/hash.ts';
import { inParallel } from '../platform/worker.ts';
import type { RunStore as NightStore } from '../scoring/run-store.ts';
import { JOURNEY_TIMER } from '../tables/keys.ts';
import type { TimerStore } from '../timers/timer-store.ts';
import type { Hint, Tell } from './hint.ts';
import type { JourneyStore } from './journey-store.ts';
import { runOfTimer } from './run-store.ts';

/** Timers of one shard in one round, and rounds of one tick: what is left is due in the next minute, too. */
const MOST = 250;
const ROUNDS = 40;
/** Runs in one hint: the work of some seconds. */
const TOGETHER = 20;
const LANES = 16;

interface SweepDeps {
  /** What a journey was ever started for stays noted, because people may be inside. */
  readonly journeys: Pick<JourneyStore, 'watched'>;
  readonly timers: Pick<TimerStore, 'due' | 'remove'>;
  readonly tell: Tell;
  readonly clock: Clock;
}

/**
 * Tells the engine whose time has come, the oldest first. A timer goes once the queue has it: a tick that dies in between tells
 * twice. Memory is that of one round, however many people wait. Answers how many there were.
 */
export const createSweep =
  ({ journeys, timers, tell, clock }: SweepDeps) =>
  async (): Promise<number> => {
    let swept = 0;
    // Sixteen shards are asked every minute, which a house without journeys would pay for.
    if ((await journeys.watched()).size === 0) return swept;
    for (let round = 0; round < ROUNDS; round++) {
      const due = await timers.due(JOURNEY_TIMER, toIso(clock()), MOST);
      if (due.length === 0) break;
      const ordered = due.sort((left, right) => (left.dueAt < right.dueAt ? -1 : 1));
      const hints: Hint[] = [];
      for (let at = 0; at < ordered.length; at += TOGETHER) {
        hints.push({ kind: 'runs', runs: ordered.slice(at, at + TOGETHER).map(({ id }) => runOfTimer(id)) });
      }
      await tell(hints);
      await inParallel(ordered, LANES, (timer) => timers.remove(timer));
      swept += ordered.length;
    }
    return swept;
  };

export type Sweep = ReturnType<typeof createSweep>;

interface NightDeps {
  readonly journeys: Pick<JourneyStore, 'watched' | 'lastNight' | 'noteNight'>;
  readonly nights: Pick<NightStore, 'lastSuccessful'>;
  readonly tell: Tell;
}

/** Once after each night that succeeded: tells the engine of the segments that start journeys, bucket by bucket. */
export const createTellNight =
  ({ journeys, nights, tell }: NightDeps) =>
  async (): Promise<void> => {
    const watched = [...(await journeys.watched()).keys()];
    const segments = watched.filter((key) => key.startsWith('segment:')).map((key) => key.slice('segment:'.length));
    const night = await nights.lastSuccessful();
    // A night without anybody to tell is noted, too: the first journey that listens hears of none that was before it.
    if (!night || (await journeys.lastNight()) === night.runId) return;
    for (const segment of segments) {
      await tell(BUCKET_NAMES.map((bucket) => ({ kind: 'segment' as const, segment, bucket, runId: night.runId })));
    }
    await journeys.noteNight(night.runId);
  };

export type TellNight = ReturnType<typeof createTellNight>;
