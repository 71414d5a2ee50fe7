import { MAX_CALL_BYTES } from '../events/read-call.ts';
import { byteLength } from '../platform/digest.ts';
import type { ImportMap } from './import-map.ts';
import type { Row } from './row.ts';
import { RowError, type RowReader } from './row-reader.ts';

/** Leaves room in a call for its other fields. */
const PART_BYTES = MAX_CALL_BYTES - 4 * 1024;

const PRODUCT_TARGETS = new Map([
  ...['product_id', 'sku', 'name', 'category', 'brand', 'variant', 'price', 'quantity'].map(
    (name) => [name, name] as const,
  ),
  ['productId', 'product_id'],
]);

/** `product.color` and the fields of the Segment spec describe the product, every other extra the order. */
export const productTarget = (target: string): string | undefined =>
  target.startsWith('product.') ? target.slice('product.'.length) : PRODUCT_TARGETS.get(target);

/** One row of an order. */
export interface Line {
  readonly number: number;
  readonly product: Readonly<Record<string, unknown>>;
  readonly amount: number;
  /** Whether `amount` is mapped by itself rather than price × quantity. */
  readonly hasTotal: boolean;
  /** Money that is no goods, such as postage: part of the sum, not of the products. */
  readonly isCharge: boolean;
}

export const createLineReader = (map: ImportMap, reader: RowReader, header: readonly string[]) => {
  const chargeAt = map.charges ? header.indexOf(map.charges.column) : -1;
  const charges: ReadonlySet<string> = new Set(map.charges?.in);
  const hasOrderTotal = 'orderTotal' in map.columns;

  return (row: Row): Line => {
    const price = reader.money(row, 'price');
    const quantity = reader.money(row, 'quantity');
    const total = reader.money(row, 'total') ?? reader.money(row, 'revenue');
    if (price === undefined && total === undefined && !hasOrderTotal)
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
      isCharge: chargeAt >= 0 && charges.has(row.cells[chargeAt] ?? ''),
    };
  };
};

/** Lines in parts that fit into a call, in order. */
export const partsOf = (lines: readonly Line[]): Line[][] => {
  const parts: Line[][] = [[]];
  let bytes = 0;
  for (const line of lines) {
    const size = byteLength(JSON.stringify(line.product)) + 1;
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
export const rounded = (amount: number): number => Number(amount.toFixed(6));

export const sumOf = (lines: readonly Line[]): number =>
  rounded(lines.reduce((total, { amount }) => total + amount, 0));
