import { publicId } from '../events/person.ts';
import { localEpochDay } from '../platform/time.ts';
import { NO_PRODUCTS, type ProductContext } from '../products/product-blocks.ts';
import type { Customer } from '../profiles/profile.ts';
import { createComputed } from '../segments/computed.ts';
import { FIGURES } from '../segments/leaf.ts';
import type { Brand } from '../settings/brand.ts';
import { NOW } from './filters.ts';

/** Own links of one message. They are never rewritten. */
export interface MessageLinks {
  readonly unsubscribe: string;
  readonly preferences: string;
  /** Confirms what was asked for (double opt-in); only in the message that asks. */
  readonly confirm?: string | undefined;
  /** Page of the message's survey; of a template that asks nothing it is not read. */
  readonly survey?: string | undefined;
}

export interface ContextInput {
  readonly customer: Customer;
  readonly brand: Brand;
  /** `offer`: what the person's arm of the campaign brings. */
  readonly campaign: { readonly id: string; readonly name: string; readonly offer?: string | undefined };
  readonly links: MessageLinks;
  /** Ads in a row that the person has left without an answer; 0 where nobody has looked. */
  readonly ignoredAds?: number | undefined;
  /** What the caller of a single message sent along. */
  readonly data?: object | undefined;
  /** What the template reads of the catalogue. */
  readonly products?: ProductContext | undefined;
  /** Shop currency: `computed.revenue` is in its minor unit. */
  readonly currency: string;
  /** ISO 8601 UTC. */
  readonly now: string;
}

/** Figures and computed traits as of the moment of rendering; money that is in another currency is never converted here. */
const computedOf = ({ customer: { fold }, currency, now }: ContextInput): object => {
  const today = localEpochDay(Date.parse(now), fold.zone);
  const computed = createComputed(fold, { today, money: { currency, exchangeRates: [] }, currency });
  return Object.fromEntries([...FIGURES, ...Object.keys(fold.computed ?? {})].map((name) => [name, computed(name)]));
};

/** The names that a template sees; their list for checking is in variables.ts. */
export const contextOf = (input: ContextInput): object => {
  const { customer, brand, campaign, links, data, currency, now } = input;
  const { fold } = customer;
  // Scores of the last run may be older than an objection to them.
  const scores = fold.objectedAt === undefined ? customer.scores : undefined;
  return {
    customer: {
      id: publicId(customer.customerId),
      traits: { ...fold.traits, ...fold.contacts },
      computed: {
        ...computedOf(input),
        orders: fold.orders,
        revenue: fold.revenue[currency] ?? 0,
        currency,
        firstOrderAt: fold.firstOrderAt,
        lastOrderAt: fold.lastOrderAt,
        firstSeenAt: fold.firstSeenAt,
        lastSeenAt: fold.lastSeenAt,
      },
      ignoredAds: input.ignoredAds ?? 0,
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
    data: data ?? {},
    ...(input.products ?? NO_PRODUCTS),
    [NOW]: now,
  };
};
