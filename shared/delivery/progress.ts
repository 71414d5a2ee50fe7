import type { Channel } from '../templates/template.ts';
import { triedOf } from './chain.ts';
import { type DeferReason, isTerminal, type Message } from './message.ts';

/** `done`: the row is terminal. `later`: it is not, look again at `at`. `used`: a hand-over permission was spent. */
export type Progress = { readonly kind: 'done'; readonly unknown: boolean; readonly used: boolean } | Wait;
/** `away`: a wait of the person's own, perhaps of days, that no first stage waits for. */
export interface Wait {
  readonly kind: 'later';
  readonly at: string;
  readonly used: boolean;
  readonly away: boolean;
  /** Whose workers have to look; the person's own if absent. */
  readonly channel?: Channel;
}

export const done = (used = false, unknown = false): Progress => ({ kind: 'done', unknown, used });
export const later = (at: string, used = false, away = false): Wait => ({ kind: 'later', at, used, away });

const AWAY: ReadonlySet<string | undefined> = new Set<DeferReason>(['tooOften']);

/** Whether a wait for this is one of the person's own. */
export const isAway = (reason: string | undefined): boolean => AWAY.has(reason);

/** Some way of it may yet turn out either way; it may come to stand for the message when word of another comes late. */
const isUnsure = (row: Message): boolean =>
  [...triedOf(row).values()].some(({ status, reason }) => status === 'unknown' && reason === 'noAnswer');

/** What the row already decides: nothing, the end, or that it is not the time yet. */
export const standing = (row: Message | undefined, now: string): Progress | 'expired' | undefined => {
  if (!row) return undefined;
  if (isTerminal(row.status)) return done(false, isUnsure(row));
  if (row.status === 'claimed') {
    const until = row.claimedUntil ?? now;
    return until > now ? later(until) : 'expired';
  }
  return row.until !== undefined && row.until > now ? later(row.until, false, isAway(row.reason)) : undefined;
};
