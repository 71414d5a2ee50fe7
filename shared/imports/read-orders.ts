import { type ImportCall, importId, toCall } from './call.ts';
import { type ImportMap, ORDER_COLUMN } from './import-map.ts';
import { createContacts, isContactTarget } from './read-contact.ts';
import { refundOf } from './read-refund.ts';
import type { Row } from './row.ts';
import { RowError, type RowReader } from './row-reader.ts';

const OWN: ReadonlySet<string> = new Set([
  'userId',
  'anonymousId',
  'timestamp',
  'total',
  'revenue',
  'currency',
  'order_id',
  'refunded',
  'refundedAt',
]);

/** Order numbers that are remembered to find an order that stands twice; lines of one order stand close together. */
const REMEMBERED = 10_000;

export const orderEventName = (amount: number): string => (amount < 0 ? 'Order Refunded' : 'Order Completed');

/** Rows that are orders. A negative amount is a refund of that order. */
export const createOrderRows = (map: ImportMap, reader: RowReader, file: string, now: number) => {
  const lineOf = new Map<string, number>();
  const contacts = createContacts(map, reader, now);

  const orderIdOf = (row: Row): string => {
    if (map.orderId === 'line') return `${file}:${row.line}`;
    const orderId = reader.text(row, ORDER_COLUMN);
    if (orderId === undefined) throw new RowError(`${map.orderId}: is empty`);
    return orderId;
  };

  const remember = (id: string, line: number): void => {
    const earlier = lineOf.get(id);
    if (earlier !== undefined) {
      throw new RowError(
        `the order stands already on line ${earlier}; if a row is one product of an order, use the kind orderLines`,
      );
    }
    lineOf.set(id, line);
    if (lineOf.size > REMEMBERED) for (const oldest of lineOf.keys()) return void lineOf.delete(oldest);
  };

  return (row: Row): ImportCall[] => {
    const who = reader.who(row);
    const orderId = orderIdOf(row);
    const total = reader.money(row, 'total');
    const revenue = reader.money(row, 'revenue');
    const amount = total ?? revenue;
    if (amount === undefined) throw new RowError(`${map.columns.total ?? map.columns.revenue ?? 'total'}: is empty`);
    const event = orderEventName(amount);
    const currency = reader.currency(row);
    const timestamp = reader.needed(reader.time(row, 'timestamp'), 'timestamp');
    const call = toCall(
      {
        type: 'track',
        event,
        ...who,
        messageId: importId(event, orderId),
        timestamp,
        properties: {
          order_id: orderId,
          ...(total === undefined ? {} : { total: Math.abs(total) }),
          ...(revenue === undefined ? {} : { revenue: Math.abs(revenue) }),
          ...(currency === undefined ? {} : { currency }),
          ...reader.extras(row, (target) => OWN.has(target) || isContactTarget(target)),
        },
      },
      [row.line],
      now,
    );
    const order = { id: orderId, who, timestamp, currency, lines: [row.line] };
    const others = [...contacts(row, who, timestamp), ...refundOf(reader, row, order, now)];
    remember(`${event} ${orderId}`, row.line);
    return [call, ...others];
  };
};
