import { type Clock, SECOND } from '../platform/clock.ts';
import { inParallel } from '../platform/worker.ts';
import type { EventStore } from './event-store.ts';
import { QUARANTINE_PARTITIONS, type QuarantinedItem, released } from './quarantine.ts';

export interface Release {
  /** Events put into place. */
  readonly moved: number;
  /** Whether events still wait: of an id that has had its share, or because the time was up. */
  readonly left: boolean;
}

export interface ReleaseLimits {
  /** Events of one id in one run: each makes its customer be folded again. */
  readonly perPerson: number;
  /** When the run must end, ms. */
  readonly deadline: number;
}

/** Past every key of this person: what follows the `#` is a digit or `-`, and `:` sorts after both. */
const afterPerson = (item: QuarantinedItem): string => `${item.owner}#:`;

/**
 * Moves waiting events into place, at most so many of one id per run. An event is put before it is removed and a refused
 * put is success, so a run that dies in between, or two at once, lose and double nothing.
 */
export const releaseQuarantine = async (
  store: Pick<EventStore, 'append' | 'readQuarantine' | 'removeFromQuarantine'>,
  limits: ReleaseLimits,
  clock: Clock,
): Promise<Release> => {
  const movedOf = new Map<string, number>();
  let moved = 0;
  let left = false;

  const isSpent = (item: QuarantinedItem): boolean => (movedOf.get(item.owner) ?? 0) >= limits.perPerson;

  const releasePartition = async (partition: string): Promise<void> => {
    let after: string | undefined;
    for (;;) {
      const page = await store.readQuarantine(partition, after);
      if (page.length === 0) return;
      for (const item of page) {
        if (clock() > limits.deadline) {
          left = true;
          return;
        }
        after = item.key;
        if (isSpent(item)) {
          left = true;
          after = afterPerson(item);
          break;
        }
        movedOf.set(item.owner, (movedOf.get(item.owner) ?? 0) + 1);
        await store.append(released(item));
        await store.removeFromQuarantine(item);
        moved += 1;
      }
    }
  };

  await inParallel(QUARANTINE_PARTITIONS, 8, releasePartition);
  return { moved, left };
};

/** Leaves the function time to answer. */
export const deadlineOf = (now: number, remainingMs: number): number => now + Math.max(0, remainingMs - 5 * SECOND);
