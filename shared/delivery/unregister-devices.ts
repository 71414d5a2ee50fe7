import { addressHash } from '../consent/address.ts';
import { eventItem } from '../events/event.ts';
import type { EventStore } from '../events/event-store.ts';
import { type Clock, toIso } from '../platform/clock.ts';
import { DEVICE_UNREGISTERED } from '../profiles/devices.ts';
import type { GoneDevice } from './channel.ts';

interface UnregisterDeps {
  readonly events: Pick<EventStore, 'append'>;
  readonly addressKey: Buffer;
  readonly clock: Clock;
}

/**
 * Writes down, as an event of the person, that the provider knows these tokens no more: the app was removed, or the token was
 * replaced. The id names message and token, so that a repeat is the same event.
 */
export const createUnregisterDevices =
  ({ events, addressKey, clock }: UnregisterDeps) =>
  async (customerId: string, ref: string, gone: readonly GoneDevice[]): Promise<void> => {
    const at = toIso(clock());
    for (const { token, code } of gone) {
      const hash = addressHash(addressKey, 'push', token).slice(0, 16);
      await events.append(
        eventItem({
          person: customerId,
          time: at,
          messageId: `gone:${ref}:${hash}`,
          type: 'track',
          name: DEVICE_UNREGISTERED,
          at,
          receivedAt: at,
          body: { properties: { token, reason: code, message: ref } },
          source: 'push',
        }),
      );
    }
  };

export type UnregisterDevices = ReturnType<typeof createUnregisterDevices>;
