import { minorDigits, toMinor } from '../platform/money.ts';
import type { ImportCall, Reject } from './call.ts';
import { ImportError } from './import-error.ts';
import type { Step } from './read-calls.ts';

export interface Reason {
  readonly reason: string;
  readonly count: number;
  readonly firstLine: number;
}

/** What an import would do. Money in minor units by currency; rounded once per order, as the product does. */
export interface DryRun {
  readonly rows: number;
  readonly calls: number;
  readonly people: number;
  readonly orders: number;
  readonly refunds: number;
  readonly revenue: Readonly<Record<string, number>>;
  readonly refunded: Readonly<Record<string, number>>;
  /** ISO times of the earliest and the latest call that has one. */
  readonly from?: string;
  readonly to?: string;
  readonly rejected: number;
  readonly rejects: readonly Reason[];
  readonly skipped: readonly Reason[];
}

/** Reasons that are told apart; a file of nonsense would otherwise name each of its lines. */
const MAX_REASONS = 50;

const createReasons = () => {
  const found = new Map<string, { reason: string; count: number; firstLine: number }>();
  const add = ({ line, reason }: Reject): void => {
    const kind = reason.replace(/"(?:[^"\\]|\\.)*"/gu, '"…"').replace(/\d+/gu, '0');
    const known = found.get(kind);
    if (known) known.count += 1;
    else if (found.size < MAX_REASONS) found.set(kind, { reason, count: 1, firstLine: line });
    else add({ line, reason: 'other reasons' });
  };
  const list = (): Reason[] => [...found.values()].sort((left, right) => right.count - left.count);
  return { add, list };
};

const numberOf = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined);
const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const productsSum = (products: unknown): number =>
  Array.isArray(products)
    ? products
        .filter(isRecord)
        .reduce((sum, line) => sum + (numberOf(line.price) ?? 0) * (numberOf(line.quantity) ?? 1), 0)
    : 0;

/** The money of an order event in major units, as the contract defines it: `total`, else `revenue`, else its products. */
const amountOf = (properties: Readonly<Record<string, unknown>>): number =>
  numberOf(properties.total) ?? numberOf(properties.revenue) ?? productsSum(properties.products);

/** Rounds what the sum of parts owes to binary fractions away before cents are made of it. */
const minorOf = (amount: number, currency: string): number =>
  toMinor(Number(amount.toFixed(minorDigits(currency) + 4)), currency);

/** Counts the calls of a file as they come. `currency` stands for orders that name none. */
export const createDryRun = (currency: string) => {
  const people = new Set<string>();
  const rejects = createReasons();
  const skipped = createReasons();
  const revenue: Record<string, number> = {};
  const refunded: Record<string, number> = {};
  const parts = new Map<string, number>();
  let rows = 0;
  let calls = 0;
  let orders = 0;
  let refunds = 0;
  let rejected = 0;
  let from: string | undefined;
  let to: string | undefined;

  const addOrder = (event: unknown, properties: Readonly<Record<string, unknown>>): void => {
    const code = typeof properties.currency === 'string' ? properties.currency : currency;
    const part = numberOf(properties.part);
    const id = String(properties.order_id);
    let amount = amountOf(properties);
    if (part !== undefined) {
      amount += parts.get(id) ?? 0;
      parts.set(id, amount);
      if (part !== properties.parts) return;
      parts.delete(id);
    }
    const sums = event === 'Order Refunded' ? refunded : revenue;
    sums[code] = (sums[code] ?? 0) + minorOf(amount, code);
    if (event === 'Order Refunded') refunds += 1;
    else orders += 1;
  };

  const addCall = ({ said }: ImportCall): void => {
    calls += 1;
    people.add(typeof said.userId === 'string' ? `u:${said.userId}` : `a:${String(said.anonymousId)}`);
    if (typeof said.timestamp === 'string') {
      if (from === undefined || said.timestamp < from) from = said.timestamp;
      if (to === undefined || said.timestamp > to) to = said.timestamp;
    }
    const isOrder = said.event === 'Order Completed' || said.event === 'Order Refunded';
    if (isOrder && isRecord(said.properties)) addOrder(said.event, said.properties);
  };

  const add = (step: Step): void => {
    rows = step.rows;
    for (const outcome of step.outcomes) {
      if ('call' in outcome) addCall(outcome.call);
      else if ('skip' in outcome) skipped.add(outcome.skip);
      else {
        rejected += 1;
        rejects.add(outcome.reject);
      }
    }
  };

  /** Throws an `ImportError` if nothing of the file can be imported. */
  const result = (): DryRun => {
    if (rows === 0) throw new ImportError('The file holds a header and no row.');
    const summary: DryRun = {
      ...{ rows, calls, people: people.size, orders, refunds, revenue, refunded, rejected },
      ...(from === undefined || to === undefined ? {} : { from, to }),
      rejects: rejects.list(),
      skipped: skipped.list(),
    };
    if (calls === 0) {
      const [first] = [...summary.rejects, ...summary.skipped];
      throw new ImportError(
        `None of the ${rows} rows can be imported with this map; nothing was sent. Line ${first?.firstLine}: ${first?.reason}.`,
      );
    }
    return summary;
  };

  return { add, result };
};
