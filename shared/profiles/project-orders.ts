import type { Order } from '../orders/order.ts';
import { entriesOf, entryId, mergeEntries, type OrderEntry, type OrderFigures, orderOf } from '../orders/order-fold.ts';
import type { OrderStore } from '../orders/order-store.ts';
import { DangolError } from '../platform/errors.ts';
import { canonicalJson } from './canonical-json.ts';
import type { Contribution } from './contribution.ts';
import type { PlacedOrder } from './order-summary.ts';

interface Change {
  readonly added: OrderEntry[];
  readonly dropped: Set<string>;
}

const changesByOrder = (
  customerId: string,
  kept: readonly Contribution[],
  repeats: readonly Contribution[],
): Map<string, Change> => {
  const changes = new Map<string, Change>();
  const changeOf = (orderId: string): Change => {
    const change = changes.get(orderId) ?? { added: [], dropped: new Set<string>() };
    changes.set(orderId, change);
    return change;
  };
  for (const { order, person } of kept)
    if (order) changeOf(order.orderId).added.push(ownedBy(customerId, person, order.entry));
  for (const { order, person } of repeats)
    if (order) changeOf(order.orderId).dropped.add(entryId(person, order.entry.key));
  return changes;
};

/** The entry as it stands in an order of `customerId`. */
const ownedBy = (customerId: string, person: string, entry: OrderEntry): OrderEntry => {
  const { by: _before, ...rest } = entry;
  return person === customerId ? rest : { ...rest, by: person };
};

const isSame = (known: Order, figures: OrderFigures): boolean =>
  known.placedAt === figures.placedAt &&
  known.currency === figures.currency &&
  known.gross === figures.gross &&
  known.refunded === figures.refunded &&
  known.imported === figures.imported;

/**
 * Merges what events say about orders into the stored orders; writes only those that change. Entries of ids outside of
 * `ids` (the customer's) go. Answers all orders of the customer, or undefined if another writer was faster.
 */
export const projectOrders = async (
  store: OrderStore,
  customerId: string,
  ids: ReadonlySet<string>,
  kept: readonly Contribution[],
  repeats: readonly Contribution[],
): Promise<readonly PlacedOrder[] | undefined> => {
  const stored = new Map((await store.ordersOf(customerId)).map((order) => [order.orderId, order]));
  const placed = new Map<string, PlacedOrder>(stored);
  const changes = changesByOrder(customerId, kept, repeats);
  for (const orderId of new Set([...changes.keys(), ...stored.keys()])) {
    const known: Order | undefined = stored.get(orderId);
    const held = known ? entriesOf(known) : [];
    const own = held.filter(({ by }) => by === undefined || ids.has(by));
    const { added, dropped } = changes.get(orderId) ?? { added: [], dropped: new Set<string>() };
    if (known && added.length + dropped.size === 0 && own.length === held.length) continue;
    // What the event says now comes first: a rebuild then repairs an entry that was read differently once.
    const entries = mergeEntries(added, own, dropped, customerId);
    const text = canonicalJson(entries);
    const figures = orderOf(entries);
    placed.set(orderId, { orderId, ...figures });
    if (known ? known.entries === text && isSame(known, figures) : entries.length === 0) continue;
    if (!(await store.putFold({ customerId, orderId }, known?.version ?? 0, figures, text))) return undefined;
  }
  return [...placed.values()];
};

/** Tries at one order that both sides' workers write. */
const TRIES = 10;

/** Adds entries to one order of the customer, whatever else happens to it at the same time. */
const addEntries = async (
  store: OrderStore,
  customerId: string,
  orderId: string,
  added: readonly OrderEntry[],
): Promise<void> => {
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const known = (await store.ordersOf(customerId)).find((order) => order.orderId === orderId);
    const entries = mergeEntries(added, known ? entriesOf(known) : [], undefined, customerId);
    const text = canonicalJson(entries);
    if (known?.entries === text) return;
    if (await store.putFold({ customerId, orderId }, known?.version ?? 0, orderOf(entries), text)) return;
  }
  throw new DangolError('unavailable', `An order was changed during each of ${TRIES} tries to move it; deliver again.`);
};

/**
 * Brings entries of `persons` from one customer's orders into another's, whose events they are now; events may have
 * expired since, so the entries are all there is. An order that only has such entries goes with them. True if any moved.
 */
export const moveOrders = async (
  store: OrderStore,
  from: string,
  to: string,
  persons: ReadonlySet<string>,
): Promise<boolean> => {
  let moved = false;
  for (const order of await store.ordersOf(from)) {
    const entries = entriesOf(order);
    const going = entries.filter(({ by }) => persons.has(by ?? from));
    if (going.length === 0 && entries.length > 0) continue;
    const arriving = going.map((entry) => ownedBy(to, entry.by ?? from, entry));
    // A row that says nothing is left where all its events turned out to be repeats.
    if (arriving.length > 0) await addEntries(store, to, order.orderId, arriving);
    moved = true;
    // Somebody who still takes `from` for a customer has written meanwhile: what that was has to come, too.
    if (going.length === entries.length && !(await store.remove(order))) return moveOrders(store, from, to, persons);
  }
  return moved;
};
