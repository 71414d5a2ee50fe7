import { type ImportCall, importId, toCall } from './call.ts';
import type { Row } from './row.ts';
import { RowError, type RowReader, type Who } from './row-reader.ts';

interface Refunded {
  readonly id: string;
  readonly who: Who;
  readonly timestamp: string;
  readonly currency: string | undefined;
  readonly lines: readonly number[];
}

/** The refund that an order's own row tells of (`refunded`, `refundedAt`): one per order, at the order's time if none is given. */
export const refundOf = (reader: RowReader, row: Row, order: Refunded, now: number): ImportCall[] => {
  const refunded = reader.money(row, 'refunded') ?? 0;
  if (refunded === 0) return [];
  if (refunded < 0) throw new RowError('refunded: is negative; write what was given back as 12000');
  return [
    toCall(
      {
        type: 'track',
        event: 'Order Refunded',
        ...order.who,
        messageId: importId('Order Refunded', order.id),
        timestamp: reader.time(row, 'refundedAt') ?? order.timestamp,
        properties: {
          order_id: order.id,
          total: refunded,
          ...(order.currency === undefined ? {} : { currency: order.currency }),
        },
      },
      order.lines,
      now,
    ),
  ];
};
