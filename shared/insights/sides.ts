import type { Paired } from '../statistics/cuped.ts';
import type { Moments } from '../statistics/means.ts';
import { type Counters, count, countsUnder } from './counters.ts';

/** One side of a comparison, from counters: an arm that was written to, or the eligible part of people held back. */
export interface Side {
  readonly arm: string;
  readonly prefix: string;
  readonly people: number;
  readonly converted: number;
  /** Revenue per person, minor units. */
  readonly money: Moments;
  readonly paired: Paired;
  /** People who will not be written to again because of the message. */
  readonly lost: number;
}

export const CONTROL = 'control';

/** People who were dealt to the side, whatever became of the message. */
export const dealtTo = (counters: Counters, { arm, prefix, people }: Side): number =>
  arm === CONTROL ? people : count(counters, `${prefix}.dealt`);

export const sideOf = (counters: Counters, arm: string, currency: string): Side => {
  const prefix = arm === CONTROL ? 'control.eligible' : `arm.${arm}`;
  const people = count(counters, arm === CONTROL ? prefix : `${prefix}.sent`);
  const sum = count(counters, `${prefix}.revenue.${currency}`);
  const sumSquares = count(counters, `${prefix}.squares.${currency}`);
  return {
    arm,
    prefix,
    people,
    converted: count(counters, `${prefix}.converted`),
    money: { n: people, sum, sumSquares },
    paired: {
      n: people,
      x: count(counters, `${prefix}.past.${currency}.sum`),
      xx: count(counters, `${prefix}.past.${currency}.squares`),
      y: sum,
      yy: sumSquares,
      xy: count(counters, `${prefix}.pastTimesRevenue.${currency}`),
    },
    lost: count(counters, `${prefix}.lost`),
  };
};

/** Groups of a side, by name. */
export const groupsOf = (counters: Counters, { prefix }: Side) => {
  const found = new Map<string, { people: number; converted: number }>();
  for (const [name, value] of Object.entries(countsUnder(counters, `${prefix}.group.`))) {
    const [, group, figure] = /^(.+)\.(people|converted)$/.exec(name) ?? [];
    if (group === undefined || (figure !== 'people' && figure !== 'converted')) continue;
    const known = found.get(group) ?? { people: 0, converted: 0 };
    found.set(group, { ...known, [figure]: value });
  }
  return found;
};

/** Every pair, the one that stands earlier being what the other is held against. */
export const pairsOf = <T>(all: readonly T[]): (readonly [against: T, arm: T])[] =>
  all.flatMap((against, index) => all.slice(index + 1).map((arm) => [against, arm] as const));
