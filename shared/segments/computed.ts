import { dateOfEpochDay, startOfDay } from '../platform/time.ts';
import { kindOf } from '../profiles/customer-kind.ts';
import type { Profile } from '../profiles/profile.ts';
import { type MoneyRules, type Purchases, purchasesUntil } from '../scoring/purchases.ts';
import type { KindRule } from '../settings/customer-kind.ts';
import type { Computed } from './leaf.ts';

/** What the figures of a customer depend on, beside the profile. */
export interface ComputedContext {
  /** Local calendar day of the evaluation; later purchases do not exist. */
  readonly today: number;
  readonly money: MoneyRules;
  /** Reporting currency of `revenue` and `averageOrderValue`. */
  readonly currency: string;
  /** The shop's rules of who is no consumer. */
  readonly customerKinds?: readonly KindRule[];
}

/** The stored instant if it lies within the evaluation, else the start of the last purchase day that does. */
const lastOrderAt = (profile: Profile, purchases: Purchases, today: number): string | undefined => {
  const last = purchases.days.at(-1);
  if (last === undefined) return undefined;
  if (
    profile.lastOrderAt !== undefined &&
    startOfDay(dateOfEpochDay(today + 1), profile.zone) > Date.parse(profile.lastOrderAt)
  ) {
    return profile.lastOrderAt;
  }
  return new Date(startOfDay(dateOfEpochDay(last), profile.zone)).toISOString();
};

/** Figures by name; undefined is a missing value. Purchases are unpacked once per customer and evaluation. */
export const createComputed = (profile: Profile, { today, money, currency, customerKinds }: ComputedContext) => {
  let unpacked: Purchases | undefined;
  const purchases = (): Purchases => {
    unpacked ??= purchasesUntil(profile, today, money);
    return unpacked;
  };
  const revenue = (): number => purchases().money[currency] ?? 0;
  const since = (day: number | undefined): number | undefined => (day === undefined ? undefined : today - day);

  return (name: Computed): unknown => {
    switch (name) {
      case 'orders':
        return purchases().orders;
      case 'revenue':
        return revenue();
      case 'averageOrderValue':
        return purchases().orders === 0 ? undefined : revenue() / purchases().orders;
      case 'purchaseDays':
        return purchases().days.length;
      case 'firstOrderAt':
        return purchases().days.length === 0 ? undefined : profile.firstOrderAt;
      case 'lastOrderAt':
        return lastOrderAt(profile, purchases(), today);
      case 'daysSinceFirstOrder':
        return since(purchases().days[0]);
      case 'daysSinceLastOrder':
        return since(purchases().days.at(-1));
      case 'events':
        return profile.events;
      case 'firstSeenAt':
        return profile.firstSeenAt;
      case 'lastSeenAt':
        return profile.lastSeenAt;
      case 'kind':
        return kindOf(profile, customerKinds);
      case 'country':
        return profile.country;
    }
  };
};
