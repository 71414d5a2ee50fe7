import * as z from 'zod';
import type { StoredEvent } from '../events/event.ts';
import type { EventStore } from '../events/event-store.ts';
import { orderEventOf } from '../events/order-event.ts';
import { log } from '../platform/log.ts';
import { epochDay, localEpochDay } from '../platform/time.ts';
import { inParallel } from '../platform/worker.ts';
import { kindOf } from '../profiles/customer-kind.ts';
import { type Customer, idsOf } from '../profiles/profile.ts';
import type { Run } from '../scoring/run.ts';
import type { RunFiles } from '../scoring/run-files.ts';
import { basketsOf } from './order-lines.ts';

/** People and order lines of all shards together; what a night reads and holds does not grow with the shop. */
const MOST_PEOPLE = 80_000;
const MOST_LINES = 4_000_000;
/** Newest events of one id that are looked through: an event may have 32 KB, and a run must outlive whoever sends many of them. */
const MOST_EVENTS = 300;
/** Ids of one person whose events are read, and orders that are kept of them. */
const MOST_IDS = 4;
const MOST_ORDERS = 200;
/** People whose events are read side by side. */
const LANES = 8;

/** The sampled baskets of one shard; nobody's id is in it. */
export const basketFileSchema = z.object({
  /** Products, named once. */
  ids: z.array(z.string()),
  /** Of each person the orders in order of time: local day, and places in `ids`. */
  people: z.array(z.array(z.tuple([z.number().int(), z.array(z.number().int())]))),
});
export type BasketFile = z.infer<typeof basketFileSchema>;

export const basketFile = (runId: string, shard: number): string => `runs/${runId}/baskets/${shard}.json`;

type Subject = Pick<Customer, 'customerId' | 'fold' | 'linkedIds'>;

/**
 * Collects the baskets of the first buyers that a shard's scan meets: a scan goes by the hash of the id, so these are a sample by chance, and
 * the same people every night. Nothing is learned of who objected to profiling, and of partners, staff and tests.
 */
export const createBaskets = (
  events: Pick<EventStore, 'newest'>,
  run: Pick<Run, 'asOf' | 'rules' | 'shards'>,
  most: { readonly people: number; readonly lines: number } = { people: MOST_PEOPLE, lines: MOST_LINES },
) => {
  const room = { people: Math.ceil(most.people / run.shards), lines: Math.ceil(most.lines / run.shards) };
  const asOfDay = epochDay(run.asOf);
  const places = new Map<string, number>();
  const people: BasketFile['people'] = [];
  let lines = 0;
  let taken = 0;
  let waiting: Subject[] = [];

  const placeOf = (id: string): number => {
    const place = places.get(id) ?? places.size;
    places.set(id, place);
    return place;
  };

  const read = async (customer: Subject): Promise<void> => {
    const found: StoredEvent[] = [];
    for (const id of idsOf(customer).slice(0, MOST_IDS)) {
      const newest = await events.newest(id, '0', MOST_EVENTS);
      found.push(...newest.filter((event) => orderEventOf(event) !== undefined).slice(0, MOST_ORDERS));
    }
    const orders = basketsOf(found)
      .map(({ at, products }): [number, number[]] => [
        localEpochDay(Date.parse(at), customer.fold.zone),
        products.map(placeOf),
      ])
      .filter(([day]) => day <= asOfDay);
    if (orders.length === 0) return;
    lines += orders.reduce((sum, [, products]) => sum + products.length, 0);
    people.push(orders);
  };

  const flush = async (): Promise<void> => {
    const now = waiting;
    waiting = [];
    await inParallel(now, LANES, read);
  };

  const look = async (customer: Subject): Promise<void> => {
    const { fold } = customer;
    if (fold.orders === 0 || fold.objectedAt !== undefined || taken >= room.people || lines >= room.lines) return;
    if (kindOf(fold, run.rules.customerKinds) !== 'consumer') return;
    taken += 1;
    waiting.push(customer);
    if (waiting.length === LANES) await flush();
  };

  return { look, flush, file: (): BasketFile => ({ ids: [...places.keys()], people }) };
};

/** Watches a shard's scan for baskets, and writes them down at its end. Products are no part of the run: what fails here ends the watch alone. */
export const createWatchBaskets =
  (events: Pick<EventStore, 'newest'>, files: Pick<RunFiles, 'put'>) => (run: Run, shard: number) => {
    const { look, flush, file } = createBaskets(events, run);
    let failed = false;
    const safely = async (work: () => Promise<void>): Promise<void> => {
      if (failed) return;
      try {
        await work();
      } catch (error) {
        failed = true;
        log.warn('baskets of a shard could not be read', { shard, reason: String(error) });
      }
    };
    return {
      look: (customer: Subject): Promise<void> => safely(() => look(customer)),
      flush: async (): Promise<void> => {
        await safely(flush);
        await files.put(basketFile(run.runId, shard), failed ? { ids: [], people: [] } : file());
      },
    };
  };
