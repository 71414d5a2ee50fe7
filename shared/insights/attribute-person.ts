import type { WatchedGoals } from '../campaigns/watched-goals.ts';
import type { Happened } from '../events/find-named.ts';
import type { CustomerStore } from '../profiles/customer-store.ts';
import type { SettingsStore } from '../settings/settings-store.ts';
import { attributeCustomer } from './attribute-customer.ts';
import type { AttributionStore } from './attribution-store.ts';

export interface AttributeDeps {
  readonly store: AttributionStore;
  readonly customers: Pick<CustomerStore, 'get'>;
  readonly settings: Pick<SettingsStore, 'current'>;
}

/** Attribution of whoever an id belongs to now: the row of an id that was merged concerns its survivor's orders. */
export const createAttributePerson =
  ({ store, customers, settings }: AttributeDeps) =>
  async (id: string, told?: readonly Happened[]): Promise<void> => {
    const customer = await customers.get(id);
    const { currency, exchangeRates } = await settings.current();
    const person = { customerId: customer?.customerId ?? id, otherIds: customer?.linkedIds ?? [] };
    await attributeCustomer(store, person, { currency, exchangeRates }, told);
  };

/** What is done for a person of whom events came in, or whom ids have joined: then nothing says which events are new. */
export type ReachGoals = (id: string, happened?: readonly Happened[]) => Promise<void>;

/** Marks the messages of a person whose goal one of the events is; no read of the person where none is anybody's. */
export const createReachGoals =
  (deps: AttributeDeps & { readonly watched: WatchedGoals }): ReachGoals =>
  async (id, happened) => {
    if (happened?.length === 0) return;
    const watched = await deps.watched();
    const goals = happened?.filter(({ name }) => watched.has(name));
    if (goals ? goals.length > 0 : watched.size > 0) await createAttributePerson(deps)(id, goals);
  };
