import type { Throttle } from '../campaigns/schedule.ts';
import { allowedIn, nextMinute } from '../campaigns/timing.ts';
import { type Clock, MINUTE } from '../platform/clock.ts';
import type { RateStore } from './rate-store.ts';

/** Allowances that one worker takes at once: few, because what it does not use is lost with the minute. */
const AT_ONCE = 20;

/** A permission that holds until the minute is over. */
export interface Turn {
  readonly isCurrent: () => boolean;
  readonly giveBack: () => void;
}

/** Permissions of throttled campaigns, dealt out by the minute over all workers. */
export const createThrottleGate = (rates: Pick<RateStore, 'takeOfMinute'>, clock: Clock) => {
  const held = new Map<string, { minute: number; left: number; isSpent: boolean }>();
  // Lanes ask side by side; the store is asked by one of them.
  let line: Promise<unknown> = Promise.resolve();

  const book = async (
    campaignId: string,
    throttle: Throttle,
    most: number,
  ): Promise<Turn | { readonly at: number }> => {
    const minute = Math.floor(clock() / MINUTE) * MINUTE;
    let known = held.get(campaignId);
    if (known?.minute !== minute) {
      known = { minute, left: 0, isSpent: false };
      // A worker meets few campaigns in its life; the bound only keeps a long one small.
      if (held.size >= 20) held.clear();
      held.set(campaignId, known);
    }
    if (known.left === 0 && !known.isSpent) {
      const wanted = Math.max(1, Math.min(most, AT_ONCE));
      known.left = await rates.takeOfMinute(campaignId, minute, wanted, allowedIn(throttle, minute));
      known.isSpent = known.left === 0;
    }
    if (known.left === 0) return { at: nextMinute(throttle, minute) };
    const mine = known;
    mine.left -= 1;
    return {
      isCurrent: () => Math.floor(clock() / MINUTE) * MINUTE === minute,
      giveBack: () => {
        mine.left += 1;
      },
    };
  };

  return (campaignId: string, throttle: Throttle, most: number): Promise<Turn | { readonly at: number }> => {
    const booked = line.then(() => book(campaignId, throttle, most));
    line = booked.catch(() => undefined);
    return booked;
  };
};

export type ThrottleGate = ReturnType<typeof createThrottleGate>;
