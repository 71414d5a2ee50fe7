import { firstDayOf, lastDayOf, monthName, monthNumber } from '../../../shared/kpis/period.ts';
import type { Cohort } from '../../../shared/kpis/retention.ts';
import type { KpiPoint } from '../../../shared/kpis/series.ts';
import type { WarningFacts } from '../../../shared/kpis/sign.ts';

const LAST = monthNumber('2026-10');

/** Finished months up to 2026-10, each with some figures. */
export const monthsOf = (count: number, values: (index: number) => Partial<KpiPoint['values']>): KpiPoint[] =>
  Array.from({ length: count }, (_, index) => {
    const month = LAST - count + 1 + index;
    return {
      firstDay: firstDayOf('month', month),
      lastDay: lastDayOf('month', month),
      complete: true,
      buyers: 0,
      valuedOrders: 0,
      allBuyers: 1_000,
      oneTimeBuyers: 0,
      values: { ...everyFigure(), ...values(index) },
    };
  });

const everyFigure = (): KpiPoint['values'] => ({
  members: null,
  newMembers: null,
  activeBuyers: null,
  newBuyers: null,
  returningBuyers: null,
  lapsedBuyers: null,
  orders: null,
  revenue: null,
  averageOrderValue: null,
  oneTimeShare: null,
  repeatRate: null,
  purchaseInterval: null,
  upsell: null,
  churnedShare: null,
  reachableEmail: null,
  reachableSms: null,
  optInGrowthEmail: null,
  optInGrowthSms: null,
  clv12m: null,
});

/** Cohorts whose next month has these shares, the last of them the month before 2026-10. */
export const cohortsOf = (shares: readonly number[], size = 2_000): Cohort[] =>
  shares.map((share, index) => {
    const rest = shares.length - 1 - index;
    const cells = [size, Math.round(size * share), ...new Array<number>(rest).fill(0)];
    return {
      cohort: monthName(LAST - 1 - rest),
      size,
      cells,
      shares: cells.map((cell) => cell / size),
    };
  });

export const ageMonths = (months: readonly KpiPoint[], age: (index: number) => number, known = 0.8) =>
  Object.fromEntries(
    months.map((_, index): [string, [number, number]] => [
      String(LAST - months.length + 1 + index),
      [age(index), known],
    ]),
  );

export const factsOf = (facts: Partial<WarningFacts>): WarningFacts => ({
  months: [],
  cohorts: [],
  incompleteMonth: null,
  mainAges: {},
  activeDays: 180,
  cac: null,
  ltv: null,
  money: (amount) => amount.toLocaleString('en'),
  ...facts,
});
