import { estimatesOf } from './fit-estimates.ts';
import { commonSample, type Measure } from './measure.ts';
import type { Model } from './model.ts';
import { median } from './purchases.ts';
import { fitThresholds } from './rfm.ts';
import type { Run } from './run.ts';

/** The shop's currency if anybody bought in it (or it is all there is), else the one with the most buyers; ties by code. */
const reportingCurrency = (shop: string, buyers: Readonly<Record<string, number>>): string => {
  if (buyers[shop] !== undefined) return shop;
  const most = Object.entries(buyers).sort(
    ([left, leftCount], [right, rightCount]) => rightCount - leftCount || (left < right ? -1 : 1),
  )[0];
  return most?.[0] ?? shop;
};

/** Turns the measures of all shards into the model of the run: a pure function, so a second fit gives the same thresholds. */
export const fitModel = (run: Pick<Run, 'asOf' | 'rules'>, measures: readonly Measure[]): Model => {
  const buyers: Record<string, number> = {};
  for (const measure of measures) {
    for (const [currency, count] of Object.entries(measure.buyers)) buyers[currency] = (buyers[currency] ?? 0) + count;
  }
  const rows = commonSample(measures);
  const currency = reportingCurrency(run.rules.currency, buyers);
  const population = rows.map(([id, recency, frequency, , money]) => ({
    id,
    recency,
    frequency,
    monetary: money[currency] ?? 0,
  }));
  const gaps = Float64Array.from(rows.flatMap(([, , , gap]) => (gap === null ? [] : [gap]))).sort();
  const peerGap = median(gaps);
  const learned = estimatesOf(run, measures, currency);
  return {
    asOf: run.asOf,
    rules: run.rules,
    currency,
    thresholds: fitThresholds(population, run.rules.rfm),
    ...(peerGap === undefined ? {} : { peerGap }),
    ...learned,
  };
};
