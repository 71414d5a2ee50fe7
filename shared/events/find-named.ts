import { DAY, toIso } from '../platform/clock.ts';
import type { EventStore } from './event-store.ts';

/** Keys begin with the sender's own time: a clock that runs further off is not followed. */
const CLOCKS_OFF = 2 * DAY;

/** A track event of some name, as far as a goal asks. */
export interface Happened {
  readonly name: string;
  /** Corrected time, ISO 8601 UTC. */
  readonly at: string;
}

/**
 * Track events of those names under a person's ids with a corrected time in (`from`, `to`]. Reads the person's dated events from
 * two days before on; undated ones, and those of clocks further off, are told by the stream when they come in.
 */
export const findNamed = async (
  events: Pick<EventStore, 'read'>,
  ids: readonly string[],
  names: ReadonlySet<string>,
  from: string,
  to: string,
): Promise<Happened[]> => {
  const found: Happened[] = [];
  if (names.size === 0) return found;
  const last = toIso(Date.parse(to) + CLOCKS_OFF);
  for (const id of ids) {
    for await (const { key, type, name, at } of events.read(id, toIso(Date.parse(from) - CLOCKS_OFF))) {
      if (key > last) break;
      if (type === 'track' && name !== undefined && names.has(name) && at > from && at <= to) found.push({ name, at });
    }
  }
  return found;
};
