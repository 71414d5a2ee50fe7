import { converter } from '../settings/exchange.ts';
import type { Settings } from '../settings/settings.ts';
import { attributionOf, goalOf } from './attribution.ts';
import type { AttributionStore, OrderRow, TouchRow } from './attribution-store.ts';

/** Passes until what is stored is what the reads say; more means that somebody writes all the time. */
const MOST_PASSES = 6;

const same = (left: unknown, right: unknown): boolean => JSON.stringify(sorted(left)) === JSON.stringify(sorted(right));

/** DynamoDB gives map entries in an order of its own. */
const sorted = (value: unknown): unknown =>
  typeof value === 'object' && value !== null
    ? Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1))
    : (value ?? null);

type Money = Pick<Settings, 'currency' | 'exchangeRates'>;

/** The message that earned the order has grown out of the ledger: what was found in its time stands. */
const hasExpired = (attribution: OrderRow['attribution'], rows: readonly TouchRow[]): boolean =>
  attribution !== undefined && !rows.some(({ key }) => key === attribution.messageKey);

const pass = async (
  store: AttributionStore,
  customerId: string,
  otherIds: readonly string[],
  money: Money,
): Promise<number> => {
  const rows: TouchRow[] = (await Promise.all([customerId, ...otherIds].map((id) => store.rows(id)))).flat();
  if (rows.length === 0) return 0;
  const orders: OrderRow[] = await store.orders(customerId);
  const convert = converter(money);
  let writes = 0;
  for (const row of rows) {
    const goal = goalOf(row, orders, money.currency, convert);
    if (same(goal, row.goal)) continue;
    await store.setGoal(row.customerId, row.key, goal);
    writes += 1;
  }
  for (const order of orders) {
    const attribution = attributionOf(order, rows);
    if (same(attribution, order.attribution) || hasExpired(order.attribution, rows)) continue;
    await store.setAttribution(customerId, order.orderId, attribution);
    writes += 1;
  }
  return writes;
};

/**
 * Makes goals and attributions of one person what the ledger and the orders say: messages under all of the person's ids,
 * orders under the customer's. After a write everything is read again:
 * whoever writes last has also read after that write, so two lanes at once cannot leave an older answer behind, and a
 * change after that reading brings a record of its own. Answers the number of writes.
 */
export const attributeCustomer = async (
  store: AttributionStore,
  customerId: string,
  money: Money,
  otherIds: readonly string[] = [],
): Promise<number> => {
  let total = 0;
  for (let attempt = 0; attempt < MOST_PASSES; attempt++) {
    const writes = await pass(store, customerId, otherIds, money);
    total += writes;
    if (writes === 0) return total;
  }
  throw new Error(`Attribution of one person did not settle in ${MOST_PASSES} passes; delivering again will help.`);
};
