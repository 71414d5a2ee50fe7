import type { StoredEvent } from '../events/event.ts';
import type { EventStore } from '../events/event-store.ts';
import { DAY, toIso } from '../platform/clock.ts';
import { type Customer, idsOf } from '../profiles/profile.ts';
import { type Basket, basketsOf } from './order-lines.ts';

/** Keys of events begin with the sender's own time: a clock that runs further off is not followed. */
const CLOCKS_OFF = 2 * DAY;
/** Events of one id from the last order on that are looked through: the order's parts come with it. */
const LOOKED_AT = 100;
/** Events of one id that are looked through where it is not found there. */
const LOOKED_AT_MOST = 1_000;
/** Ids of one person that are looked under. */
const MOST_IDS = 20;

/**
 * What a person bought last. Its event stands at the time of the last order, so that the read begins there, however much happened before and
 * since; where the sender's clock was off, it is among the newest of some days around. A query or two under each of the person's ids.
 */
export const createLastBasket =
  (events: Pick<EventStore, 'between'>) =>
  async (customer: Pick<Customer, 'customerId' | 'fold' | 'linkedIds'>): Promise<Basket | undefined> => {
    const { lastOrderAt } = customer.fold;
    if (lastOrderAt === undefined) return undefined;
    const [first, last] = [-CLOCKS_OFF, CLOCKS_OFF].map((off) => toIso(Date.parse(lastOrderAt) + off));
    const ids = idsOf(customer).slice(0, MOST_IDS);
    const read = async (from: string, to: string, most: number): Promise<StoredEvent[]> =>
      (await Promise.all(ids.map((id) => events.between(id, from, to, most)))).flat();
    const basket = basketsOf(await read(lastOrderAt, last ?? lastOrderAt, LOOKED_AT)).at(-1);
    if (basket && basket.at >= lastOrderAt) return basket;
    return basketsOf(await read(last ?? lastOrderAt, first ?? lastOrderAt, LOOKED_AT_MOST)).at(-1);
  };
