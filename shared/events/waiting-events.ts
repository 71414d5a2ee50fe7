import * as z from 'zod';
import type { EventStore } from './event-store.ts';
import { QUARANTINE_PARTITIONS } from './quarantine.ts';
import { PERSON_LIMIT } from './rate-gate.ts';

export const waitingSchema = z.object({
  /** Events that wait; with `more` at least so many. */
  events: z.number().int(),
  more: z.boolean(),
  /** Ids that they belong to, as far as looked at. */
  people: z.number().int(),
  /** Receipt of the one that waits longest, as far as looked at. */
  oldest: z.string().nullable(),
  /** The limit that they were above. */
  limit: z.object({ events: z.number().int(), minutes: z.number() }),
});

/** Pages of 100 looked at in each partition: a flood is counted up to 8,000 events, so that a look stays cheap. */
const PAGES = 5;

/** How many events wait in quarantine. */
export const waitingEvents = async (
  store: Pick<EventStore, 'readQuarantine'>,
): Promise<z.infer<typeof waitingSchema>> => {
  const people = new Set<string>();
  let [events, more, oldest] = [0, false, ''];
  const look = async (partition: string): Promise<void> => {
    let after: string | undefined;
    for (let page = 0; page < PAGES; page++) {
      const items = await store.readQuarantine(partition, after);
      for (const { owner, receivedAt } of items) {
        people.add(owner);
        events += 1;
        if (oldest === '' || receivedAt < oldest) oldest = receivedAt;
      }
      after = items.at(-1)?.key;
      if (after === undefined) return;
    }
    more = true;
  };
  await Promise.all(QUARANTINE_PARTITIONS.map(look));
  const limit = { events: PERSON_LIMIT.events, minutes: PERSON_LIMIT.windowMs / 60_000 };
  return { events, more, people: people.size, oldest: oldest === '' ? null : oldest, limit };
};
