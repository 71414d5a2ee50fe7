import { type ImportCall, importId, type Reject, toCall } from './call.ts';
import { type Line, rounded } from './order-line.ts';
import { RowError, type Who } from './row-reader.ts';

/** A cancelled line and one of the orders that it takes pieces back from. */
export interface CancelledLine {
  readonly orderId: string;
  readonly line: Line;
  readonly quantity: number;
}

interface Sale {
  readonly orderId: string;
  readonly at: string;
  /** Pieces that no cancellation has taken back. */
  left: number;
}

/** What the matching needs to know of an order, and where it notes what met. */
interface Invoice {
  readonly id: string;
  readonly who: Who;
  readonly currency: string | undefined;
  readonly timestamp: string;
  readonly cancelled: CancelledLine[];
  readonly lines: readonly Line[];
}

/** Sold lines that are remembered; the oldest products are forgotten first, and what then meets nothing is named. */
const REMEMBERED = 2_000_000;

/** Keeps a refund within one call of 32 KB. */
const LINES_PER_REFUND = 50;

const numberOf = (value: unknown): number => (typeof value === 'number' ? value : 1);

const keyOf = ({ who }: Invoice, { product }: Line): string =>
  JSON.stringify([who.userId ?? null, who.anonymousId ?? null, product.product_id ?? product.sku, product.price]);

/**
 * Which orders a cancelled line takes back (docs/imports.md, "Cancellations"): sales of the same customer, product and
 * unit price that stand before it in the file and are not later. The latest sale with enough pieces left gives them all;
 * if none has, the latest ones give what they have. What meets no sale is reported, never guessed.
 */
export const createCancellations = (now: number) => {
  const sales = new Map<string, Sale[]>();
  let remembered = 0;

  const forget = (): void => {
    for (const [key, list] of sales) {
      sales.delete(key);
      remembered -= list.length;
      return;
    }
  };

  const sold = (order: Invoice, line: Line, at: string): void => {
    const key = keyOf(order, line);
    const list = sales.get(key) ?? [];
    list.push({ orderId: order.id, at, left: numberOf(line.product.quantity) });
    sales.set(key, list);
    remembered += 1;
    while (remembered > REMEMBERED) forget();
  };

  /** Latest first; of the same moment the one further down the file. */
  const candidates = (order: Invoice, line: Line, at: string): Sale[] =>
    (sales.get(keyOf(order, line)) ?? [])
      .map((sale, position) => ({ sale, position }))
      .filter(({ sale }) => sale.left > 0 && sale.at <= at)
      .sort((one, other) =>
        one.sale.at === other.sale.at ? other.position - one.position : one.sale.at < other.sale.at ? 1 : -1,
      )
      .map(({ sale }) => sale);

  /** Notes on the cancellation which orders the line takes pieces from; answers what met none. */
  const match = (order: Invoice, line: Line, at: string): Reject | undefined => {
    const wanted = -numberOf(line.product.quantity);
    if (wanted <= 0) throw new RowError('a line of a cancellation must have a negative quantity');
    const found = candidates(order, line, at);
    const whole = found.find(({ left }) => left >= wanted);
    let missing = wanted;
    for (const sale of whole ? [whole] : found) {
      const quantity = Math.min(sale.left, missing);
      if (quantity === 0) break;
      sale.left -= quantity;
      missing -= quantity;
      order.cancelled.push({ orderId: sale.orderId, line, quantity });
    }
    if (missing === 0) return undefined;
    const share = missing === wanted ? '' : `${missing} of ${wanted} pieces: `;
    return {
      line: line.number,
      reason: `${share}the cancellation meets no earlier order of this customer with the same product and price`,
    };
  };

  /** One refund per order that a cancellation takes back something from; a very long one in several, which add. */
  const refunds = (order: Invoice): ImportCall[] => {
    const byOrder = new Map<string, CancelledLine[][]>();
    for (const part of order.cancelled) {
      const chunks = byOrder.get(part.orderId) ?? [];
      const last = chunks.at(-1);
      if (last && last.length < LINES_PER_REFUND) last.push(part);
      else chunks.push([part]);
      byOrder.set(part.orderId, chunks);
    }
    const chunks = [...byOrder].flatMap(([orderId, parts]) => parts.map((part, index) => ({ orderId, part, index })));
    return chunks.map(({ orderId, part: parts, index }) =>
      toCall(
        {
          type: 'track',
          event: 'Order Refunded',
          ...order.who,
          messageId: importId('Order Refunded', orderId, order.id, ...(index === 0 ? [] : [String(index)])),
          timestamp: order.timestamp,
          properties: {
            order_id: orderId,
            total: rounded(parts.reduce((sum, { line, quantity }) => sum + numberOf(line.product.price) * quantity, 0)),
            ...(order.currency === undefined ? {} : { currency: order.currency }),
            cancellation: order.id,
            products: parts
              .filter(({ line }) => !line.isCharge)
              .map(({ line, quantity }) => ({ ...line.product, quantity })),
          },
        },
        [...new Set(parts.map(({ line }) => line.number))],
        now,
      ),
    );
  };

  return { sold, match, refunds };
};
