import * as z from 'zod';
import type { BoughtDay } from '../scoring/bought-days.ts';
import { plus } from './counts.ts';
import { type Granularity, periodOf } from './period.ts';

/**
 * What happened in a period, each a plain sum over people, so that shards merge by adding:
 * - `orders`, `valued` (those with money in the reporting currency), `net` (their revenue after refunds, minor units);
 * - `buyers`: distinct people who ordered; `fresh`: those whose first order day lies in the period;
 * - `firstValued`, `firstNet`: the part of `valued` and `net` from people's first order days;
 * - `repeated`: people whose second order lies in the period;
 * - `lapsed`: people who had not ordered for `activeDays` days; `revived`: people who ordered after having lapsed;
 * - `joined`: people first seen in the period.
 */
export const FLOWS = [
  'orders',
  'valued',
  'net',
  'buyers',
  'fresh',
  'firstValued',
  'firstNet',
  'repeated',
  'lapsed',
  'revived',
  'joined',
] as const;
export type FlowName = (typeof FLOWS)[number];

const PLACE = Object.fromEntries(FLOWS.map((name, place) => [name, place]));

/** By the number of the period; what lies before the kept span stands in the period just before it. */
export const flowsSchema = z.record(z.string(), z.array(z.number().int()).length(FLOWS.length));
export type Flows = z.infer<typeof flowsSchema>;

/** Periods kept, the current one included: a little over two years by day, over five by week, forty by month. */
export const KEPT: Readonly<Record<Granularity, number>> = { day: 800, week: 270, month: 480 };

export const flowOf = (row: readonly number[] | undefined, name: FlowName): number => row?.[PLACE[name] ?? -1] ?? 0;

/** Adds people one by one to the counts of one granularity. */
export const createFlows = (granularity: Granularity, asOfDay: number, activeDays: number) => {
  const before = periodOf(granularity, asOfDay) - KEPT[granularity];
  const flows: Flows = {};
  const at = (day: number): number => (Number.isFinite(day) ? Math.max(before, periodOf(granularity, day)) : before);

  const count = (period: number, name: FlowName, by = 1): void => {
    const row = flows[period] ?? new Array<number>(FLOWS.length).fill(0);
    const place = PLACE[name] ?? 0;
    row[place] = plus(row[place] ?? 0, by);
    flows[period] = row;
  };

  const addDay = (bought: BoughtDay, previous: BoughtDay | undefined, next: BoughtDay | undefined): void => {
    const period = at(bought.day);
    count(period, 'orders', bought.orders);
    count(period, 'valued', bought.valued);
    count(period, 'net', bought.net);
    if (!previous || at(previous.day) !== period) count(period, 'buyers');
    if (!previous) {
      count(period, 'fresh');
      count(period, 'firstValued', bought.valued);
      count(period, 'firstNet', bought.net);
    } else if (bought.day - previous.day > activeDays) count(period, 'revived');
    const end = bought.day + activeDays;
    if (end <= asOfDay && (!next || next.day > end)) count(at(end), 'lapsed');
  };

  /** `days`: the person's purchase days up to asOf, ascending; `joinedDay`: when the person was first seen, -Infinity if nobody knows. */
  const add = (days: readonly BoughtDay[], joinedDay: number): void => {
    if (joinedDay <= asOfDay) count(at(joinedDay), 'joined');
    let orders = 0;
    for (const [index, bought] of days.entries()) {
      addDay(bought, days[index - 1], days[index + 1]);
      if (orders < 2 && orders + bought.orders >= 2) count(at(bought.day), 'repeated');
      orders += bought.orders;
    }
  };

  return { add, flows };
};

export const mergeFlows = (into: Flows, from: Readonly<Flows>): void => {
  for (const [period, row] of Object.entries(from)) {
    const known = into[period];
    into[period] = known ? known.map((value, place) => plus(value, row[place] ?? 0)) : [...row];
  }
};
