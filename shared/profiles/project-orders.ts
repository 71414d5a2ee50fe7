import type { Order } from '../orders/order.ts';
import { entriesOf, mergeEntries, type OrderEntry, type OrderFigures, orderOf } from '../orders/order-fold.ts';
import type { OrderStore } from '../orders/order-store.ts';
import { canonicalJson } from './canonical-json.ts';
import type { Contribution } from './contribution.ts';
import type { PlacedOrder } from './order-summary.ts';

interface Change {
  readonly added: OrderEntry[];
  readonly dropped: Set<string>;
}

const changesByOrder = (kept: readonly Contribution[], repeats: readonly Contribution[]): Map<string, Change> => {
  const changes = new Map<string, Change>();
  const changeOf = (orderId: string): Change => {
    const change = changes.get(orderId) ?? { added: [], dropped: new Set<string>() };
    changes.set(orderId, change);
    return change;
  };
  for (const { order } of kept) if (order) changeOf(order.orderId).added.push(order.entry);
  for (const { order } of repeats) if (order) changeOf(order.orderId).dropped.add(order.entry.key);
  return changes;
};

const isSame = (known: Order, figures: OrderFigures): boolean =>
  known.placedAt === figures.placedAt &&
  known.currency === figures.currency &&
  known.gross === figures.gross &&
  known.refunded === figures.refunded &&
  known.imported === figures.imported;

/**
 * Merges what events say about orders into the stored orders; writes only those that change. Answers all orders of the
 * customer, or undefined if another writer was faster.
 */
export const projectOrders = async (
  store: OrderStore,
  customerId: string,
  kept: readonly Contribution[],
  repeats: readonly Contribution[],
): Promise<readonly PlacedOrder[] | undefined> => {
  const stored = new Map((await store.ordersOf(customerId)).map((order) => [order.orderId, order]));
  const placed = new Map<string, PlacedOrder>(stored);
  for (const [orderId, { added, dropped }] of changesByOrder(kept, repeats)) {
    const known: Order | undefined = stored.get(orderId);
    // What the event says now comes first: a rebuild then repairs an entry that was read differently once.
    const entries = mergeEntries(added, known ? entriesOf(known) : [], dropped);
    const text = canonicalJson(entries);
    const figures = orderOf(entries);
    placed.set(orderId, { orderId, ...figures });
    if (known ? known.entries === text && isSame(known, figures) : entries.length === 0) continue;
    if (!(await store.putFold({ customerId, orderId }, known?.version ?? 0, figures, text))) return undefined;
  }
  return [...placed.values()];
};
