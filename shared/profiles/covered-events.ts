import { sha256 } from '../platform/hash.ts';

/** What is kept of an event that a checkpoint holds. */
export interface EventIdentity {
  readonly person: string;
  readonly key: string;
  readonly messageId: string;
  /** ISO 8601 UTC */
  readonly receivedAt: string;
}

/**
 * The events of a checkpoint by their identity, 14 bytes each: 6 of the hash of the messageId, 2 of the hash of person and key,
 * 6 of the receipt in ms. Sorted by receipt; beyond the limit the longest received are forgotten.
 */
export interface CoveredEvents {
  readonly bytes: Uint8Array;
  readonly forgotten: boolean;
}

const WIDTH = 14;

export const NONE_COVERED: CoveredEvents = { bytes: new Uint8Array(), forgotten: false };

const packed = (event: EventIdentity): Buffer => {
  const entry = Buffer.alloc(WIDTH);
  sha256(event.messageId).copy(entry, 0, 0, 6);
  sha256(`${event.person} ${event.key}`).copy(entry, 6, 0, 2);
  entry.writeUIntBE(Date.parse(event.receivedAt), 8, 6);
  return entry;
};

const byReceipt = (left: Buffer, right: Buffer): number =>
  left.compare(right, 8, WIDTH, 8, WIDTH) || left.compare(right, 0, 8, 0, 8);

const entriesOf = (bytes: Uint8Array): Buffer[] => {
  const all = Buffer.from(bytes);
  return Array.from({ length: all.length / WIDTH }, (_, index) => all.subarray(index * WIDTH, (index + 1) * WIDTH));
};

/** Adds events, of which at most `most` in all are remembered. */
export const cover = (covered: CoveredEvents, events: readonly EventIdentity[], most: number): CoveredEvents => {
  const entries = [...entriesOf(covered.bytes), ...events.map(packed)].sort(byReceipt);
  const forgotten = covered.forgotten || entries.length > most;
  return { bytes: Uint8Array.from(Buffer.concat(entries.slice(-most))), forgotten };
};

/** The events of several sets, none forgotten on the way. */
export const joinCovered = (all: readonly CoveredEvents[]): CoveredEvents => ({
  bytes: Uint8Array.from(Buffer.concat(all.flatMap(({ bytes }) => entriesOf(bytes)).sort(byReceipt))),
  forgotten: all.some(({ forgotten }) => forgotten),
});

/**
 * How an event stands to the covered ones: `new`; `same` event delivered again; `later`: its messageId was received
 * before, so it counts for nothing; `tie`: received in the same millisecond under another key; `earlier`: the covered one
 * should not have counted; `unknown`: older than what is remembered.
 */
export type Standing = 'new' | 'same' | 'later' | 'tie' | 'earlier' | 'unknown';

interface Known {
  readonly check: number;
  readonly receivedAt: number;
}

/** Answers how events stand to a checkpoint; built once per projection. */
export const standings = (covered: CoveredEvents): ((event: EventIdentity) => Standing) => {
  const known = new Map<string, Known>();
  const entries = entriesOf(covered.bytes);
  for (const entry of entries) {
    known.set(entry.toString('latin1', 0, 6), { check: entry.readUInt16BE(6), receivedAt: entry.readUIntBE(8, 6) });
  }
  const oldest = entries[0]?.readUIntBE(8, 6) ?? 0;
  return (event) => {
    const entry = packed(event);
    const found = known.get(entry.toString('latin1', 0, 6));
    const receivedAt = entry.readUIntBE(8, 6);
    if (!found) return covered.forgotten && receivedAt <= oldest ? 'unknown' : 'new';
    if (receivedAt !== found.receivedAt) return receivedAt > found.receivedAt ? 'later' : 'earlier';
    return entry.readUInt16BE(6) === found.check ? 'same' : 'tie';
  };
};
