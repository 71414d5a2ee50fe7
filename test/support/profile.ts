import { epochDay } from '../../shared/platform/time.ts';
import type { CustomerStore } from '../../shared/profiles/customer-store.ts';
import { type Customer, type Profile, profileSchema } from '../../shared/profiles/profile.ts';

const NOTHING: Profile = {
  kind: 'consumer',
  traits: {},
  contacts: {},
  consent: {},
  events: 0,
  eventCounts: {},
  orders: 0,
  revenue: {},
  days: {},
  zone: 'Asia/Seoul',
};

export const profileOf = (fields: Partial<Profile> = {}): Profile => profileSchema.parse({ ...NOTHING, ...fields });

export const customerOf = (id: string, fields: Partial<Profile> = {}): Customer => ({
  customerId: `u:${id}`,
  version: 1,
  fold: profileOf(fields),
});

/** Packs purchases the way the fold does: `day` is an ISO date, one order each unless told, money in minor units. */
export const packDays = (
  purchases: readonly { readonly day: string; readonly orders?: number; readonly net: number }[],
): string => {
  const days = new Map<number, { orders: number; net: number }>();
  for (const { day, orders = 1, net } of purchases) {
    const at = epochDay(day);
    const known = days.get(at) ?? { orders: 0, net: 0 };
    days.set(at, { orders: known.orders + orders, net: known.net + net });
  }
  return [...days]
    .sort(([left], [right]) => left - right)
    .map(([day, { orders, net }]) => `${day},${orders},${net}`)
    .join(';');
};

/** Puts customers (inner ids) into the table as the fold does. */
export const putCustomers = async (
  customers: Pick<CustomerStore, 'putFold'>,
  people: Readonly<Record<string, Partial<Profile>>>,
): Promise<void> => {
  for (const [id, fields] of Object.entries(people)) {
    const text = JSON.stringify(profileOf(fields));
    await customers.putFold(id, 0, { text, checkpointed: false, outside: [], aliases: [] });
  }
};
