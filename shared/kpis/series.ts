import type { KpiName } from '../settings/target.ts';
import { shareOf } from './counts.ts';
import { type FlowName, flowOf, KEPT } from './flows.ts';
import type { KpiHistory } from './history.ts';
import { firstDayOf, type Granularity, lastDayOf, periodOf } from './period.ts';

/** What only one night could tell, by the day of its run. */
export interface Standing {
  /** Days since 1970-01-01 of the run: it saw the state at the end of the day before. */
  readonly asOfDay: number;
  readonly figures: Partial<Record<KpiName, number | null>>;
}

export interface KpiPoint {
  readonly firstDay: number;
  readonly lastDay: number;
  /** False while the period is not over: its flows still grow. */
  readonly complete: boolean;
  readonly values: Readonly<Record<KpiName, number | null>>;
  /** Distinct people who ordered. */
  readonly buyers: number;
  /** Orders whose money is in the revenue. */
  readonly valuedOrders: number;
  /** All who have ordered by the end of the period, and those of them with one order. */
  readonly allBuyers: number;
  readonly oneTimeBuyers: number;
}

interface Levels {
  members: number;
  active: number;
  buyers: number;
  repeated: number;
}

const NO_STANDING: Standing['figures'] = {};

/** First period with anything to say: where figures are kept and, unless older ones were summed up, something happened. */
const beginningOf = (history: KpiHistory, granularity: Granularity, asOfPeriod: number): number => {
  const periods = Object.keys(history.flows[granularity]).map(Number);
  const kept = asOfPeriod - KEPT[granularity] + 1;
  return periods.length === 0 ? asOfPeriod + 1 : Math.max(kept, Math.min(...periods));
};

/** The last whole week that a day can look back on. */
const wholeWeek = (day: number): number => periodOf('week', day + 1) - 1;

/**
 * Figures of every period that touches the days from `from` to `to`, oldest first. Days that are not over are left out;
 * a week or month that is not over says so.
 */
export const kpiSeries = (
  history: KpiHistory,
  asOfDay: number,
  { granularity, from, to }: { readonly granularity: Granularity; readonly from: number; readonly to: number },
  standings: readonly Standing[] = [],
): KpiPoint[] => {
  const flows = history.flows[granularity];
  const lastPeriod = granularity === 'day' ? asOfDay - 1 : periodOf(granularity, asOfDay);
  const begin = Math.max(
    periodOf(granularity, from),
    beginningOf(history, granularity, periodOf(granularity, asOfDay)),
  );
  const end = Math.min(periodOf(granularity, to), lastPeriod);
  const levels: Levels = { members: 0, active: 0, buyers: 0, repeated: 0 };
  const pass = (row: readonly number[] | undefined): void => {
    levels.members += flowOf(row, 'joined');
    levels.active += flowOf(row, 'fresh') + flowOf(row, 'revived') - flowOf(row, 'lapsed');
    levels.buyers += flowOf(row, 'fresh');
    levels.repeated += flowOf(row, 'repeated');
  };
  for (const [period, row] of Object.entries(flows)) if (Number(period) < begin) pass(row);
  const points: KpiPoint[] = [];
  for (let period = begin; period <= end; period++) {
    const row = flows[period];
    pass(row);
    const lastDay = lastDayOf(granularity, period);
    const standing = standings.findLast(
      (one) => one.asOfDay <= lastDay + 1 && one.asOfDay > firstDayOf(granularity, period),
    );
    const interval = history.intervals[wholeWeek(Math.min(lastDay, asOfDay - 1))]?.[0] ?? null;
    points.push(pointOf(row, levels, { granularity, period, asOfDay, interval }, standing?.figures ?? NO_STANDING));
  }
  return points;
};

const pointOf = (
  row: readonly number[] | undefined,
  levels: Readonly<Levels>,
  at: { granularity: Granularity; period: number; asOfDay: number; interval: number | null },
  standing: Standing['figures'],
): KpiPoint => {
  const flow = (name: FlowName): number => flowOf(row, name);
  const later = shareOf(flow('net') - flow('firstNet'), flow('valued') - flow('firstValued'));
  const first = shareOf(flow('firstNet'), flow('firstValued'));
  const lastDay = lastDayOf(at.granularity, at.period);
  return {
    firstDay: firstDayOf(at.granularity, at.period),
    lastDay,
    complete: lastDay < at.asOfDay,
    buyers: flow('buyers'),
    valuedOrders: flow('valued'),
    allBuyers: levels.buyers,
    oneTimeBuyers: levels.buyers - levels.repeated,
    values: {
      members: levels.members,
      newMembers: flow('joined'),
      activeBuyers: levels.active,
      newBuyers: flow('fresh'),
      returningBuyers: flow('buyers') - flow('fresh'),
      lapsedBuyers: flow('lapsed'),
      orders: flow('orders'),
      revenue: flow('net'),
      averageOrderValue: shareOf(flow('net'), flow('valued')),
      oneTimeShare: shareOf(levels.buyers - levels.repeated, levels.buyers),
      repeatRate: shareOf(levels.repeated, levels.buyers),
      purchaseInterval: at.interval,
      upsell: later === null || first === null || first === 0 ? null : later / first,
      churnedShare: standing.churnedShare ?? null,
      reachableEmail: standing.reachableEmail ?? null,
      reachableSms: standing.reachableSms ?? null,
      optInGrowthEmail: standing.optInGrowthEmail ?? null,
      optInGrowthSms: standing.optInGrowthSms ?? null,
      clv12m: standing.clv12m ?? null,
    },
  };
};
