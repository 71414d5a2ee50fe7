import { DAY } from '../platform/clock.ts';
import type { Convert } from '../settings/exchange.ts';

/** What attribution needs to know of a ledger row. */
export interface Touch {
  readonly campaignId: string;
  readonly key: string;
  readonly status: string;
  /** ISO 8601 UTC; start of the window. */
  readonly handedOverAt?: string | undefined;
  readonly goalDays?: number | undefined;
  /** Clicks that a person made, ISO times ascending. */
  readonly personClicks?: readonly string[] | undefined;
  readonly bounceType?: string | undefined;
}

/** What attribution needs to know of an order. */
export interface PlacedOrder {
  readonly orderId: string;
  /** Absent while only a refund is known: then it is no order yet. */
  readonly placedAt?: string | undefined;
  readonly currency: string;
  /** Minor units, refunds subtracted. */
  readonly net: number;
}

export interface Attribution {
  readonly campaignId: string;
  readonly messageKey: string;
  readonly touch: 'click' | 'delivered';
  readonly touchedAt: string;
}

/** Outcome of a row's goal; figures of orders in a currency that cannot be converted stay out of `revenue`. */
export interface Goal {
  readonly orders: number;
  /** Minor units of `currency`. */
  readonly revenue: number;
  readonly currency: string;
  readonly firstAt: string;
}

/** True if the time lies in (handedOverAt, handedOverAt + goalDays]. */
const within = (row: Touch, at: string): boolean => {
  if (row.handedOverAt === undefined || row.goalDays === undefined) return false;
  const since = Date.parse(at) - Date.parse(row.handedOverAt);
  return since > 0 && since <= row.goalDays * DAY;
};

const later = (left: Attribution | undefined, right: Attribution | undefined): Attribution | undefined => {
  if (!left || !right) return left ?? right;
  if (left.touchedAt !== right.touchedAt) return left.touchedAt > right.touchedAt ? left : right;
  // One answer for equal times, whatever the order of reading.
  return left.messageKey > right.messageKey ? left : right;
};

const touchOf = (row: Touch, touch: Attribution['touch'], touchedAt: string): Attribution => ({
  campaignId: row.campaignId,
  messageKey: row.key,
  touch,
  touchedAt,
});

/**
 * Which message earned an order: the one with the person's last click before it, else the last message that was handed
 * over and did not bounce, each within its own campaign's window (rule 12). An order belongs to one message or to none.
 */
export const attributionOf = (order: PlacedOrder, rows: readonly Touch[]): Attribution | undefined => {
  const { placedAt } = order;
  if (placedAt === undefined) return undefined;
  let click: Attribution | undefined;
  let delivered: Attribution | undefined;
  for (const row of rows) {
    if (row.status !== 'sent' || row.handedOverAt === undefined || !within(row, placedAt)) continue;
    const last = (row.personClicks ?? []).filter((at) => at < placedAt).at(-1);
    if (last !== undefined) click = later(click, touchOf(row, 'click', last));
    if (row.bounceType !== 'Permanent') delivered = later(delivered, touchOf(row, 'delivered', row.handedOverAt));
  }
  return click ?? delivered;
};

/** Rows whose goal counts: whoever was written to, may have been, or stood in the control group. */
const HAS_GOAL: readonly string[] = ['sent', 'unknown', 'failed', 'control'];

/** Orders within the row's window and their net revenue, whichever message earned them; nothing if there was none. */
export const goalOf = (
  row: Touch,
  orders: readonly PlacedOrder[],
  currency: string,
  convert: Convert,
): Goal | undefined => {
  if (!HAS_GOAL.includes(row.status)) return undefined;
  let count = 0;
  let revenue = 0;
  let firstAt: string | undefined;
  for (const order of orders) {
    if (order.placedAt === undefined || !within(row, order.placedAt)) continue;
    count += 1;
    revenue += order.currency === currency ? order.net : (convert(order.net, order.currency, order.placedAt) ?? 0);
    if (firstAt === undefined || order.placedAt < firstAt) firstAt = order.placedAt;
  }
  return firstAt === undefined ? undefined : { orders: count, revenue, currency, firstAt };
};
