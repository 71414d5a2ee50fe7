import { RECONFIRM_MONTHS, RESULT_DAYS } from '../law/duties.ts';
import { DAY, toIso } from '../platform/clock.ts';
import { monthsAfter } from '../platform/time.ts';

const SEOUL = 'Asia/Seoul';
/** No month is longer. */
const LONGEST = DAY * 31 * RECONFIRM_MONTHS;

/** The next second anniversary of a consent after `now` (ms): before it the notice is due. */
export const nextReconfirmation = (grantedAt: string, now: number): string => {
  const from = Date.parse(grantedAt);
  const anniversary = (turn: number): number => monthsAfter(from, turn * RECONFIRM_MONTHS, SEOUL);
  let turn = Math.max(1, Math.floor((now - from) / LONGEST));
  while (anniversary(turn) <= now) turn += 1;
  return toIso(anniversary(turn));
};

/** Until when the result must have been told to a person whose statement was received at `receivedAt`. */
export const resultDue = (receivedAt: string): string => toIso(Date.parse(receivedAt) + RESULT_DAYS * DAY);
