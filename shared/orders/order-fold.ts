import * as z from 'zod';
import type { StoredEvent } from '../events/event.ts';
import { orderEventOf } from '../events/order-event.ts';
import { toMinor } from '../platform/money.ts';
import type { Order } from './order.ts';

/** What one event says about an order: all that the fold needs, so that an order outlives its events. */
const orderEntrySchema = z.object({
  /** Key of the event, `<time>#<messageId>`. */
  key: z.string(),
  /** Person of the event as sent; absent if it is the customer whose order this is. */
  by: z.string().optional(),
  kind: z.enum(['completed', 'updated', 'refunded', 'cancelled']),
  at: z.string(),
  receivedAt: z.string(),
  /** As sent, in major units; of a refund without it: all of the order. */
  amount: z.number().optional(),
  currency: z.string(),
  part: z.number().int().optional(),
  parts: z.number().int().optional(),
  imported: z.literal(true).optional(),
});
export type OrderEntry = z.infer<typeof orderEntrySchema>;

/** Entries of one order; an order with more keeps those with the smallest messageIds, whatever their order of arrival. */
export const MAX_ENTRIES = 1_000;

export interface OrderStatement {
  readonly orderId: string;
  readonly entry: OrderEntry;
}

/** What an event says about an order, if anything. `currency` stands in where the event names none. */
export const orderStatementOf = (event: StoredEvent, currency: string): OrderStatement | undefined => {
  const said = orderEventOf(event);
  if (!said) return undefined;
  const { kind, orderId, amount, part, parts } = said;
  return {
    orderId,
    entry: {
      key: event.key,
      kind,
      at: event.at,
      receivedAt: event.receivedAt,
      ...(amount === undefined ? {} : { amount }),
      currency: said.currency ?? currency,
      ...(part === undefined || parts === undefined ? {} : { part, parts }),
      ...(event.imported ? { imported: true } : {}),
    },
  };
};

const messageIdOf = (entry: OrderEntry): string => entry.key.slice(entry.key.indexOf('#') + 1);

/** An event's place in the whole table: one key may stand under several ids of a person. */
export const entryId = (person: string, key: string): string => `${person} ${key}`;

const isFirst = (entry: OrderEntry, other: OrderEntry, customerId: string): boolean => {
  if (entry.receivedAt !== other.receivedAt) return entry.receivedAt < other.receivedAt;
  if (entry.key !== other.key) return entry.key < other.key;
  return (entry.by ?? customerId) <= (other.by ?? customerId);
};

/**
 * Entries of both, one per messageId (the first received), without the events in `dropped` (`entryId`): those turned out
 * to be repeats of an event received earlier. In order of messageId. `customerId` is whose order it is.
 */
export const mergeEntries = (
  stored: readonly OrderEntry[],
  added: readonly OrderEntry[],
  dropped: ReadonlySet<string> = new Set(),
  customerId = '',
): OrderEntry[] => {
  const byMessage = new Map<string, OrderEntry>();
  for (const entry of [...stored, ...added]) {
    if (dropped.has(entryId(entry.by ?? customerId, entry.key))) continue;
    const id = messageIdOf(entry);
    const known = byMessage.get(id);
    if (!known || isFirst(entry, known, customerId)) byMessage.set(id, entry);
  }
  return [...byMessage]
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .slice(0, MAX_ENTRIES)
    .map(([, entry]) => entry);
};

const byTime = (left: OrderEntry, right: OrderEntry): number => {
  if (left.at !== right.at) return left.at < right.at ? -1 : 1;
  return messageIdOf(left) < messageIdOf(right) ? -1 : 1;
};

/** Minor units, at least 0; an amount beyond exact integers counts as none rather than stop the fold. */
const minorOf = (amount: number, currency: string): number => {
  try {
    return Math.max(0, toMinor(amount, currency));
  } catch {
    return 0;
  }
};

/** The entries of `Order Completed` that count: the first one, or the first of each part if it is a part. */
const countedCompletions = (completed: readonly OrderEntry[]): OrderEntry[] => {
  const first = completed[0];
  if (!first) return [];
  if (first.part === undefined) return [first];
  const byPart = new Map<number, OrderEntry>();
  for (const entry of completed) {
    const belongs = entry.part !== undefined && entry.parts === first.parts && entry.currency === first.currency;
    if (belongs && entry.part !== undefined && !byPart.has(entry.part)) byPart.set(entry.part, entry);
  }
  return [...byPart].sort(([left], [right]) => left - right).map(([, entry]) => entry);
};

/** The figures of an order: everything but its key, its version and what `attribute` writes. */
export type OrderFigures = Pick<Order, 'placedAt' | 'currency' | 'gross' | 'refunded' | 'net' | 'imported'>;

/**
 * Folds one order's entries; their order does not matter. Money is rounded once per order, refunds once each, and a
 * refund in another currency than the order's is left out rather than summed.
 */
export const orderOf = (entries: readonly OrderEntry[]): OrderFigures => {
  const sorted = [...entries].sort(byTime);
  const completions = countedCompletions(sorted.filter((entry) => entry.kind === 'completed'));
  const first = completions[0] && completions.reduce((left, right) => (byTime(left, right) < 0 ? left : right));
  // What was said of a basket before it was bought cannot change what was bought.
  const update = sorted.findLast(
    (entry) =>
      first &&
      entry.kind === 'updated' &&
      entry.amount !== undefined &&
      entry.part === undefined &&
      byTime(first, entry) < 0,
  );
  const currency = update?.currency ?? first?.currency ?? sorted[0]?.currency ?? '';
  const amount = update?.amount ?? completions.reduce((sum, entry) => sum + (entry.amount ?? 0), 0);
  const gross = minorOf(amount, currency);
  const refunds = sorted
    .filter((entry) => entry.kind === 'refunded' || entry.kind === 'cancelled')
    .filter((entry) => entry.amount === undefined || entry.kind === 'cancelled' || entry.currency === currency)
    // `Order Cancelled` ends the whole order, whatever total it repeats.
    .map((entry) =>
      entry.kind === 'cancelled' || entry.amount === undefined ? gross : minorOf(Math.abs(entry.amount), currency),
    );
  const refunded = first
    ? Math.min(
        gross,
        refunds.reduce((sum, refund) => Math.min(gross, sum + refund), 0),
      )
    : 0;
  return {
    ...(first ? { placedAt: first.at } : {}),
    currency,
    gross,
    refunded,
    net: gross - refunded,
    ...(first?.imported ? { imported: true } : {}),
  };
};

export const entriesOf = (order: Pick<Order, 'entries'>): OrderEntry[] => {
  const value: unknown = JSON.parse(order.entries);
  return z.array(orderEntrySchema).parse(value);
};
