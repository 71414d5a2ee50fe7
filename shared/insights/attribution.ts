import type { Happened } from '../events/find-named.ts';
import { DAY } from '../platform/clock.ts';
import type { Convert } from '../settings/exchange.ts';
import type { Share } from './attribution-models.ts';

/** What attribution needs to know of a ledger row. */
export interface Touch {
  readonly campaignId: string;
  readonly key: string;
  readonly status: string;
  /** ISO 8601 UTC; start of the window. */
  readonly handedOverAt?: string | undefined;
  readonly goalDays?: number | undefined;
  /** The event that is the goal; an order if absent. */
  readonly goalEvent?: string | undefined;
  /** What was found before: a goal that was reached stays reached. */
  readonly goal?: { readonly firstAt?: string | undefined } | undefined;
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
  readonly shares?: readonly Share[] | undefined;
}

/** What followed a row within its window; money of orders in a currency that cannot be converted stays out of `revenue`. */
export interface Goal {
  readonly orders: number;
  /** Minor units of `currency`. */
  readonly revenue: number;
  readonly currency: string;
  /** When the goal was reached; absent if there were only orders, and they are not the goal. */
  readonly firstAt?: string;
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

/** Whether a row is a message that was handed over, not refused for good, and has the order in its window. */
export const reachedBy = (row: Touch, placedAt: string): boolean =>
  row.status === 'sent' && row.handedOverAt !== undefined && row.bounceType !== 'Permanent' && within(row, placedAt);

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
    if (reachedBy(row, placedAt)) delivered = later(delivered, touchOf(row, 'delivered', row.handedOverAt));
  }
  return click ?? delivered;
};

/** Rows whose goal counts: whoever was written to, may have been, or stood in the control group. */
const HAS_GOAL: readonly string[] = ['sent', 'unknown', 'failed', 'control'];

/** True if an event can still be, or have been, the row's goal. */
export const awaitsEvent = (row: Touch): boolean =>
  row.goalEvent !== undefined && row.handedOverAt !== undefined && HAS_GOAL.includes(row.status);

/** When the event that is the row's goal first fell within the window. */
const eventGoalAt = (row: Touch, happened: readonly Happened[]): string | undefined => {
  const times = happened.filter(({ name }) => name === row.goalEvent).map(({ at }) => at);
  if (row.goal?.firstAt !== undefined) times.push(row.goal.firstAt);
  return times.filter((at) => within(row, at)).sort()[0];
};

/**
 * Orders within the row's window and their net revenue, whichever message earned them, and when the goal was reached: by
 * the first of them, or by one of the events that `happened`. Nothing if there was neither.
 */
export const goalOf = (
  row: Touch,
  orders: readonly PlacedOrder[],
  happened: readonly Happened[],
  currency: string,
  convert: Convert,
): Goal | undefined => {
  if (!HAS_GOAL.includes(row.status)) return undefined;
  let count = 0;
  let revenue = 0;
  let ordered: string | undefined;
  for (const order of orders) {
    if (order.placedAt === undefined || !within(row, order.placedAt)) continue;
    count += 1;
    revenue += order.currency === currency ? order.net : (convert(order.net, order.currency, order.placedAt) ?? 0);
    if (ordered === undefined || order.placedAt < ordered) ordered = order.placedAt;
  }
  const firstAt = row.goalEvent === undefined ? ordered : eventGoalAt(row, happened);
  if (count === 0 && firstAt === undefined) return undefined;
  return { orders: count, revenue, currency, ...(firstAt === undefined ? {} : { firstAt }) };
};
