import { DAY } from '../platform/clock.ts';
import type { CustomerStore } from '../profiles/customer-store.ts';
import type { Device } from '../profiles/devices.ts';
import { type Customer, idsOf } from '../profiles/profile.ts';
import type { EngagedMessage } from './engagement.ts';
import type { QueueFeedback } from './queue.ts';
import type { TrackMessage } from './track-message.ts';

/** An app that was removed, or whose notifications were switched off. */
export interface LostDevice {
  /** As sent. */
  readonly person: string;
  readonly token: string;
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

const deviceOf = (customer: Customer | undefined, token: string): Device | undefined =>
  customer?.fold.devices?.find((device) => device.token === token);

/**
 * Asked before the events are folded, it answers what to do afterwards: to put on the feedback queue that a notification cost its sender the device,
 * the last one that the person was sent before, of the last 30 days. Only for a device that took messages until then: an app that says at
 * every opening that it is silenced costs a look at the profile, not at the ledger. Told again, it is the same fact of the same message.
 */
export const createTellLostDevices = ({ customers, rows: rowsOf, queue }: TellLostDevicesDeps) => {
  const tell = async (lost: readonly LostDevice[]): Promise<void> => {
    const bodies: TrackMessage[] = [];
    for (const { person, token, at, by } of lost) {
      const customer = await customers.get(person);
      if (!customer || deviceOf(customer, token)?.offAt !== at) continue;
      const rows = (await Promise.all(idsOf(customer).map((id) => rowsOf(id)))).flat();
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

  return async (lost: readonly LostDevice[]): Promise<() => Promise<void>> => {
    const news: LostDevice[] = [];
    for (const each of lost) {
      const known = deviceOf(await customers.get(each.person), each.token);
      // Off since this very event: it was folded by a worker that may have died before it told.
      if (known && (known.offAt === undefined || known.offAt === each.at)) news.push(each);
    }
    return () => tell(news);
  };
};

export type TellLostDevices = ReturnType<typeof createTellLostDevices>;
