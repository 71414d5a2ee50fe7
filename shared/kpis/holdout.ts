import type { BoughtDay } from '../scoring/bought-days.ts';
import { type Holdout, holdoutOn, isHeldOut } from '../settings/holdout.ts';
import type { Settings } from '../settings/settings.ts';
import { bump, type Counts } from './counts.ts';
import { firstDayOf, monthName, monthOf } from './period.ts';

/** Months looked at each night, the current one included. */
export const HOLDOUT_MONTHS = 13;

/** Money whose squares are summed is cut to so many minor units: sums of squares stay exact, and a spread hardly feels it. */
export const HOLDOUT_UNIT = 100;

export type HoldoutSide = 'held' | 'open';
/** Among the counts of a night's standing. */
export const holdoutKey = (
  month: string,
  side: HoldoutSide,
  figure: 'people' | 'buyers' | 'net' | 'units' | 'squares',
) => `holdout:${month}:${side}:${figure}`;

interface Month {
  readonly name: string;
  readonly first: number;
  /** Last day, or asOf if that is earlier. */
  readonly last: number;
  readonly holdout: Holdout;
}

/**
 * What those who get no ads and everybody else bought in each of the last months, by the draw alone: whoever was known before the
 * month began belongs to one side, reached or not, so that the sides differ by nothing but the draw (intention to treat).
 */
export const createHoldoutBook = (settings: Settings['holdout'], asOfDay: number) => {
  const months: Month[] = [];
  const current = monthOf(asOfDay);
  for (let month = current - HOLDOUT_MONTHS + 1; settings.share > 0 && month <= current; month++) {
    const name = monthName(month);
    const last = Math.min(asOfDay, firstDayOf('month', month + 1) - 1);
    months.push({ name, first: firstDayOf('month', month), last, holdout: holdoutOn(settings, `${name}-01`) });
  }

  const add = (counts: Counts, customerId: string, days: readonly BoughtDay[], joinedDay: number): void => {
    let drawn: { readonly period: string | undefined; readonly side: HoldoutSide } | undefined;
    for (const { name, first, last, holdout } of months) {
      if (joinedDay >= first) continue;
      if (!drawn || drawn.period !== holdout.period)
        drawn = { period: holdout.period, side: isHeldOut(holdout, customerId) ? 'held' : 'open' };
      const { side } = drawn;
      bump(counts, holdoutKey(name, side, 'people'));
      const bought = days.filter(({ day }) => day >= first && day <= last);
      if (bought.length === 0) continue;
      const net = bought.reduce((sum, each) => sum + each.net, 0);
      const units = Math.round(net / HOLDOUT_UNIT);
      bump(counts, holdoutKey(name, side, 'buyers'));
      bump(counts, holdoutKey(name, side, 'net'), net);
      bump(counts, holdoutKey(name, side, 'units'), units);
      bump(counts, holdoutKey(name, side, 'squares'), units ** 2);
    }
  };

  return { add };
};
