import { RECONFIRM_TIMER, SAID_TIMER } from '../consent/keep-statement.ts';
import { type Clock, toIso } from '../platform/clock.ts';
import { inParallel } from '../platform/worker.ts';
import type { Timer, TimerStore } from '../timers/timer-store.ts';
import type { Notify } from './notify.ts';

/** Timers of one shard that a tick looks at; the rest waits a minute. */
const MOST = 500;
const LANES = 8;

interface Deps {
  readonly timers: TimerStore;
  readonly notify: () => Promise<Notify>;
  readonly clock: Clock;
}

/** Works off what statements have left behind. What fails for one person stays due, and is told to `failed`. */
export const createCarryOnNotices =
  ({ timers, notify, clock }: Deps) =>
  async (failed: (error: unknown) => void): Promise<number> => {
    const now = toIso(clock());
    const due = [...(await timers.due(SAID_TIMER, now, MOST)), ...(await timers.due(RECONFIRM_TIMER, now, MOST))];
    if (due.length === 0) return 0;
    const { afterSaying, beforeAnniversary } = await notify();
    let count = 0;
    const work = async (timer: Timer): Promise<void> => {
      if (timer.kind === SAID_TIMER) await afterSaying(timer.id);
      else {
        const dueAt = await beforeAnniversary(timer.id);
        if (dueAt !== undefined) await timers.put({ ...timer, dueAt });
      }
      await timers.remove(timer);
    };
    await inParallel(due, LANES, async (timer) => {
      try {
        await work(timer);
      } catch (error) {
        count += 1;
        failed(error);
      }
    });
    return count;
  };

export type CarryOnNotices = ReturnType<typeof createCarryOnNotices>;
