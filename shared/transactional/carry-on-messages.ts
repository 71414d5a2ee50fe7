import { type Clock, toIso } from '../platform/clock.ts';
import type { TimerStore } from '../timers/timer-store.ts';
import type { QueueMessage } from './queue.ts';
import { MESSAGE_TIMER } from './send-message.ts';

/** Timers of one shard that a tick looks at. */
const MOST = 250;

/** Brings back the single messages whose wait is over. A message queued twice is looked at twice and sent once. */
export const createCarryOnMessages =
  ({ timers, queue, clock }: { readonly timers: TimerStore; readonly queue: QueueMessage; readonly clock: Clock }) =>
  async (): Promise<void> => {
    for (const timer of await timers.due(MESSAGE_TIMER, toIso(clock()), MOST)) {
      await queue(timer.id);
      await timers.remove(timer);
    }
  };

export type CarryOnMessages = ReturnType<typeof createCarryOnMessages>;
