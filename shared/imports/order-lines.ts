import { fingerprint } from '../platform/digest.ts';
import { quote } from '../platform/errors.ts';
import { type ImportCall, importId, type Outcome, type Reject, toCall } from './call.ts';
import { type CancelledLine, createCancellations } from './cancellations.ts';
import { ImportError } from './import-error.ts';
import { type ImportMap, ORDER_COLUMN } from './import-map.ts';
import { createLineReader, type Line, partsOf, productTarget, sumOf } from './order-line.ts';
import { createContacts, isContactTarget } from './read-contact.ts';
import { orderEventName } from './read-orders.ts';
import { refundOf } from './read-refund.ts';
import type { Row } from './row.ts';
import { RowError, type RowReader, type Who } from './row-reader.ts';

/** An order is complete when none of the next so many rows belongs to it. */
export const LOOK_AHEAD = 10_000;
const MAX_LINES = 20_000;
/** Closed orders whose numbers are remembered, so that a line that comes too late is named, not lost. */
const REMEMBERED = 2_000_000;

const ORDER_TARGETS: ReadonlySet<string> = new Set(
  'userId anonymousId timestamp currency total revenue orderTotal order_id refunded refundedAt'.split(' '),
);

interface Order {
  readonly id: string;
  readonly who: Who;
  readonly currency: string | undefined;
  readonly extras: Record<string, unknown>;
  /** Calls beside the order: who the person is, and what was given back. */
  readonly others: readonly ImportCall[];
  readonly total: number | undefined;
  /** Lines of a cancellation that met the sales they take back. */
  readonly cancelled: CancelledLine[];
  timestamp: string;
  lines: Line[];
  lastSeen: number;
}

/**
 * Rows that are lines of orders: gathers the lines of each order, which need not stand together, within a look-ahead of
 * 10,000 rows. The order's time is its earliest line's. An order larger than a call goes out in parts whose sums add.
 * Lines after the first may leave out whose they are and when: shops write that once per order.
 */
export const createOrderLines = (map: ImportMap, reader: RowReader, header: readonly string[], now: number) => {
  const open = new Map<string, Order>();
  const closed = new Set<number>();
  const lineOf = createLineReader(map, reader, header);
  const contacts = createContacts(map, reader, now);
  const cancellations = createCancellations(now);
  const isCancellation = (id: string): boolean =>
    map.cancellations !== undefined && id.startsWith(map.cancellations.startsWith);
  let rows = 0;

  const start = (row: Row, id: string): Order => {
    const who = reader.who(row);
    const timestamp = reader.needed(reader.time(row, 'timestamp'), 'timestamp');
    const currency = reader.currency(row);
    const order = { id, who, timestamp, currency, lines: [row.line] };
    return {
      ...order,
      extras: reader.extras(
        row,
        (target) => ORDER_TARGETS.has(target) || isContactTarget(target) || productTarget(target) !== undefined,
      ),
      others: [...contacts(row, who, timestamp), ...refundOf(reader, row, order, now)],
      total: reader.money(row, 'orderTotal'),
      cancelled: [],
      lines: [],
      lastSeen: rows,
    };
  };

  const checkSame = (order: Order, row: Row): void => {
    const who = reader.someone(row);
    const earlier = order.lines[0]?.number;
    if (who && (order.who.userId !== who.userId || order.who.anonymousId !== who.anonymousId))
      throw new RowError(`order ${quote(order.id)} belongs to another customer on line ${earlier}`);
    const currency = reader.currency(row);
    if (currency !== undefined && order.currency !== currency)
      throw new RowError(`order ${quote(order.id)} has another currency on line ${earlier}`);
    if (order.lines.length >= MAX_LINES)
      throw new ImportError(
        `Order ${quote(order.id)} has more than ${MAX_LINES} lines; is ${quote(map.orderId)} the order number?`,
      );
  };

  /** Takes a line into its order; answers what of a cancelled line met no sale. */
  const add = (row: Row): Reject | undefined => {
    const id = reader.text(row, ORDER_COLUMN);
    if (id === undefined) throw new RowError(`${map.orderId}: is empty`);
    const line = lineOf(row);
    const known = open.get(id);
    if (known === undefined && closed.has(fingerprint(id)))
      throw new RowError(`order ${quote(id)} ended more than ${LOOK_AHEAD} rows before; sort the file by order number`);
    const order = known ?? start(row, id);
    if (known) checkSame(known, row);
    const timestamp = reader.time(row, 'timestamp') ?? order.timestamp;
    let missed: Reject | undefined;
    if (isCancellation(id)) missed = cancellations.match(order, line, timestamp);
    else if (map.cancellations) cancellations.sold(order, line, timestamp);
    if (timestamp < order.timestamp) order.timestamp = timestamp;
    order.lines.push(line);
    order.lastSeen = rows;
    // The map keeps the order of last touch, so that the first entry is always the next to close.
    open.delete(id);
    open.set(id, order);
    return missed;
  };

  const close = (order: Order): Outcome[] => {
    open.delete(order.id);
    closed.add(fingerprint(order.id));
    if (closed.size > REMEMBERED)
      for (const oldest of closed) {
        closed.delete(oldest);
        break;
      }
    try {
      const calls = isCancellation(order.id) ? cancellations.refunds(order) : [...callsOf(order, now), ...order.others];
      return calls.map((call) => ({ call }));
    } catch (error) {
      if (!(error instanceof RowError)) throw error;
      return order.lines.map(({ number }) => ({ reject: { line: number, reason: error.message } }));
    }
  };

  /** Takes one row in; answers the orders that are complete by it. */
  const take = (row: Row): Outcome[] => {
    rows += 1;
    const done: Outcome[] = [];
    try {
      reader.check(row);
      const reject = add(row);
      if (reject) done.push({ reject });
    } catch (error) {
      if (!(error instanceof RowError)) throw error;
      done.push({ reject: { line: row.line, reason: error.message } });
    }
    for (const order of open.values()) {
      if (rows - order.lastSeen < LOOK_AHEAD) break;
      done.push(...close(order));
    }
    return done;
  };

  /** The orders that are still open at the end of the file. */
  const end = (): Outcome[] => [...open.values()].flatMap(close);

  return { take, end };
};

const callsOf = (order: Order, now: number): ImportCall[] => {
  const event = orderEventName(order.total ?? sumOf(order.lines));
  const goods = order.lines.filter(({ isCharge }) => !isCharge);
  const parts = partsOf(goods);
  // The amounts are given only where the products' own sum would not be them.
  const isGiven =
    event === 'Order Refunded' ||
    order.total !== undefined ||
    order.lines.some(({ hasTotal, isCharge }) => hasTotal || isCharge);
  const givenOf = (lines: readonly Line[], index: number): number => {
    if (order.total !== undefined) return index === 0 ? order.total : 0;
    // What is no goods goes with the first part, so that the sums of the parts add to the order's.
    return sumOf(index === 0 ? [...lines, ...order.lines.filter(({ isCharge }) => isCharge)] : lines);
  };
  return parts.map((lines, index) => {
    const given = givenOf(lines, index);
    return toCall(
      {
        type: 'track',
        event,
        ...order.who,
        messageId: importId(event, order.id, ...(parts.length === 1 ? [] : [`${index + 1}/${parts.length}`])),
        timestamp: order.timestamp,
        properties: {
          order_id: order.id,
          ...(isGiven ? { total: event === 'Order Refunded' ? -given : given } : {}),
          ...(order.currency === undefined ? {} : { currency: order.currency }),
          ...order.extras,
          ...(lines.length === 0 ? {} : { products: lines.map(({ product }) => product) }),
          ...(parts.length === 1 ? {} : { part: index + 1, parts: parts.length }),
        },
      },
      (index === 0 ? [...lines, ...order.lines.filter(({ isCharge }) => isCharge)] : lines)
        .map(({ number }) => number)
        .sort((left, right) => left - right),
      now,
    );
  });
};
