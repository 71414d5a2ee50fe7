import * as z from 'zod';
import { dateOfEpochDay, epochDay } from '../platform/time.ts';
import type { Settings } from '../settings/settings.ts';
import type { KpiName } from '../settings/target.ts';
import { shareOf } from './counts.ts';
import { KPIS } from './kpi.ts';
import type { KpiPoint } from './series.ts';

type Target = Settings['targets'][number];

/** How a target stands. Money in minor units. */
export const targetViewSchema = z.object({
  kpi: z.string(),
  value: z.number(),
  from: z.iso.date(),
  by: z.iso.date(),
  state: z.enum(['not_begun', 'on_course', 'behind', 'reached', 'missed', 'not_enough_data']),
  /** The figure so far: the sum since `from` of what adds up, else the latest. */
  current: z.number().nullable(),
  /** What a straight line from `from` to `by` asks for by now. */
  expected: z.number().nullable(),
  /** How much is missing to that; 0 on course. */
  behindBy: z.number().nullable(),
});
export type TargetView = z.infer<typeof targetViewSchema>;

/** The first of January of the year of `by`, unless the target says. */
const startOf = ({ from, by }: Target): string => from ?? `${by.slice(0, 4)}-01-01`;

const averageOf = (points: readonly KpiPoint[]): number | null =>
  shareOf(
    points.reduce((sum, { values }) => sum + (values.revenue ?? 0), 0),
    points.reduce((sum, { valuedOrders }) => sum + valuedOrders, 0),
  );

const latestOf = (points: readonly KpiPoint[], name: KpiName): number | null =>
  points.findLast(({ values }) => values[name] !== null)?.values[name] ?? null;

/** `days`: figures by day up to the last whole day, from the beginning of the target at least. */
export const targetView = (target: Target, days: readonly KpiPoint[]): TargetView => {
  const from = startOf(target);
  const base = { kpi: target.kpi, value: target.value, from, by: target.by };
  const [begin, end] = [epochDay(from), epochDay(target.by)];
  const last = days.at(-1)?.lastDay;
  const nothing = { ...base, current: null, expected: null, behindBy: null };
  if (last === undefined) return { ...nothing, state: 'not_enough_data' };
  if (last < begin) return { ...nothing, state: 'not_begun' };
  const { kind, better } = KPIS[target.kpi];
  const name = target.kpi;
  const inside = days.filter(({ lastDay }) => lastDay >= begin && lastDay <= end);
  const current =
    kind === 'flow'
      ? inside.reduce((sum, { values }) => sum + (values[name] ?? 0), 0)
      : name === 'averageOrderValue'
        ? averageOf(inside)
        : latestOf(inside, name);
  if (current === null) return { ...nothing, state: 'not_enough_data' };
  const passed = Math.min(1, (last - begin + 1) / (end - begin + 1));
  const before =
    kind === 'flow'
      ? 0
      : (latestOf(
          days.filter(({ lastDay }) => lastDay < begin),
          name,
        ) ?? target.value);
  const expected = before + (target.value - before) * passed;
  const missing = better === 'more' ? expected - current : current - expected;
  const met = better === 'more' ? current >= target.value : current <= target.value;
  const over = last >= end;
  // A sum that may not grow beyond its limit is not reached before its last day.
  const reached = met && (over || (better === 'more' && kind === 'flow'));
  const state = reached ? 'reached' : over ? 'missed' : missing > 0 ? 'behind' : 'on_course';
  return { ...base, state, current, expected, behindBy: Math.max(0, missing) };
};

/** The day from which a target looks; one day more tells where it began. */
export const targetFrom = (target: Target): string => dateOfEpochDay(epochDay(startOf(target)) - 1);
