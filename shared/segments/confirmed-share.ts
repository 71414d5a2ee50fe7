import { consentState, isGranted } from '../consent/consent-state.ts';
import type { ConsentStore } from '../consent/evidence-store.ts';
import { homeLaw } from '../law/laws.ts';
import { type Customer, idsOf } from '../profiles/profile.ts';
import type { Settings } from '../settings/settings.ts';
import type { Channel } from './leaf.ts';

/** People per channel whose evidence is read; the share among them stands for the rest. */
const READ = 500;

/**
 * Of those whom a profile calls reachable, the share whose consent counts under double opt-in: a profile does not know what
 * was confirmed, the evidence does. Reads nothing where the channel asks for no confirmation. `now` in ms.
 */
export const createConfirmedShare = (
  consents: Pick<ConsentStore, 'evidenceOf'>,
  { doubleOptIn, defaultCountry }: Pick<Settings, 'doubleOptIn' | 'defaultCountry'>,
  now: number,
) => {
  const seen = new Map<Channel, { read: number; confirmed: number }>();

  const look = async (customer: Pick<Customer, 'customerId' | 'linkedIds' | 'fold'>, channel: Channel) => {
    if ((channel !== 'email' && channel !== 'sms') || doubleOptIn[channel] === null) return;
    const counts = seen.get(channel) ?? { read: 0, confirmed: 0 };
    if (counts.read >= READ) return;
    const { lastOrderAt, country } = customer.fold;
    const policy = { doubleOptIn, lastTransactionAt: lastOrderAt, law: homeLaw(country ?? defaultCountry) };
    const { [channel]: said } = consentState(await consents.evidenceOf(idsOf(customer)), now, policy);
    counts.read += 1;
    if (isGranted(said?.ad, now)) counts.confirmed += 1;
    seen.set(channel, counts);
  };

  const share = (channel: Channel): number => {
    const counts = seen.get(channel);
    return counts === undefined ? 1 : counts.confirmed / counts.read;
  };

  return { look, share };
};
