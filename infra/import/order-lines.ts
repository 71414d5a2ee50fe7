import { MAX_CALL_BYTES } from '../../shared/events/read-call.ts';
import { quote } from '../../shared/platform/errors.ts';
import { sha256 } from '../../shared/platform/hash.ts';
import { importId, type Outcome, toCall } from './call.ts';
import { ImportError } from './import-error.ts';
import { type ImportMap, ORDER_COLUMN } from './import-map.ts';
import { orderEventName } from './read-orders.ts';
import type { Row } from './read-rows.ts';
import { RowError, type RowReader } from './row-reader.ts';

/** An order is complete when none of the next so many rows belongs to it. */
export const LOOK_AHEAD = 10_000;
const MAX_LINES = 20_000;
/** Closed orders whose numbers are remembered, so that a line that comes too late is named, not lost. */
const REMEMBERED = 2_000_000;
/** Leaves room in a call for its other fields. */
const PART_BYTES = MAX_CALL_BYTES - 4 * 1024;

const ORDER_TARGETS: ReadonlySet<string> = new Set([
  'userId',
  'anonymousId',
  'timestamp',
  'currency',
  'total',
  'revenue',
  'order_id',
]);
const PRODUCT_TARGETS = new Map([
  ...['product_id', 'sku', 'name', 'category', 'brand', 'variant', 'price', 'quantity'].map(
    (name) => [name, name] as const,
  ),
  ['productId', 'product_id'],
]);

interface Line {
  readonly number: number;
  readonly product: Record<string, unknown>;
  readonly amount: number;
  /** Whether `amount` is mapped by itself rather than price × quantity. */
  readonly hasTotal: boolean;
}

interface Order {
  readonly id: string;
  readonly who: { userId?: string; anonymousId?: string };
  readonly currency: string | undefined;
  readonly extras: Record<string, unknown>;
  timestamp: string;
  lines: Line[];
  lastSeen: number;
}

const fingerprint = (id: string): number => sha256(id).readUIntBE(0, 6);

/** `product.color` and the fields of the Segment spec describe the product, every other extra the order. */
const productTarget = (target: string): string | undefined =>
  target.startsWith('product.') ? target.slice('product.'.length) : PRODUCT_TARGETS.get(target);

/**
 * Rows that are lines of orders: gathers the lines of each order, which need not stand together, within a look-ahead of
 * 10,000 rows. The order's time is its earliest line's. An order larger than a call goes out in parts whose sums add.
 */
export const createOrderLines = (map: ImportMap, reader: RowReader, now: number) => {
  const open = new Map<string, Order>();
  const closed = new Set<number>();
  let rows = 0;

  const lineOf = (row: Row): Line => {
    const price = reader.money(row, 'price');
    const quantity = reader.money(row, 'quantity');
    const total = reader.money(row, 'total') ?? reader.money(row, 'revenue');
    if (price === undefined && total === undefined)
      throw new RowError(`${map.columns.price ?? map.columns.total ?? map.columns.revenue ?? 'price'}: is empty`);
    const extras = reader.extras(row, (target) => productTarget(target) === undefined);
    const product: Record<string, unknown> = {};
    for (const [target, value] of Object.entries(extras)) product[productTarget(target) ?? target] = value;
    return {
      number: row.line,
      product: {
        ...product,
        ...(price === undefined ? {} : { price }),
        ...(quantity === undefined ? {} : { quantity }),
      },
      amount: total ?? (price ?? 0) * (quantity ?? 1),
      hasTotal: total !== undefined,
    };
  };

  const start = (row: Row, id: string, timestamp: string): Order => ({
    id,
    who: reader.who(row),
    currency: reader.currency(row),
    extras: reader.extras(row, (target) => ORDER_TARGETS.has(target) || productTarget(target) !== undefined),
    timestamp,
    lines: [],
    lastSeen: rows,
  });

  const add = (row: Row): void => {
    const id = reader.text(row, ORDER_COLUMN);
    if (id === undefined) throw new RowError(`${map.orderId}: is empty`);
    const who = reader.who(row);
    const line = lineOf(row);
    const timestamp = reader.needed(reader.time(row, 'timestamp'), 'timestamp');
    if (closed.has(fingerprint(id)))
      throw new RowError(`order ${quote(id)} ended more than ${LOOK_AHEAD} rows before; sort the file by order number`);
    const order = open.get(id) ?? start(row, id, timestamp);
    if (order.who.userId !== who.userId || order.who.anonymousId !== who.anonymousId)
      throw new RowError(`order ${quote(id)} belongs to another customer on line ${order.lines[0]?.number}`);
    if (order.currency !== reader.currency(row))
      throw new RowError(`order ${quote(id)} has another currency on line ${order.lines[0]?.number}`);
    if (order.lines.length >= MAX_LINES)
      throw new ImportError(
        `Order ${quote(id)} has more than ${MAX_LINES} lines; is ${quote(map.orderId)} the order number?`,
      );
    if (timestamp < order.timestamp) order.timestamp = timestamp;
    order.lines.push(line);
    order.lastSeen = rows;
    // The map keeps the order of last touch, so that the first entry is always the next to close.
    open.delete(id);
    open.set(id, order);
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
      return callsOf(order, now).map((call) => ({ call }));
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
      add(row);
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

/** Lines in parts that fit into a call, in order. */
const partsOf = (lines: readonly Line[]): Line[][] => {
  const parts: Line[][] = [[]];
  let bytes = 0;
  for (const line of lines) {
    const size = Buffer.byteLength(JSON.stringify(line.product)) + 1;
    if (bytes + size > PART_BYTES && bytes > 0) {
      parts.push([]);
      bytes = 0;
    }
    parts.at(-1)?.push(line);
    bytes += size;
  }
  return parts;
};

/** Six decimals: 0.1 × 3 − 0.3 is nothing, not a refund of 5e-17. */
const sum = (lines: readonly Line[]): number =>
  Number(lines.reduce((total, { amount }) => total + amount, 0).toFixed(6));

const callsOf = (order: Order, now: number) => {
  const event = orderEventName(sum(order.lines));
  const parts = partsOf(order.lines);
  // The amounts are given only where the products' own sum would not be them.
  const isGiven = event === 'Order Refunded' || order.lines.some(({ hasTotal }) => hasTotal);
  return parts.map((lines, index) =>
    toCall(
      {
        type: 'track',
        event,
        ...order.who,
        messageId: importId(event, order.id, ...(parts.length === 1 ? [] : [`${index + 1}/${parts.length}`])),
        timestamp: order.timestamp,
        properties: {
          order_id: order.id,
          ...(isGiven ? { total: event === 'Order Refunded' ? -sum(lines) : sum(lines) } : {}),
          ...(order.currency === undefined ? {} : { currency: order.currency }),
          ...order.extras,
          products: lines.map(({ product }) => product),
          ...(parts.length === 1 ? {} : { part: index + 1, parts: parts.length }),
        },
      },
      lines.map(({ number }) => number),
      now,
    ),
  );
};
