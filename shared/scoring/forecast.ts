import { type CountInterval, ordersExpected, ordersInterval } from '../estimates/person.ts';
import { chanceWithin } from '../estimates/waiting.ts';
import { epochDay, localEpochDay } from '../platform/time.ts';
import type { Customer } from '../profiles/profile.ts';
import { boughtOf, inPopulation, type Model } from './model.ts';
import { purchasesUntil } from './purchases.ts';

/** Why there is no forecast of somebody. */
export type NoForecast = 'objected' | 'no_order' | 'no_model' | 'too_few_repeat_buyers';

export interface Forecast {
  readonly expectedOrders: number;
  /** Nine in ten such people order on a number of days within it. */
  readonly interval: CountInterval;
}

/** Purchase days of one buyer in the `days` after the run's day, or why there is no figure. */
export const forecastOf = (customer: Customer, model: Model | undefined, days: number): Forecast | NoForecast => {
  if (!model?.estimates) return 'no_model';
  if (customer.fold.objectedAt !== undefined) return 'objected';
  const purchases = purchasesUntil(customer.fold, epochDay(model.asOf), model.rules);
  if (!inPopulation(customer.fold, model.rules, purchases)) return 'no_order';
  const bought = boughtOf(customer, model);
  const expectedOrders = ordersExpected(model.estimates, bought, days);
  const interval = ordersInterval(model.estimates, bought, days);
  if (expectedOrders === undefined || interval === undefined) return 'too_few_repeat_buyers';
  return { expectedOrders, interval };
};

const FIRST_ORDER_DAYS = 90;

/** Chance that somebody who has never ordered does so in the next 90 days, from how long others took; nothing without enough. */
export const firstOrderOf = (
  customer: Customer,
  model: Model | undefined,
): { readonly chance: number; readonly withinDays: number } | undefined => {
  const { fold } = customer;
  if (!model?.estimates || fold.objectedAt !== undefined || fold.firstSeenAt === undefined) return undefined;
  const asOfDay = epochDay(model.asOf);
  if (purchasesUntil(fold, asOfDay, model.rules).orders > 0) return undefined;
  const waited = asOfDay - localEpochDay(Date.parse(fold.firstSeenAt), fold.zone);
  if (waited < 0) return undefined;
  const chance = chanceWithin(model.estimates.firstOrder, waited, FIRST_ORDER_DAYS);
  return chance === undefined ? undefined : { chance, withinDays: FIRST_ORDER_DAYS };
};
