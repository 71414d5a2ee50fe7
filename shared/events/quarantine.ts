import * as z from 'zod';
import { sha256 } from '../platform/hash.ts';
import { type EventItem, eventItemSchema } from './event.ts';

/**
 * Where the events of an id above its rate wait (rule 17): stored and accepted, but not yet on anybody's timeline. Spread
 * over partitions by their own key, so that one hot id cannot exceed what a partition takes.
 */
const SHARDS = 16;
const PREFIX = 'quarantine#';

/** A user's id always carries `u:` or `a:` in front, so nobody can name a partition of the quarantine. */
export const isQuarantined = (person: string): boolean => person.startsWith(PREFIX);

export const QUARANTINE_PARTITIONS: readonly string[] = Array.from(
  { length: SHARDS },
  (_, index) => `${PREFIX}${index}`,
);

export const quarantinedItemSchema = eventItemSchema.extend({
  /** The person the event belongs to; `key` is `<owner>#<key in place>`. */
  owner: z.string(),
});
export type QuarantinedItem = z.infer<typeof quarantinedItemSchema>;

/** The same event, waiting. The same event always waits at the same place, so a retry changes nothing. */
export const quarantined = (item: EventItem): QuarantinedItem => {
  const key = `${item.person}#${item.key}`;
  const shard = (sha256(key)[0] ?? 0) % SHARDS;
  return { ...item, person: `${PREFIX}${shard}`, key, owner: item.person };
};

/** The event as it belongs in place. */
export const released = ({ owner, ...item }: QuarantinedItem): EventItem => ({
  ...item,
  person: owner,
  key: item.key.slice(owner.length + 1),
});
