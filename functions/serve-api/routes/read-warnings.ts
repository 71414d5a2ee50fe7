import { type Acquisition, channelCosts } from '../../../shared/kpis/acquisition.ts';
import type { KpiStore } from '../../../shared/kpis/kpi-store.ts';
import { moneyText } from '../../../shared/kpis/money-text.ts';
import { firstDayOf, monthOf, periodOf } from '../../../shared/kpis/period.ts';
import { retentionTable } from '../../../shared/kpis/retention.ts';
import { kpiSeries } from '../../../shared/kpis/series.ts';
import type { Warning } from '../../../shared/kpis/warning.ts';
import { warningsOf } from '../../../shared/kpis/warnings.ts';
import { epochDay } from '../../../shared/platform/time.ts';
import type { ReportStore } from '../../../shared/segments/report-store.ts';
import { standingOf } from './kpi-view.ts';

/** Enough for two years and the months that a rule looks back on. */
const MONTHS = 30;

export interface SignsOfRun {
  readonly asOf: string;
  readonly currency: string;
  readonly data: Warning[];
}

/** The six signs as of the newest run up to a day; nothing before the first run. */
export const readWarnings = async (
  kpis: Pick<KpiStore, 'history' | 'retention' | 'acquired'>,
  reports: Pick<ReportStore, 'lastKpi'>,
  until: string,
  acquisition: Acquisition | undefined,
): Promise<SignsOfRun | undefined> => {
  const [history, cohorts, snapshot, acquired] = await Promise.all([
    kpis.history(until),
    kpis.retention(until),
    reports.lastKpi(until),
    kpis.acquired(until),
  ]);
  if (!history || !cohorts) return undefined;
  const { asOf, currency, mainAges, activeDays } = history;
  const asOfDay = epochDay(asOf);
  const from = firstDayOf('month', periodOf('month', asOfDay) - MONTHS);
  const table = retentionTable(cohorts.cohorts, epochDay(cohorts.asOf), cohorts.lastOrderDay);
  const data = warningsOf({
    months: kpiSeries(history, asOfDay, { granularity: 'month', from, to: asOfDay }),
    cohorts: table.cohorts,
    incompleteMonth: table.incompleteMonth,
    mainAges,
    activeDays,
    cac: acquired && acquisition ? channelCosts(acquisition, acquired.acquired, monthOf(asOfDay)).overall.cac : null,
    ltv: snapshot ? (standingOf(snapshot, currency).figures.clv12m ?? null) : null,
    money: (amount, language) => moneyText(amount, currency, language),
  });
  return { asOf, currency, data };
};
