import * as z from 'zod';
import { estimatesSchema } from '../estimates/estimates.ts';
import type { Bought } from '../estimates/histories.ts';
import { aliveChance, nextOrder, personValue } from '../estimates/person.ts';
import { minorDigits } from '../platform/money.ts';
import { dateOfEpochDay, epochDay } from '../platform/time.ts';
import { kindOf } from '../profiles/customer-kind.ts';
import type { Customer, Scores } from '../profiles/profile.ts';
import { settingsSchema } from '../settings/settings.ts';
import { backtestSchema } from './backtest-schema.ts';
import { boughtDays } from './bought-days.ts';
import { type Churn, churnOf } from './churn.ts';
import { OBJECTED } from './churn-flag.ts';
import { type Purchases, purchasesUntil } from './purchases.ts';
import { type RfmValues, rfmSegment, scoreRfm, thresholdsSchema } from './rfm.ts';

/** The part of the settings that a run freezes, so that a change at noon does not mix two nights. */
export const runRulesSchema = settingsSchema.pick({
  timezone: true,
  currency: true,
  rfm: true,
  churn: true,
  exchangeRates: true,
  customerKinds: true,
  kpis: true,
  holdout: true,
  model: true,
});
type RunRules = z.infer<typeof runRulesSchema>;

/** What a finished fit knows: enough to score any one customer, tonight or on read, without the others. */
export const modelSchema = z.object({
  asOf: z.iso.date(),
  rules: runRulesSchema,
  thresholds: thresholdsSchema,
  /** Reporting currency: the shop's, or the most used one if nobody has bought in the shop's. */
  currency: z.string(),
  /** Median of returning buyers' median gaps, days. */
  peerGap: z.number().optional(),
  /** How people of this shop buy, and how well the same method told the last weeks; absent in runs of earlier versions. */
  estimates: estimatesSchema.optional(),
  backtest: backtestSchema.optional(),
});
export type Model = z.infer<typeof modelSchema>;

/** Only consumers with an order form the population; everybody else is a prospect without R, F and M. */
export const inPopulation = (
  fold: Pick<Customer['fold'], 'kind' | 'traits' | 'contacts'>,
  { customerKinds }: Pick<RunRules, 'customerKinds'>,
  purchases: Purchases,
): boolean => purchases.orders > 0 && kindOf(fold, customerKinds) === 'consumer';

type Scorable = Pick<Customer, 'customerId'> & {
  readonly fold: Pick<Customer['fold'], 'kind' | 'traits' | 'contacts' | 'days' | 'objectedAt'>;
};

/** R, F and M of one customer before scoring; absent outside the population. */
const rfmValues = (
  customer: Scorable,
  asOfDay: number,
  rules: RunRules,
  currency: string,
): { values: RfmValues | undefined; purchases: Purchases } => {
  const purchases = purchasesUntil(customer.fold, asOfDay, rules);
  const last = purchases.days.at(-1);
  if (last === undefined || !inPopulation(customer.fold, rules, purchases)) return { values: undefined, purchases };
  const values = {
    id: customer.customerId,
    recency: asOfDay - last,
    frequency: rules.rfm.frequency === 'days' ? purchases.days.length : purchases.orders,
    monetary: purchases.money[currency] ?? 0,
  };
  return { values, purchases };
};

/** A buyer's days as the estimates see them. */
export const boughtOf = ({ fold }: Scorable, { asOf, rules, currency }: Model): Bought => {
  const asOfDay = epochDay(asOf);
  const days = boughtDays(fold, asOfDay, rules, currency);
  const first = days[0]?.day ?? asOfDay;
  return {
    age: asOfDay - first,
    offsets: days.map(({ day }) => day - first),
    nets: days.map(({ net, valued }) => (valued === 0 ? null : net)),
  };
};

/** What the estimates add to a buyer's scores. Who is gone has no expected next order. */
const estimated = (bought: Bought, churn: Churn, model: Model): Pick<Scores, 'churn' | 'value'> => {
  const { estimates, rules } = model;
  if (!estimates) return { churn };
  const pAlive = aliveChance(estimates, bought);
  const next = churn.flag === 'churned' ? undefined : nextOrder(estimates, bought);
  const value = personValue(estimates, bought, rules.model, { minorPerMajor: 10 ** minorDigits(model.currency) });
  const date = (days: number): string => dateOfEpochDay(epochDay(model.asOf) + days);
  return {
    churn: {
      ...churn,
      ...(pAlive === undefined ? {} : { pAlive }),
      ...(next
        ? { expectedNextOrderAt: date(next.days), expectedNextOrder: { from: date(next.low), to: date(next.high) } }
        : {}),
    },
    ...(value
      ? {
          value: {
            expectedOrders12m: value.expectedOrders12m,
            ...(value.expectedOrderValue === undefined ? {} : { expectedOrderValue: value.expectedOrderValue }),
            ...(value.clv12m === undefined ? {} : { clv12m: value.clv12m }),
          },
        }
      : {}),
  };
};

/** The scores of one customer under a frozen model, exact: the same answer in the nightly run, on read and at hand-over. */
export const scoreCustomer = (customer: Scorable, model: Model): Omit<Scores, 'runId'> => {
  if (customer.fold.objectedAt !== undefined) return { asOf: model.asOf, rfm: null, churn: OBJECTED };
  const asOfDay = epochDay(model.asOf);
  const { values, purchases } = rfmValues(customer, asOfDay, model.rules, model.currency);
  const bought = values && boughtOf(customer, model);
  const churn = churnOf(values ? purchases.days : [], asOfDay, { ...model, churn: model.rules.churn }, bought?.nets);
  if (!values || !bought) return { asOf: model.asOf, rfm: null, churn };
  const scores = scoreRfm(values, model.thresholds);
  return {
    asOf: model.asOf,
    rfm: { ...scores, segment: rfmSegment(scores.r, scores.f) },
    ...estimated(bought, churn, model),
  };
};

/** What a profile keeps: bands and flags. Exact figures change every night and are computed on read (rule 15). */
export const keptScores = ({ churn, value: _value, ...scores }: Omit<Scores, 'runId'>): Omit<Scores, 'runId'> => ({
  ...scores,
  churn: { flag: churn.flag, reason: churn.reason },
});

/** Bands only: exact day counts change every night and are computed on read instead of written. */
export const sameBands = (left: Omit<Scores, 'runId'>, right: Omit<Scores, 'runId'>): boolean =>
  left.rfm?.r === right.rfm?.r &&
  left.rfm?.f === right.rfm?.f &&
  left.rfm?.m === right.rfm?.m &&
  left.rfm?.segment === right.rfm?.segment &&
  left.churn.flag === right.churn.flag &&
  left.churn.reason.code === right.churn.reason.code;
