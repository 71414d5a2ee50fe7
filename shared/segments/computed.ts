import { computedValue } from '../computed/value.ts';
import { DAY } from '../platform/clock.ts';
import { dateOfEpochDay, startOfDay } from '../platform/time.ts';
import { kindOf } from '../profiles/customer-kind.ts';
import type { Profile } from '../profiles/profile.ts';
import { type MoneyRules, medianGap, type Purchases, purchasesUntil, unpackDays } from '../scoring/purchases.ts';
import type { KindRule } from '../settings/customer-kind.ts';
import { FIGURES, type FigureName } from './leaf.ts';

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

/** Whole days from sign-up to the first order; missing without both, or if the order came first. */
const daysToFirstOrder = (profile: Profile, today: number): number | undefined => {
  const signedUpAt = computedValue(profile.computed?.signedUpAt, today);
  if (typeof signedUpAt !== 'string' || profile.firstOrderAt === undefined) return undefined;
  const ms = Date.parse(profile.firstOrderAt) - Date.parse(signedUpAt);
  return ms >= 0 ? Math.floor(ms / DAY) : undefined;
};

/** Local days from the first to the second order, 0 on the same day; missing before there are two. */
const daysToSecondOrder = (profile: Profile, { days, orders }: Purchases): number | undefined => {
  const [first, second] = days;
  if (first === undefined || orders < 2) return undefined;
  const onFirst = Object.values(profile.days)
    .flatMap(unpackDays)
    .reduce((sum, { day, orders: count }) => sum + (day === first ? count : 0), 0);
  return onFirst >= 2 ? 0 : second === undefined ? undefined : second - first;
};

const isFigure = (name: string): name is FigureName => FIGURES.some((figure) => figure === name);

/**
 * Figures and computed traits by name; undefined is a missing value, and so is one that can no longer be told. Purchases
 * are unpacked once per customer and evaluation.
 */
export const createComputed = (profile: Profile, { today, money, currency, customerKinds }: ComputedContext) => {
  let unpacked: Purchases | undefined;
  const purchases = (): Purchases => {
    unpacked ??= purchasesUntil(profile, today, money);
    return unpacked;
  };
  const revenue = (): number => purchases().money[currency] ?? 0;
  const since = (day: number | undefined): number | undefined => (day === undefined ? undefined : today - day);

  const figure = (name: FigureName): unknown => {
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
      case 'language':
        return profile.language;
      case 'daysBetweenOrders':
        return medianGap(purchases().days);
      case 'daysToFirstOrder':
        return purchases().days.length === 0 ? undefined : daysToFirstOrder(profile, today);
      case 'daysToSecondOrder':
        return daysToSecondOrder(profile, purchases());
    }
  };
  return (name: string): unknown =>
    isFigure(name) ? figure(name) : (computedValue(profile.computed?.[name], today) ?? undefined);
};
