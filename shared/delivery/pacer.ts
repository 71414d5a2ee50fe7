import type { Clock } from '../platform/clock.ts';
import type { RateLease, RateStore } from './rate-store.ts';

/** Waits so many milliseconds. Injected, so that tests do not. */
export type Wait = (ms: number) => Promise<void>;

/** Hands out permissions to hand over, never faster than the channel's shared rate. */
export interface Pacer {
  /** Resolves when the caller may hand one message over. `left` is how many this worker may still need. */
  readonly next: (left: number) => Promise<void>;
  /** The permission was not used: the message was skipped or waits. */
  readonly giveBack: () => void;
}

interface PacerDependencies {
  readonly rates: RateStore;
  /** Whose rate it is: a channel, or what has a rate of its own beside it. */
  readonly lane: string;
  readonly perSecond: () => Promise<number>;
  readonly wait: Wait;
  readonly clock: Clock;
}

export const createPacer = ({ rates, lane, perSecond, wait, clock }: PacerDependencies): Pacer => {
  let lease: RateLease | undefined;
  let used = 0;
  let unused = 0;
  // Lanes ask side by side; permissions are given one after the other.
  let turn: Promise<unknown> = Promise.resolve();

  const book = async (left: number): Promise<number> => {
    if (unused > 0) {
      unused -= 1;
      return 0;
    }
    while (!lease || used >= lease.count) {
      const rate = await perSecond();
      const answer = await rates.take(lane, Math.max(1, Math.min(left, Math.ceil(rate))), rate);
      if ('wait' in answer) {
        await wait(answer.wait);
        continue;
      }
      lease = answer;
      used = 0;
    }
    const at = lease.from + used * lease.every;
    used += 1;
    return at - clock();
  };

  return {
    next: async (left) => {
      const booked = turn.then(() => book(left));
      turn = booked.catch(() => undefined);
      const delay = await booked;
      if (delay > 0) await wait(delay);
    },
    giveBack: () => {
      unused += 1;
    },
  };
};
