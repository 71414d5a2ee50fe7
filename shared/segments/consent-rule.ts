import { isGranted } from '../consent/consent-state.ts';
import { nextReconfirmation } from '../consent/notices.ts';
import { compares } from '../events/values.ts';
import { DAY } from '../platform/clock.ts';
import type { Profile } from '../profiles/profile.ts';
import type { ConsentLeaf } from './leaf.ts';

/** What the person said of what a leaf is about: of the topic, where something was said of it. */
export const consentState = (leaf: ConsentLeaf, { consent }: Pick<Profile, 'consent'>) => {
  const states = consent[leaf.consent];
  return (leaf.topic === undefined ? undefined : states?.topics?.[leaf.topic]) ?? states?.[leaf.purpose];
};

/** Whether a leaf about consent holds at `now` (ms). */
export const consentHolds = (leaf: ConsentLeaf, fold: Pick<Profile, 'consent'>, now: number): boolean => {
  const state = consentState(leaf, fold);
  if (isGranted(state, now) !== leaf.is) return false;
  if (leaf.daysAgo === undefined && leaf.reconfirmInDays === undefined) return true;
  if (!state) return false;
  const days = (ms: number): number => Math.floor(ms / DAY);
  if (leaf.daysAgo && !compares(days(now - Date.parse(state.at)), leaf.daysAgo)) return false;
  if (!leaf.reconfirmInDays) return true;
  return compares(days(Date.parse(nextReconfirmation(state.at, now)) - now), leaf.reconfirmInDays);
};
