import { priceFor } from '../campaigns/people-findings.ts';
import { forLink, type Snapshot } from '../campaigns/snapshot.ts';
import type { Clock } from '../platform/clock.ts';
import type { CustomerStore } from '../profiles/customer-store.ts';
import { idsOf } from '../profiles/profile.ts';
import type { Settings } from '../settings/settings.ts';
import { plainOrder } from './chain.ts';
import type { MessageStore } from './message-store.ts';
import { pickOf, preferenceOf, type WayOffered } from './preference.ts';
import type { PickWay } from './ways.ts';

interface PickDependencies {
  readonly customers: Pick<CustomerStore, 'get'>;
  readonly messages: Pick<MessageStore, 'ofCustomer'>;
  /** Base of links in texts, whose length is paid for. */
  readonly shortUrl: string;
  readonly clock: Clock;
}

/** What the message costs for this person by each way that can be written for them. */
const offersOf = (
  snapshot: Snapshot,
  customer: Parameters<typeof priceFor>[1],
  settings: Settings,
  at: { readonly now: number; readonly shortUrl: string },
): WayOffered[] =>
  plainOrder(snapshot.campaign.fallback ?? []).flatMap((link) => {
    const way = forLink(snapshot, link);
    const priceMilli = priceFor(way, customer, settings, at);
    return priceMilli === undefined ? [] : [{ link, channel: way.campaign.channel, priceMilli }];
  });

/** Reads what a person has answered to, where a campaign picks its way by person; whoever is gone gets the campaign's own way, whose gates say so. */
export const createPickWay =
  ({ customers, messages, shortUrl, clock }: PickDependencies): PickWay =>
  async (customerId, snapshot, settings) => {
    const { pick } = snapshot.campaign;
    if (!pick) return undefined;
    const customer = await customers.get(customerId);
    if (!customer) return undefined;
    const ledger = (await Promise.all(idsOf(customer).map((id) => messages.ofCustomer(id)))).flat();
    const offers = offersOf(snapshot, customer, settings, { now: clock(), shortUrl });
    return pickOf(offers, pick.underMilli, preferenceOf(ledger, customer.fold));
  };
