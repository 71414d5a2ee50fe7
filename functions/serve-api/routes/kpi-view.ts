import { definitionOf, KPIS } from '../../../shared/kpis/kpi.ts';
import type { KpiPoint, Standing } from '../../../shared/kpis/series.ts';
import { dateOfEpochDay, epochDay } from '../../../shared/platform/time.ts';
import type { Kpi } from '../../../shared/segments/figures.ts';
import { KPI_NAMES } from '../../../shared/settings/target.ts';

const money = (amount: number, currency: string) => ({ amount: Math.round(amount), currency });

const shareOf = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole);

/** What the run of a morning could tell and no later one can. */
export const standingOf = (kpi: Kpi, currency: string): Standing => {
  const { standing, reachable } = kpi;
  const flags = Object.entries(standing).filter(([key]) => key.startsWith('flag:'));
  const growth = (channel: string): number | null =>
    standing.members === undefined
      ? null
      : (standing[`optIn:${channel}:new`] ?? 0) - (standing[`optIn:${channel}:gone`] ?? 0);
  return {
    asOfDay: epochDay(kpi.day),
    figures: {
      churnedShare: shareOf(
        standing['flag:churned'] ?? 0,
        flags.reduce((sum, [, count]) => sum + count, 0),
      ),
      reachableEmail: reachable.email ?? 0,
      reachableSms: reachable.sms ?? 0,
      optInGrowthEmail: growth('email'),
      optInGrowthSms: growth('sms'),
      // A value in another currency says nothing here.
      clv12m: kpi.currency === currency ? shareOf(standing['clv:sum'] ?? 0, standing['clv:people'] ?? 0) : null,
    },
  };
};

/** A period's figures; those that only a night could tell are null where no night did. */
export const periodView = (point: KpiPoint, currency: string, snapshot: Kpi | undefined) => {
  const { values } = point;
  const per12m = snapshot?.averageRevenue12m ?? null;
  return {
    date: dateOfEpochDay(point.firstDay),
    to: dateOfEpochDay(point.lastDay),
    complete: point.complete,
    orders: values.orders,
    revenue: money(values.revenue ?? 0, currency),
    buyers: point.buyers,
    newCustomers: values.newBuyers,
    customers: snapshot?.customers ?? values.members,
    allBuyers: point.allBuyers,
    oneTimeBuyers: point.oneTimeBuyers,
    oneTimeShare: values.oneTimeShare,
    repeatRate: values.repeatRate,
    activeBuyers12m: snapshot?.activeBuyers12m ?? null,
    averageRevenue12m: per12m === null ? null : money(per12m, snapshot?.currency ?? currency),
    reachable: snapshot?.reachable ?? null,
    churn: snapshot?.churn ?? null,
    values,
  };
};

/** Every figure with its unit and how it is counted. */
export const definitionsView = (activeDays: number) =>
  KPI_NAMES.map((kpi) => {
    const { name, unit, kind, better } = KPIS[kpi];
    return { kpi, name, unit, kind, better, definition: definitionOf(kpi, activeDays) };
  });
