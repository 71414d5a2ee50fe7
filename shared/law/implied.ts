import { toIso } from '../platform/clock.ts';
import { monthsAfter } from '../platform/time.ts';
import type { Law, Medium } from './law.ts';

/**
 * Until when a trade at `at` (ISO 8601) counts as consent to ads on a medium: ISO 8601 UTC; null if no time ends it; nothing
 * if the law knows no such consent.
 */
export const impliedUntil = ({ implied }: Law, medium: Medium, at: string): string | null | undefined => {
  const months = implied.months[medium];
  return typeof months === 'number' ? toIso(monthsAfter(Date.parse(at), months, implied.zone)) : months;
};
