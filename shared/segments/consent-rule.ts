import { isGranted } from '../consent/consent-state.ts';
import { nextReconfirmation } from '../consent/notices.ts';
import { compares } from '../events/values.ts';
import { DAY } from '../platform/clock.ts';
import type { Profile } from '../profiles/profile.ts';
import type { ConsentLeaf } from './leaf.ts';

/** Whether a leaf about consent holds at `now` (ms). */
export const consentHolds = (leaf: ConsentLeaf, { consent }: Pick<Profile, 'consent'>, now: number): boolean => {
  const states = consent[leaf.consent];
  const topical = leaf.topic === undefined ? undefined : states?.topics?.[leaf.topic];
  const state = topical ?? states?.[leaf.purpose];
  if (isGranted(state, now) !== leaf.is) return false;
  if (leaf.daysAgo === undefined && leaf.reconfirmInDays === undefined) return true;
  if (!state) return false;
  const days = (ms: number): number => Math.floor(ms / DAY);
  if (leaf.daysAgo && !compares(days(now - Date.parse(state.at)), leaf.daysAgo)) return false;
  if (!leaf.reconfirmInDays) return true;
  return compares(days(Date.parse(nextReconfirmation(state.at, now)) - now), leaf.reconfirmInDays);
};
