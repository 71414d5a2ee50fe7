import { publicId } from '../events/person.ts';
import type { Customer } from '../profiles/profile.ts';
import type { Brand } from '../settings/settings.ts';
import { NOW } from './engine.ts';

/** Own links of one message. They are never rewritten. */
export interface MessageLinks {
  readonly unsubscribe: string;
  readonly preferences: string;
}

export interface ContextInput {
  readonly customer: Customer;
  readonly brand: Brand;
  readonly campaign: { readonly id: string; readonly name: string };
  readonly links: MessageLinks;
  /** Shop currency: `computed.revenue` is in its minor unit. */
  readonly currency: string;
  /** ISO 8601 UTC. */
  readonly now: string;
}

/** The names that a template sees; their list for checking is in variables.ts. */
export const contextOf = ({ customer, brand, campaign, links, currency, now }: ContextInput): object => {
  const { fold } = customer;
  // Scores of the last run may be older than an objection to them.
  const scores = fold.objectedAt === undefined ? customer.scores : undefined;
  return {
    customer: {
      id: publicId(customer.customerId),
      traits: { ...fold.traits, ...fold.contacts },
      computed: {
        orders: fold.orders,
        revenue: fold.revenue[currency] ?? 0,
        currency,
        firstOrderAt: fold.firstOrderAt,
        lastOrderAt: fold.lastOrderAt,
        firstSeenAt: fold.firstSeenAt,
        lastSeenAt: fold.lastSeenAt,
      },
      scores: { rfm: scores?.rfm ?? undefined, churn: scores ? { flag: scores.churn.flag } : undefined },
    },
    brand: {
      name: brand.name,
      email: brand.email,
      phone: brand.phone,
      address: brand.address,
      optOutNumber: brand.optOutNumber,
    },
    campaign,
    links,
    [NOW]: now,
  };
};
