import * as z from 'zod';
import { epochDay } from '../platform/time.ts';
import { kindOf } from '../profiles/customer-kind.ts';
import type { Customer, Scores } from '../profiles/profile.ts';
import { settingsSchema } from '../settings/settings.ts';
import { churnOf, OBJECTED } from './churn.ts';
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

/** The scores of one customer under a frozen model: the same answer in the nightly run, on read and at hand-over. */
export const scoreCustomer = (customer: Scorable, model: Model): Omit<Scores, 'runId'> => {
  if (customer.fold.objectedAt !== undefined) return { asOf: model.asOf, rfm: null, churn: OBJECTED };
  const asOfDay = epochDay(model.asOf);
  const { values, purchases } = rfmValues(customer, asOfDay, model.rules, model.currency);
  const churn = churnOf(values ? purchases.days : [], asOfDay, { churn: model.rules.churn, peerGap: model.peerGap });
  if (!values) return { asOf: model.asOf, rfm: null, churn };
  const scores = scoreRfm(values, model.thresholds);
  return { asOf: model.asOf, rfm: { ...scores, segment: rfmSegment(scores.r, scores.f) }, churn };
};

/** Bands only: exact day counts change every night and are computed on read instead of written. */
export const sameBands = (left: Omit<Scores, 'runId'>, right: Omit<Scores, 'runId'>): boolean =>
  left.rfm?.r === right.rfm?.r &&
  left.rfm?.f === right.rfm?.f &&
  left.rfm?.m === right.rfm?.m &&
  left.rfm?.segment === right.rfm?.segment &&
  left.churn.flag === right.churn.flag &&
  left.churn.reason.code === right.churn.reason.code;
