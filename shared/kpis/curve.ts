import type { Counts } from './counts.ts';
import { HORIZON } from './next-order.ts';

/** Fewer people say nothing. */
export const CURVE_NEEDS = 50;
/** The window of the best contact. */
const WINDOW = 7;
/** A week in which fewer ordered may be chance. */
const PEAK_NEEDS = 10;

export interface CurvePoint {
  readonly day: number;
  /** Share who had ordered again by this day, of all who could have. */
  readonly share: number;
  /** People known for at least this long who had not ordered again before. */
  readonly atRisk: number;
}

export interface Curve {
  readonly state: 'ok' | 'not_enough_data';
  readonly people: number;
  readonly again: number;
  readonly points: readonly CurvePoint[];
  /** Days after which half have ordered again; null if not half ever do within what is known. */
  readonly median: number | null;
  /** The week in which most of those still waiting order again: days after the first order, both included. */
  readonly bestWindow: { readonly fromDay: number; readonly toDay: number; readonly share: number } | null;
}

interface Step {
  readonly day: number;
  readonly again: number;
  readonly atRisk: number;
}

const stepsOf = (counts: Readonly<Counts>): Step[] => {
  let left = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const steps: Step[] = [];
  for (let day = 0; day <= HORIZON; day++) {
    const again = counts[`a${day}`] ?? 0;
    steps.push({ day, again, atRisk: left });
    left -= again + (counts[`c${day}`] ?? 0);
  }
  return steps;
};

/** Highest share of those at risk who ordered within seven days, among weeks at whose end enough people were still known. */
const bestWindowOf = (steps: readonly Step[]): Curve['bestWindow'] => {
  let best: Curve['bestWindow'] = null;
  for (let from = 1; from + WINDOW - 1 < steps.length; from++) {
    const week = steps.slice(from, from + WINDOW);
    if ((week.at(-1)?.atRisk ?? 0) < CURVE_NEEDS) break;
    const again = week.reduce((sum, step) => sum + step.again, 0);
    const waiting = 1 - week.reduce((product, step) => product * (1 - step.again / step.atRisk), 1);
    if (again >= PEAK_NEEDS && waiting > (best?.share ?? 0))
      best = { fromDay: from, toDay: from + WINDOW - 1, share: waiting };
  }
  return best;
};

/**
 * Product-limit estimate of the time to the next order (Kaplan & Meier 1958, JASA 53): people who have not ordered again
 * count as long as they have been known. The curve ends where fewer than 50 people are left to look at.
 */
export const curveOf = (counts: Readonly<Counts>): Curve => {
  const steps = stepsOf(counts);
  const people = steps[0]?.atRisk ?? 0;
  const again = steps.reduce((sum, step) => sum + step.again, 0);
  if (people < CURVE_NEEDS)
    return { state: 'not_enough_data', people, again, points: [], median: null, bestWindow: null };
  const points: CurvePoint[] = [];
  let waiting = 1;
  for (const { day, again: ordered, atRisk } of steps) {
    if (atRisk < CURVE_NEEDS) break;
    waiting *= 1 - ordered / atRisk;
    points.push({ day, share: 1 - waiting, atRisk });
  }
  const median = points.find(({ share }) => share >= 0.5)?.day ?? null;
  return { state: 'ok', people, again, points, median, bestWindow: bestWindowOf(steps) };
};
