import { inParallel } from '../platform/worker.ts';
import { type EventItem, eventItem, type NewEvent } from './event.ts';
import type { EventStore } from './event-store.ts';
import { quarantined } from './quarantine.ts';
import type { RateGate } from './rate-gate.ts';

export interface Accepted {
  readonly stored: number;
  readonly duplicates: number;
  readonly quarantined: number;
}

/** Puts of one request that run at a time: the SDK's own pool holds 50 connections. */
const CONCURRENCY = 40;

/** First come, first kept: two events of one key within a request must not race each other (P2). */
const withoutRepeats = (items: readonly EventItem[]): EventItem[] => {
  const kept = new Map<string, EventItem>();
  for (const item of items) {
    const id = `${item.person}\u0000${item.key}`;
    if (!kept.has(id)) kept.set(id, item);
  }
  return [...kept.values()];
};

/**
 * Stores events; returns only when every one is in the table (P1). Throws the first error of a write; what was written
 * before stays and passes as a duplicate when the sender tries again.
 */
export const acceptEvents = async (
  events: readonly NewEvent[],
  store: Pick<EventStore, 'append' | 'appendToQuarantine'>,
  gate: RateGate,
): Promise<Accepted> => {
  const items = withoutRepeats(events.map((event) => eventItem(event)));
  const counts = { stored: 0, duplicates: events.length - items.length, quarantined: 0 };
  await inParallel(items, Math.min(CONCURRENCY, items.length), async (item) => {
    const inPlace = gate.admit(item.person);
    const result = inPlace ? await store.append(item) : await store.appendToQuarantine(quarantined(item));
    if (result === 'duplicate') counts.duplicates += 1;
    else if (inPlace) counts.stored += 1;
    else counts.quarantined += 1;
  });
  return counts;
};
