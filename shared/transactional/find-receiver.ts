import { personOf, publicId } from '../events/person.ts';
import { DangolError, quote } from '../platform/errors.ts';
import { type FindCustomersDeps, findByEmail, findByPhone } from '../profiles/find-customers.ts';
import type { Customer } from '../profiles/profile.ts';
import type { SettingsStore } from '../settings/settings-store.ts';
import type { Channel } from '../templates/template.ts';

/** Whom a message is for: an id, or a current address of somebody known. */
export type To = { readonly customerId: string } | { readonly address: string };

interface FindReceiverDeps extends Omit<FindCustomersDeps, 'country'> {
  readonly settings: Pick<SettingsStore, 'current'>;
}

const AGAIN = 'If it was sent a moment ago, try again in a few seconds with the same idempotencyKey';

/**
 * The one customer who is meant. Throws `not_found` if nobody is, `conflict` if several people have the address: whose
 * consent and name would count is for the caller to say.
 */
export const findReceiver = async (deps: FindReceiverDeps, to: To, channel: Channel): Promise<Customer> => {
  if ('customerId' in to) {
    const customer = await deps.customers.get(personOf(to.customerId));
    if (customer) return customer;
    throw new DangolError('not_found', `There is no customer ${quote(to.customerId)}. ${AGAIN}.`);
  }
  const { defaultCountry } = await deps.settings.current();
  const search = channel === 'email' ? findByEmail : findByPhone;
  const found = await search({ ...deps, country: defaultCountry }, to.address);
  const [customer, ...others] = found;
  const what = channel === 'email' ? 'e-mail address' : 'phone number';
  if (!customer) {
    throw new DangolError('not_found', `No customer has this ${what}; send an identify call with it first. ${AGAIN}.`, {
      details: [{ path: 'to.address', message: `is the current ${what} of nobody` }],
    });
  }
  if (others.length === 0) return customer;
  const ids = found.slice(0, 5).map(({ customerId }) => publicId(customerId));
  throw new DangolError(
    'conflict',
    `${found.length} customers have this ${what}; name one by to.customerId, such as ${ids.map(quote).join(', ')}.`,
  );
};
