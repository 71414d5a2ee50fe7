import * as z from 'zod';

/** One order as stored: the fold of its completed, updated, refunded and cancelled events in any order of arrival. */
export const orderSchema = z.object({
  customerId: z.string(),
  orderId: z.string(),
  version: z.number().int(),
  /** Time of the first `Order Completed`, ISO 8601 UTC; absent while only a refund is known. Then it is not an order yet. */
  placedAt: z.string().optional(),
  currency: z.string(),
  /** Minor units before refunds. */
  gross: z.number().int(),
  /** Minor units refunded so far, never above gross when counted. */
  refunded: z.number().int(),
  /** gross − refunded. */
  net: z.number().int(),
  imported: z.boolean().optional(),
  /** Changes when the customer's ids change, so that `attribute` looks at the customer's messages again. */
  joined: z.string().optional(),
  /** JSON array of `OrderEntry`, one per event: merging an event twice changes nothing. */
  entries: z.string(),
  /** Which message earned this order (rule 12); written by `attribute` alone. */
  attribution: z
    .object({
      campaignId: z.string(),
      messageKey: z.string(),
      touch: z.enum(['click', 'delivered']),
      touchedAt: z.string(),
      /** Parts of the order, in ten-thousandths, that campaigns get by other models (insights/attribution-models.ts). */
      shares: z
        .array(
          z.object({
            campaignId: z.string(),
            first: z.number().int(),
            last: z.number().int(),
            linear: z.number().int(),
            decay: z.number().int(),
          }),
        )
        .optional(),
    })
    .optional(),
});
export type Order = z.infer<typeof orderSchema>;
