import { DAY } from '../platform/clock.ts';
import type { CustomerStore } from '../profiles/customer-store.ts';
import { idsOf } from '../profiles/profile.ts';
import type { EngagedMessage } from './engagement.ts';
import type { QueueFeedback } from './queue.ts';
import type { TrackMessage } from './track-message.ts';

/** An app that was removed, or whose notifications were switched off. */
export interface LostDevice {
  /** As sent. */
  readonly person: string;
  /** ISO 8601 UTC. */
  readonly at: string;
  /** The message that found it out, which cannot have been the reason. */
  readonly by: string | undefined;
}

/** Whoever had no notification for so long did not leave because of one. */
const MEMORY = 30 * DAY;

interface TellLostDevicesDeps {
  readonly customers: Pick<CustomerStore, 'get'>;
  /** A person's ledger rows. */
  readonly rows: (
    customerId: string,
  ) => Promise<readonly Pick<EngagedMessage, 'channel' | 'status' | 'ref' | 'handedOverAt'>[]>;
  readonly queue: QueueFeedback;
}

/**
 * Puts on the feedback queue that a notification cost its sender the device: the last one that the person was sent before, of the last 30
 * days. Told again, it is the same fact of the same message.
 */
export const createTellLostDevices =
  ({ customers, rows: rowsOf, queue }: TellLostDevicesDeps) =>
  async (lost: readonly LostDevice[]): Promise<void> => {
    const bodies: TrackMessage[] = [];
    for (const { person, at, by } of lost) {
      const customer = await customers.get(person);
      const ids = customer ? idsOf(customer) : [person];
      const rows = (await Promise.all(ids.map((id) => rowsOf(id)))).flat();
      const before = rows.filter(
        ({ channel, status, ref, handedOverAt }) =>
          channel === 'push' &&
          status === 'sent' &&
          ref !== by &&
          handedOverAt !== undefined &&
          handedOverAt < at &&
          Date.parse(handedOverAt) >= Date.parse(at) - MEMORY,
      );
      const last = before.sort((left, right) => ((left.handedOverAt ?? '') > (right.handedOverAt ?? '') ? -1 : 1))[0];
      if (!last) continue;
      bodies.push({
        ...({ source: 'track', channel: 'push', kind: 'uninstall', ref: last.ref, at } as const),
        ...({ method: 'APP', userAgent: '', actor: 'human', reason: 'device gone' } as const),
      });
    }
    if (bodies.length > 0) await queue(bodies);
  };

export type TellLostDevices = ReturnType<typeof createTellLostDevices>;
