import type { Throttle } from '../campaigns/schedule.ts';
import { allowedIn, nextMinute } from '../campaigns/timing.ts';
import { type Clock, MINUTE } from '../platform/clock.ts';
import type { Allowances, Turn } from './allowances.ts';

/** Permissions of throttled campaigns, dealt out by the minute over all workers; each holds until its minute is over. */
export const createThrottleGate =
  (allowances: Allowances, clock: Clock) =>
  async (campaignId: string, throttle: Throttle, most: number): Promise<Turn | { readonly at: number }> => {
    const minute = Math.floor(clock() / MINUTE) * MINUTE;
    const period = { lane: `campaign:${campaignId}`, begins: minute, allowed: allowedIn(throttle, minute) };
    const turn = await allowances(period, most);
    if (typeof turn === 'string') return { at: nextMinute(throttle, minute) };
    return { ...turn, isCurrent: () => Math.floor(clock() / MINUTE) * MINUTE === minute };
  };

export type ThrottleGate = ReturnType<typeof createThrottleGate>;
