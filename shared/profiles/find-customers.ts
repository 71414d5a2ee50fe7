import { normaliseEmail, normalisePhone } from '../consent/address.ts';
import { personOf } from '../events/person.ts';
import { type AliasStore, aliasesOf } from './alias-store.ts';
import type { CustomerStore } from './customer-store.ts';
import type { Customer } from './profile.ts';

export interface FindCustomersDeps {
  readonly customers: Pick<CustomerStore, 'get' | 'getAll'>;
  readonly aliases: Pick<AliasStore, 'find'>;
  /** `addressKey(secret)` */
  readonly addressKey: Buffer;
  /** Country in which national numbers are read. */
  readonly country: string | null;
}

/** Everybody whose current e-mail address is this one, in any notation. */
export const findByEmail = async (deps: FindCustomersDeps, raw: string): Promise<Customer[]> => {
  const email = normaliseEmail(raw);
  const [alias] = aliasesOf(deps.addressKey, { email });
  if (alias === undefined) return [];
  const found = await deps.customers.getAll(await deps.aliases.find(alias));
  return found.filter((customer) => customer.fold.contacts.email === email);
};

/** Everybody whose current number is this one, in any notation. */
export const findByPhone = async (deps: FindCustomersDeps, raw: string): Promise<Customer[]> => {
  const phone = normalisePhone(raw, deps.country);
  const [alias] = aliasesOf(deps.addressKey, { phone });
  if (alias === undefined) return [];
  const found = await deps.customers.getAll(await deps.aliases.find(alias));
  return found.filter((customer) => customer.fold.contacts.phone === phone);
};

/** One search box: an exact id, an e-mail address or a number. */
export const findByQuery = async (deps: FindCustomersDeps, raw: string): Promise<Customer[]> => {
  const query = raw.trim();
  if (query === '') return [];
  const byId = await deps.customers.get(personOf(query));
  const others = [...(await findByEmail(deps, query)), ...(await findByPhone(deps, query))];
  const all = byId ? [byId, ...others] : others;
  return [...new Map(all.map((customer) => [customer.customerId, customer])).values()];
};
