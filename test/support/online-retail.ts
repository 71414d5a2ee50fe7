import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

/** One line of the Online Retail file, read without any of the product's code. */
export interface RetailLine {
  readonly line: number;
  readonly invoice: string;
  /** Local time, `2010-12-01 08:26:00`. */
  readonly at: string;
  readonly customer: string;
  readonly code: string;
  readonly quantity: number;
  /** Thousandths of a pound. */
  readonly price: number;
  readonly text: string;
}

const thousandths = (price: string): number => Math.round(Number(price) * 1_000);

/** The file has no quoted cell, so a plain split is exact; that is checked by the number of cells. */
export const readRetail = (path: string, month = ''): { header: string; lines: RetailLine[] } => {
  const [header = '', ...texts] = gunzipSync(readFileSync(path)).toString('utf8').trimEnd().split('\n');
  const lines = texts.flatMap((text, index): RetailLine[] => {
    const cells = text.split(',');
    const [invoice = '', at = '', customer = '', , code = '', quantity = '', price = ''] = cells;
    if (cells.length !== 7) throw new Error(`line ${index + 2} has ${cells.length} cells`);
    if (!at.startsWith(month)) return [];
    return [
      { line: index + 2, invoice, at, customer, code, quantity: Number(quantity), price: thousandths(price), text },
    ];
  });
  return { header, lines };
};

/** The documented filter: with a customer, no adjustment, not given away. */
const counts = ({ customer, invoice, price }: RetailLine): boolean =>
  customer !== '' && !invoice.startsWith('A') && price > 0;

const pence = (sum: number): number => Math.round(sum / 10);
const add = <Key>(sums: Map<Key, number>, key: Key, amount: number): void => {
  sums.set(key, (sums.get(key) ?? 0) + amount);
};

export interface RetailSums {
  /** Orders and pence of each month in which they were placed. */
  readonly months: Record<string, { orders: number; pence: number }>;
  readonly customers: Map<string, { orders: number; pence: number }>;
  /** Local days of each customer's orders, ascending; a day of two orders stands twice. */
  readonly days: Map<string, string[]>;
  /** Pence of each refund by `cancellation order`. */
  readonly refunds: Map<string, number>;
  /** Lines of cancellations of which at least a piece met nothing. */
  readonly unmet: number[];
}

/** What a direct sum of the file gives, with the cancellations met one by one against a plain list of what was sold. */
export const sumRetail = (all: readonly RetailLine[]): RetailSums => {
  const lines = all.filter(counts);
  const sold = new Map<string, { invoice: string; at: string; left: number }[]>();
  const orders = new Map<string, { customer: string; at: string; sum: number }>();
  const refundSums = new Map<string, number>();
  const unmet: number[] = [];
  for (const { line, invoice, at, customer, code, quantity, price } of lines) {
    const key = `${customer} ${code} ${price}`;
    const before = sold.get(key) ?? [];
    if (!invoice.startsWith('C')) {
      sold.set(key, [...before, { invoice, at, left: quantity }]);
      const order = orders.get(invoice) ?? { customer, at, sum: 0 };
      orders.set(invoice, { ...order, at: at < order.at ? at : order.at, sum: order.sum + quantity * price });
      continue;
    }
    let missing = -quantity;
    const latestFirst = before.filter((sale) => sale.left > 0 && sale.at <= at).reverse();
    latestFirst.sort((one, other) => (one.at < other.at ? 1 : one.at > other.at ? -1 : 0));
    const whole = latestFirst.find((sale) => sale.left >= missing);
    for (const sale of whole ? [whole] : latestFirst) {
      const taken = Math.min(missing, sale.left);
      sale.left -= taken;
      missing -= taken;
      if (taken > 0) add(refundSums, `${invoice} ${sale.invoice}`, taken * price);
    }
    if (missing > 0) unmet.push(line);
  }
  const refunds = new Map([...refundSums].map(([key, sum]) => [key, pence(sum)]));
  const refundedOf = new Map<string, number>();
  for (const [key, amount] of refunds) add(refundedOf, key.split(' ')[1] ?? '', amount);
  const months: RetailSums['months'] = {};
  const customers: RetailSums['customers'] = new Map();
  const days: RetailSums['days'] = new Map();
  for (const [id, { customer, at, sum }] of orders) {
    const gross = pence(sum);
    const month = months[at.slice(0, 7)] ?? { orders: 0, pence: 0 };
    months[at.slice(0, 7)] = { orders: month.orders + 1, pence: month.pence + gross };
    days.set(customer, [...(days.get(customer) ?? []), at.slice(0, 10)].sort());
    const known = customers.get(customer) ?? { orders: 0, pence: 0 };
    const net = gross - Math.min(gross, refundedOf.get(id) ?? 0);
    customers.set(customer, { orders: known.orders + 1, pence: known.pence + net });
  }
  return { months, customers, days, refunds, unmet };
};
