import type { OrderStore } from '../orders/order-store.ts';
import type { Contribution } from './contribution.ts';
import type { Subject, Task } from './gather-person.ts';
import { type OrderSummary, type PlacedOrder, summariseOrders, summaryOf } from './order-summary.ts';
import { moveOrders, projectOrders } from './project-orders.ts';

interface OrderDeps {
  readonly orders: OrderStore;
}

/**
 * Orders that stand under other ids of the customer: of ids that are new to it, and of merged ones of which events were
 * announced, since somebody who did not know of the merge may have written there last.
 */
export const bringOrders = async (deps: OrderDeps, subject: Subject, task: Task): Promise<boolean> => {
  const { customerId, ids, fresh } = subject;
  const own = new Set(ids);
  let moved = false;
  for (const id of ids) {
    const asked = fresh.has(id) || task.kind === 'rebuild' || (task.kind === 'announced' && task.hints.has(id));
    if (id === customerId || !asked) continue;
    moved = (await moveOrders(deps.orders, id, customerId, own)) || moved;
  }
  return moved;
};

interface Ordered {
  readonly summary: OrderSummary;
  /** Id of the order placed last; absent if stored orders were not read. */
  readonly latest?: string | undefined;
}

/** The orders' part of the profile; stored orders are read only if an announced event speaks of one, or ids changed. */
export const ordersOf = async (
  deps: OrderDeps,
  { customerId, record, links, ids, fresh, history }: Subject,
  isHinted: (contribution: Contribution) => boolean,
  zone: string,
  distrusted: boolean,
): Promise<Ordered | undefined> => {
  // Who has lost an id may have orders of it left by a worker that did not know yet.
  const mayHold = distrusted || fresh.size > 0 || record?.unannounced === true || links.size > ids.length - 1;
  // A repeat may have been taken for an order before the one it repeats turned up, so it always concerns.
  const concerned =
    mayHold ||
    history.repeats.some(({ order }) => order !== undefined) ||
    history.kept.some((contribution) => contribution.order !== undefined && isHinted(contribution));
  if (record && record.profile.zone === zone && !concerned) return { summary: summaryOf(record.profile) };
  const orders = await projectOrders(deps.orders, customerId, new Set(ids), history.kept, history.repeats);
  if (!orders) return undefined;
  const last = orders.reduce<PlacedOrder | undefined>(
    (latest, order) => ((order.placedAt ?? '') > (latest?.placedAt ?? '') ? order : latest),
    undefined,
  );
  return { summary: summariseOrders(orders, zone), latest: last?.orderId };
};
