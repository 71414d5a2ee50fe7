import { fitEstimates } from '../estimates/estimates.ts';
import { unpackHistories } from '../estimates/histories.ts';
import type { Waits } from '../estimates/waiting.ts';
import { minorDigits } from '../platform/money.ts';
import { epochDay } from '../platform/time.ts';
import { backtestOf } from './backtest.ts';
import type { Measure } from './measure.ts';
import type { Model } from './model.ts';
import type { Run } from './run.ts';

const merged = (parts: readonly Readonly<Record<string, number>>[]): Waits => {
  const waits = new Map<number, number>();
  for (const part of parts)
    for (const [days, count] of Object.entries(part)) waits.set(Number(days), (waits.get(Number(days)) ?? 0) + count);
  return waits;
};

/** What the run learns of how people buy, and how well the same method would have told the last weeks. */
export const estimatesOf = (
  { asOf, rules }: Pick<Run, 'asOf' | 'rules'>,
  measures: readonly Measure[],
  currency: string,
): Pick<Model, 'estimates' | 'backtest'> => {
  const { churn, model } = rules;
  const people = unpackHistories(measures.map(({ histories }) => histories));
  const firstOrder = {
    done: merged(measures.map((measure) => measure.firstOrder.done)),
    waiting: merged(measures.map((measure) => measure.firstOrder.waiting)),
  };
  const asked = {
    unitDays: model.unitDays,
    bgNbd: model.bgNbd ?? undefined,
    gammaGamma: model.gammaGamma ?? undefined,
    method: churn.method,
    horizonDays: churn.horizonDays,
  };
  const money = { currency, minorPerMajor: 10 ** minorDigits(currency) };
  return {
    estimates: fitEstimates(people, firstOrder, asked, money),
    backtest: backtestOf({ people, asOfDay: epochDay(asOf), churn, rules: asked, money }),
  };
};
