import type * as z from 'zod';
import { orderSchema } from '../orders/order.ts';
import { campaignSubject } from '../tables/keys.ts';
import { MODELS } from './attribution-models.ts';
import type { Contribution } from './counters.ts';
import { add, type Counters, NO_COUNTERS } from './counters.ts';

const one = 1n;

/** The part of an order that attribution counts; how it came together does not matter here. */
export const earnedSchema = orderSchema.pick({ currency: true, net: true, placedAt: true, attribution: true });
type EarnedOrder = z.infer<typeof earnedSchema>;

/** What one order adds to the campaign that earned it. Orders without a campaign add nothing. */
export const orderContribution = (order: EarnedOrder): Counters => {
  if (!order.attribution || order.placedAt === undefined) return NO_COUNTERS;
  return add(
    new Map([
      ['attributed.orders', one],
      [`attributed.${order.attribution.touch}.orders`, one],
      [`attributed.revenue.${order.currency}`, BigInt(order.net)],
    ]),
  );
};

/** What one order adds to each campaign that another model gives a part of it: in ten-thousandths. */
export const sharedContributions = ({ attribution, placedAt, currency, net }: EarnedOrder): Contribution[] => {
  if (placedAt === undefined) return [];
  return (attribution?.shares ?? []).map(({ campaignId, ...parts }) => ({
    subject: campaignSubject(campaignId),
    counters: add(
      new Map(
        MODELS.flatMap((model): [string, bigint][] => [
          [`model.${model}.orders`, BigInt(parts[model])],
          [`model.${model}.revenue.${currency}`, BigInt(parts[model]) * BigInt(net)],
        ]),
      ),
    ),
  }));
};
