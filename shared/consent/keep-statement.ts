import { type Clock, DAY, MINUTE, SECOND, toIso } from '../platform/clock.ts';
import type { Settings } from '../settings/settings.ts';
import type { Timer, TimerStore } from '../timers/timer-store.ts';
import { ledgerKey } from './consent-ledger.ts';
import { type Evidence, hasAddress } from './evidence.ts';
import type { ConsentStore } from './evidence-store.ts';
import { nextReconfirmation } from './notices.ts';

/** Kinds of the timers that statements leave behind; the tick looks at both. */
export const SAID_TIMER = 'said';
export const RECONFIRM_TIMER = 'reconfirm';

export type NoticePolicy = Pick<Settings, 'doubleOptIn' | 'notices'>;

export interface KeepStatementDeps {
  readonly consents: Pick<ConsentStore, 'append'>;
  readonly timers: Pick<TimerStore, 'put'>;
  readonly clock: Clock;
}

/** Between the timer and the row that it speaks of lies one write; a tick must not come in between. */
const AFTER_THE_ROW = 15 * SECOND;
/** So long before its day a reconfirmation goes out. */
const AHEAD = 30 * DAY;

/** When the notice of a consent given at `grantedAt` (ISO) is next to be sent; the same for all of one day. */
export const reconfirmAt = (grantedAt: string, now: number): string => {
  const day = Date.parse(nextReconfirmation(grantedAt, now)) - AHEAD;
  return toIso(day - (day % DAY));
};

/** True where a notice or a question can follow: not for what was imported (rule 13) or told on the page where it was said. */
const mayAnswer = (row: Evidence, { doubleOptIn, notices }: NoticePolicy): boolean => {
  if (row.imported || row.file !== undefined || row.told !== undefined || !hasAddress(row.channel)) return false;
  const asks = row.channel === 'email' ? doubleOptIn.email : row.channel === 'sms' ? doubleOptIn.sms : null;
  return notices.result !== null || (row.state === 'granted' && asks !== null);
};

/** What must be looked at later because of a statement of `customerId`. */
export const timersOf = (row: Evidence, customerId: string, policy: NoticePolicy, now: number): Timer[] => {
  const timers: Timer[] = [];
  if (mayAnswer(row, policy)) {
    const dueAt = toIso(Math.ceil((now + AFTER_THE_ROW) / MINUTE) * MINUTE);
    timers.push({ kind: SAID_TIMER, dueAt, id: customerId });
  }
  // Also with notices off: who turns them on next year has the dates of everybody.
  const isAd = row.purpose === 'ad' || row.purpose === 'night';
  if (isAd && row.state === 'granted' && row.basis === 'explicit')
    timers.push({ kind: RECONFIRM_TIMER, dueAt: reconfirmAt(row.at ?? row.receivedAt, now), id: customerId });
  return timers;
};

/** True unless the person is known to have said just this before: an app sends its copy of a consent at every login. */
export const isNews = (row: Evidence, known: readonly Evidence[]): boolean => {
  const same = known.filter((other) => ledgerKey(other) === ledgerKey(row));
  const [last] = same.toSorted((left, right) => (left.receivedAt < right.receivedAt ? 1 : -1));
  if (last === undefined || last.state !== row.state) return true;
  return row.at !== undefined && same.every(({ at }) => at !== row.at) && row.at > (last.at ?? '');
};

/** Writes one statement, and before it the timers of what must follow from it (rule 14). */
export const keepStatement = async (
  { consents, timers, clock }: KeepStatementDeps,
  row: Evidence,
  customerId: string,
  policy: NoticePolicy,
): Promise<void> => {
  for (const timer of timersOf(row, customerId, policy, clock())) await timers.put(timer);
  await consents.append(row);
};
