import { toMajor, toMinor } from '../platform/money.ts';
import type { Settings } from './settings.ts';

/** Minor units of the shop's currency for an amount of another one at the rate of that day; nothing without a rate. */
export type Convert = (amount: number, currency: string, at: string) => number | undefined;

/** The newest rate that stood on a day (`YYYY-MM-DD…`), else none. */
const rateOn = (rates: Settings['exchangeRates'], currency: string, at: string): number | undefined => {
  const day = at.slice(0, 10);
  let best: Settings['exchangeRates'][number] | undefined;
  for (const rate of rates) {
    if (rate.from === currency && rate.date <= day && (!best || rate.date >= best.date)) best = rate;
  }
  return best?.rate;
};

/** Money in a second currency is converted at a dated rate of settings, else kept apart, never summed silently. */
export const converter =
  (settings: Pick<Settings, 'currency' | 'exchangeRates'>): Convert =>
  (amount, currency, at) => {
    if (currency === settings.currency) return amount;
    const rate = rateOn(settings.exchangeRates, currency, at);
    return rate === undefined ? undefined : toMinor(toMajor(amount, currency) * rate, settings.currency);
  };
