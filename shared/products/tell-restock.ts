import { eventItem } from '../events/event.ts';
import type { EventStore } from '../events/event-store.ts';
import { isPerson } from '../events/person.ts';
import { type Clock, toIso } from '../platform/clock.ts';
import { sha256Hex } from '../platform/hash.ts';
import { inParallel } from '../platform/worker.ts';
import type { CustomerStore } from '../profiles/customer-store.ts';
import { idsOf } from '../profiles/profile.ts';
import type { Ask, AskedStore } from './asked-store.ts';
import { isAvailable } from './product.ts';
import type { ProductStore } from './product-store.ts';

interface RestockDeps {
  readonly asked: Pick<AskedStore, 'askers' | 'among' | 'answer' | 'forget'>;
  readonly products: Pick<ProductStore, 'find'>;
  readonly events: Pick<EventStore, 'append'>;
  readonly customers: Pick<CustomerStore, 'get'>;
  readonly clock: Clock;
}

const PAGE = 100;
const LANES = 8;
/** Source of the event. */
const SOURCE = 'catalogue';

/** Who asked first comes first, the same whoever looks. */
const byTime = (left: Ask, right: Ask): number =>
  left.at === right.at ? Number(left.person > right.person) || -1 : left.at < right.at ? -1 : 1;

/**
 * Says `Product Restocked` of those who asked for a product, a page of them, and forgets their wish: once of a person, by the first asking,
 * however many of the person's ids asked. True if others are left. A page that is told twice is the same events; a product that was sold out
 * again meanwhile leaves the wishes as they are.
 */
export const createTellRestock = ({ asked, products, events, customers, clock }: RestockDeps) => {
  const tellOne = async (productId: string, name: string, ids: readonly string[], at: string): Promise<void> => {
    const [first, ...others] = (await asked.among(productId, ids)).sort(byTime);
    const time = first && (await asked.answer(productId, first.person, at));
    if (!first || time === undefined) return;
    if (isPerson(first.person)) {
      const messageId = `restocked-${sha256Hex(`${productId} ${first.at}`).slice(0, 40)}`;
      const properties = { product_id: productId, name, asked_at: first.at };
      const said = { time, at: time, receivedAt: toIso(clock()), messageId, source: SOURCE };
      const event = { person: first.person, type: 'track' as const, name: 'Product Restocked', body: { properties } };
      await events.append(eventItem({ ...event, ...said }));
    }
    // The first stands until the others are gone: whoever looks in between finds that all of it has been answered.
    for (const { person } of others) await asked.forget(productId, person);
    await asked.forget(productId, first.person);
  };

  return async (productId: string, at: string): Promise<boolean> => {
    const product = (await products.find(productId))?.product;
    if (!product || !isAvailable(product)) return false;
    const page = await asked.askers(productId, PAGE);
    const groups = new Map<string, Set<string>>();
    await inParallel(page, LANES, async ({ person }) => {
      const customer = isPerson(person) ? await customers.get(person) : undefined;
      const ids = groups.get(customer?.customerId ?? person) ?? new Set();
      for (const id of [person, ...(customer ? idsOf(customer) : [])]) ids.add(id);
      groups.set(customer?.customerId ?? person, ids);
    });
    await inParallel([...groups.values()], LANES, (ids) => tellOne(productId, product.name, [...ids], at));
    return page.length === PAGE;
  };
};
