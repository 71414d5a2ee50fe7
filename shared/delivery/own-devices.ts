import { addressHash } from '../consent/address.ts';
import type { AliasStore } from '../profiles/alias-store.ts';
import type { CustomerStore } from '../profiles/customer-store.ts';
import { liveTokens } from '../profiles/devices.ts';
import { type Customer, idsOf } from '../profiles/profile.ts';

interface OwnDevicesDeps {
  readonly aliases: Pick<AliasStore, 'find'>;
  readonly customers: Pick<CustomerStore, 'getAll'>;
  readonly addressKey: Buffer;
}

/** A device that so many people have used is a till or a test phone: nobody's own. */
const MOST_OWNERS = 20;

/**
 * The tokens on which a message to this person arrives with this person: a device is its last user's, whoever else is still known by
 * it. Closed: who shows it at the same moment as somebody else has it not.
 */
export const createOwnDevices =
  ({ aliases, customers, addressKey }: OwnDevicesDeps) =>
  async (customer: Customer): Promise<string[]> => {
    const own = new Set(idsOf(customer));
    const tokens = liveTokens(customer.fold.devices);
    const isOwn = await Promise.all(
      tokens.map(async (token) => {
        const known = await aliases.find(`push:${addressHash(addressKey, 'push', token)}`);
        const others = known.filter((id) => !own.has(id));
        if (others.length === 0) return true;
        if (others.length > MOST_OWNERS) return false;
        const at = customer.fold.devices?.find((device) => device.token === token)?.at ?? '';
        const rivals = (await customers.getAll(others)).filter(({ customerId }) => !own.has(customerId));
        return rivals.every(({ fold }) =>
          (fold.devices ?? []).every((device) => device.token !== token || device.at < at),
        );
      }),
    );
    return tokens.filter((_, index) => isOwn[index]);
  };

export type OwnDevices = ReturnType<typeof createOwnDevices>;
