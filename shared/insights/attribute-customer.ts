import type { Happened } from '../events/find-named.ts';
import { DAY, toIso } from '../platform/clock.ts';
import { converter } from '../settings/exchange.ts';
import type { Settings } from '../settings/settings.ts';
import { attributionOf, awaitsEvent, goalOf } from './attribution.ts';
import { sharesOf } from './attribution-models.ts';
import type { AttributionStore, OrderRow, TouchRow } from './attribution-store.ts';
import { leadGoal, leadsOf } from './journey-lead.ts';

/** Passes until what is stored is what the reads say; more means that somebody writes all the time. */
const MOST_PASSES = 6;

const same = (left: unknown, right: unknown): boolean => JSON.stringify(sorted(left)) === JSON.stringify(sorted(right));

/** DynamoDB gives map entries in an order of its own. */
const sorted = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value ?? null;
  return Object.entries(value)
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([name, entry]) => [name, sorted(entry)]);
};

type Money = Pick<Settings, 'currency' | 'exchangeRates'>;

/** The message that earned the order has grown out of the ledger: what was found in its time stands. */
const hasExpired = (attribution: OrderRow['attribution'], rows: readonly TouchRow[]): boolean =>
  attribution !== undefined && !rows.some(({ key }) => key === attribution.messageKey);

/** The person whose messages and orders are looked at. */
export interface Person {
  readonly customerId: string;
  readonly otherIds: readonly string[];
}

/** Events that are goals of rows which have not reached theirs: one reading covers all their windows. */
const readHappened = async (
  store: AttributionStore,
  ids: readonly string[],
  rows: readonly TouchRow[],
): Promise<readonly Happened[]> => {
  const open = rows.filter((row) => awaitsEvent(row) && row.goal?.firstAt === undefined);
  const names = new Set(open.flatMap(({ goalEvent }) => goalEvent ?? []));
  const from = open.map(({ handedOverAt = '' }) => handedOverAt).sort()[0] ?? '';
  const ends = open.map(({ handedOverAt = '', goalDays = 0 }) => Date.parse(handedOverAt) + goalDays * DAY);
  return open.length === 0 ? [] : store.happened(ids, names, from, toIso(Math.max(...ends)));
};

const pass = async (
  store: AttributionStore,
  { customerId, otherIds }: Person,
  money: Money,
  told: readonly Happened[] | undefined,
): Promise<number> => {
  const ids = [customerId, ...otherIds];
  const found: TouchRow[] = (await Promise.all(ids.map((id) => store.rows(id)))).flat();
  // What came with an experiment is not ours to work out.
  const rows = found.filter(({ imported }) => !imported);
  if (rows.length === 0) return 0;
  const happened = told ?? (await readHappened(store, ids, rows));
  const orders: OrderRow[] = await store.orders(customerId);
  const convert = converter(money);
  let writes = 0;
  const leads = leadsOf(rows);
  for (const row of rows) {
    const goal = goalOf(row, orders, happened, money.currency, convert);
    const lead = leads.has(row) ? leadGoal(row, orders, money.currency, convert) : undefined;
    if (same(goal, row.goal) && same(lead, row.lead)) continue;
    await store.setGoal(row.customerId, row.key, { goal, lead });
    writes += 1;
  }
  for (const order of orders) {
    const earned = attributionOf(order, rows);
    const shares = sharesOf(order, rows);
    const attribution = earned && { ...earned, ...(shares.length === 0 ? {} : { shares }) };
    if (same(attribution, order.attribution) || hasExpired(order.attribution, rows)) continue;
    await store.setAttribution(customerId, order.orderId, attribution);
    writes += 1;
  }
  return writes;
};

/**
 * Makes goals and attributions of one person what the ledger, the orders and the events say: messages under all of the
 * person's ids, orders under the customer's. Who saw an event come in tells it as `told`; otherwise the events are read, where a
 * row's goal is one. After a write everything is read again:
 * whoever writes last has also read after that write, so two lanes at once cannot leave an older answer behind, and a
 * change after that reading brings a record of its own. Answers the number of writes.
 */
export const attributeCustomer = async (
  store: AttributionStore,
  person: Person,
  money: Money,
  told?: readonly Happened[],
): Promise<number> => {
  let total = 0;
  for (let attempt = 0; attempt < MOST_PASSES; attempt++) {
    const writes = await pass(store, person, money, told);
    total += writes;
    if (writes === 0) return total;
  }
  throw new Error(`Attribution of one person did not settle in ${MOST_PASSES} passes; delivering again will help.`);
};
