import { eventItem } from '../events/event.ts';
import type { EventStore } from '../events/event-store.ts';
import { isPerson } from '../events/person.ts';
import { type Clock, toIso } from '../platform/clock.ts';
import { sha256Hex } from '../platform/hash.ts';
import { inParallel } from '../platform/worker.ts';
import type { AskedStore } from './asked-store.ts';
import { isAvailable } from './product.ts';
import type { ProductStore } from './product-store.ts';

interface RestockDeps {
  readonly asked: Pick<AskedStore, 'askers' | 'forget'>;
  readonly products: Pick<ProductStore, 'find'>;
  readonly events: Pick<EventStore, 'append'>;
  readonly clock: Clock;
}

const PAGE = 100;
const LANES = 8;
/** Source of the event. */
const SOURCE = 'catalogue';

/**
 * Says `Product Restocked` of those who asked for a product, a page of them, and forgets their wish. True if others are left. A page that is
 * told twice is the same events; a product that was sold out again meanwhile leaves the wishes as they are.
 */
export const createTellRestock =
  ({ asked, products, events, clock }: RestockDeps) =>
  async (productId: string, at: string): Promise<boolean> => {
    const product = (await products.find(productId))?.product;
    if (!product || !isAvailable(product)) return false;
    const page = await asked.askers(productId, PAGE);
    await inParallel(page, LANES, async (ask) => {
      if (isPerson(ask.person)) {
        const messageId = `restocked-${sha256Hex(`${productId} ${ask.at}`).slice(0, 40)}`;
        const properties = { product_id: productId, name: product.name, asked_at: ask.at };
        const said = { time: at, at, receivedAt: toIso(clock()), messageId, source: SOURCE };
        const event = { person: ask.person, type: 'track' as const, name: 'Product Restocked', body: { properties } };
        await events.append(eventItem({ ...event, ...said }));
      }
      await asked.forget(productId, ask.person);
    });
    return page.length === PAGE;
  };
