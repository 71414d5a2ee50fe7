import { randomUUID } from 'node:crypto';
import { eventItem } from '../events/event.ts';
import type { EventStore } from '../events/event-store.ts';
import { type Clock, toIso } from '../platform/clock.ts';
import type { ConsentChannel } from './evidence.ts';
import type { ConsentStore } from './evidence-store.ts';
import { PREFERRED_CHANNEL, type Preference } from './preference.ts';

export interface RecordPreferenceDeps {
  readonly clock: Clock;
  readonly events: Pick<EventStore, 'append'>;
  readonly consents: Pick<ConsentStore, 'appendPreference'>;
}

export type PreferenceChange = Omit<Preference, 'id' | 'receivedAt'>;

/** Why somebody left, in one tap; never a condition of leaving. */
export const LEAVING_REASONS = ['tooOften', 'notRelevant', 'neverAsked', 'boughtElsewhere', 'other'] as const;
export type LeavingReason = (typeof LEAVING_REASONS)[number];

interface Told {
  readonly customerId: string;
  readonly name: string;
  readonly messageId: string;
  readonly properties: Record<string, unknown>;
}

/** An event of our own making, for timeline and rules. */
const tell = async (
  { clock, events }: Pick<RecordPreferenceDeps, 'clock' | 'events'>,
  { customerId, name, messageId, properties }: Told,
): Promise<void> => {
  const at = toIso(clock());
  const base = { person: customerId, time: at, messageId, type: 'track', name, at, receivedAt: at } as const;
  await events.append(eventItem({ ...base, body: { properties }, source: 'consent' }));
};

/** Records how much a person wants, at once: the row that the gate reads, then the event by which the timeline learns of it. */
export const recordPreference = async (deps: RecordPreferenceDeps, change: PreferenceChange): Promise<void> => {
  const id = randomUUID();
  const { customerId, pausedUntil, most, untracked, source } = change;
  await deps.consents.appendPreference({ ...change, id, receivedAt: toIso(deps.clock()) });
  const properties = { pausedUntil, most, untracked, source };
  await tell(deps, { customerId, name: 'Preferences Changed', messageId: id, properties });
};

/**
 * By which channel a person would rather be written to, null: by any. A trait like one that the shop sends, so that whoever said it last counts; it allows
 * nothing, and the profile learns of it as of every event.
 */
export const recordChannelWish = async (
  { clock, events }: Pick<RecordPreferenceDeps, 'clock' | 'events'>,
  customerId: string,
  channel: ConsentChannel | null,
): Promise<void> => {
  const at = toIso(clock());
  const base = { person: customerId, time: at, messageId: randomUUID(), type: 'identify', at, receivedAt: at } as const;
  await events.append(eventItem({ ...base, body: { traits: { [PREFERRED_CHANNEL]: channel } }, source: 'consent' }));
};

/** Why a person left; the same `messageId` counts once. */
export const recordReason = (
  deps: Pick<RecordPreferenceDeps, 'clock' | 'events'>,
  customerId: string,
  messageId: string,
  properties: { readonly reason: LeavingReason; readonly channel: string },
): Promise<void> => tell(deps, { customerId, name: 'Unsubscribe Reason Given', messageId, properties });
