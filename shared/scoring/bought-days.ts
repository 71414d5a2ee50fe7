import type { Profile } from '../profiles/profile.ts';
import { type MoneyRules, type PurchaseDay, unpackDays, valuedIn } from './purchases.ts';

/** One day of a person's purchases over all currencies. */
export interface BoughtDay extends PurchaseDay {
  /** Orders whose money is in `net`: those in the reporting currency, by a dated rate where there is one. */
  readonly valued: number;
}

/** A person's purchase days up to `asOfDay`, ascending; `net` in minor units of `currency`. */
export const boughtDays = (
  fold: Pick<Profile, 'days'>,
  asOfDay: number,
  rules: MoneyRules,
  currency: string,
): BoughtDay[] => {
  const days = new Map<number, BoughtDay>();
  for (const [code, packed] of Object.entries(fold.days)) {
    for (const purchase of unpackDays(packed)) {
      if (purchase.day > asOfDay) break;
      const valued = valuedIn(purchase, code, rules);
      const counts = valued.currency === currency;
      const known = days.get(purchase.day) ?? { day: purchase.day, orders: 0, valued: 0, net: 0 };
      days.set(purchase.day, {
        day: purchase.day,
        orders: known.orders + purchase.orders,
        valued: known.valued + (counts ? purchase.orders : 0),
        net: known.net + (counts ? valued.net : 0),
      });
    }
  }
  return [...days.values()].sort((left, right) => left.day - right.day);
};
