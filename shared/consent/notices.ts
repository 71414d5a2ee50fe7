import { DAY, toIso } from '../platform/clock.ts';

/** Years after which the sender must tell the receiver again what was agreed (정보통신망법 제50조 ⑧, 시행령 제62조의3). */
const RECONFIRM_YEARS = 2;
/** Days within which the result of a consent, refusal or withdrawal must be told (제50조 ⑦, 시행령 제62조의2). */
const RESULT_DAYS = 14;

/** The same day of a later year; 29 February falls on the 28th where there is none. */
const yearsAfter = (iso: string, years: number): string => {
  const from = new Date(iso);
  const [year, month] = [from.getUTCFullYear() + years, from.getUTCMonth()];
  const lastDay = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  return toIso(Date.UTC(year, month, Math.min(from.getUTCDate(), lastDay)) + (from.getTime() % DAY));
};

/** The next second anniversary of a consent after `now` (ms): before it the notice is due. */
export const nextReconfirmation = (grantedAt: string, now: number): string => {
  const passed = Math.floor((now - Date.parse(grantedAt)) / (DAY * 366 * RECONFIRM_YEARS));
  let turn = Math.max(1, passed);
  while (Date.parse(yearsAfter(grantedAt, turn * RECONFIRM_YEARS)) <= now) turn += 1;
  return yearsAfter(grantedAt, turn * RECONFIRM_YEARS);
};

/** Until when the result must have been told to a person whose statement was received at `receivedAt`. */
export const resultDue = (receivedAt: string): string => toIso(Date.parse(receivedAt) + RESULT_DAYS * DAY);
