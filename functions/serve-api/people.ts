import * as z from 'zod';
import { createAccessLogStore } from '../../shared/api/access-log-store.ts';
import { computedViewOf } from '../../shared/api/computed-view.ts';
import { consentViewOf, type Suppressed, type ViewContext } from '../../shared/api/customer-view.ts';
import { pageQuery } from '../../shared/api/page.ts';
import { personalQuery } from '../../shared/api/personal.ts';
import { createComputedStore } from '../../shared/computed/computed-store.ts';
import { addressFor, addressKey, type Contacts } from '../../shared/consent/address.ts';
import { type Consent, consentState } from '../../shared/consent/consent-state.ts';
import { CONSENT_CHANNELS } from '../../shared/consent/evidence.ts';
import { createConsentStore } from '../../shared/consent/evidence-store.ts';
import { suppressedBy } from '../../shared/consent/suppression.ts';
import { createSuppressionStore } from '../../shared/consent/suppression-store.ts';
import { personOf } from '../../shared/events/person.ts';
import { idFlaw } from '../../shared/events/person-id.ts';
import { DangolError, quote } from '../../shared/platform/errors.ts';
import { createAliasStore } from '../../shared/profiles/alias-store.ts';
import { createCustomerStore } from '../../shared/profiles/customer-store.ts';
import { createErasedStore, erasureKey } from '../../shared/profiles/erased-store.ts';
import { findByEmail, findByPhone, findByQuery } from '../../shared/profiles/find-customers.ts';
import { createLinkStore } from '../../shared/profiles/link-store.ts';
import { type Customer, idsOf } from '../../shared/profiles/profile.ts';
import { createRunStore } from '../../shared/scoring/run-store.ts';
import type { Services } from './services.ts';

export const searchSchema = z
  .object({
    ...pageQuery,
    ...personalQuery,
    email: z.string().max(254).optional(),
    phone: z.string().max(40).optional(),
    query: z.string().max(254).optional(),
  })
  .refine(
    ({ email, phone, query }) => [email, phone, query].filter((term) => term !== undefined).length <= 1,
    'give one of email, phone and query, or none for everybody',
  );

/** What of a profile bears on consent. */
type ConsentingFold = Pick<Customer['fold'], 'contacts' | 'lastOrderAt'>;

/** Finding customers and what they agreed to, for the routes. */
export const createPeople = (services: Services) => {
  const { environment, dynamo, clock, definitions, settings, signingKey } = services;
  const computed = createComputedStore(definitions, clock);
  const customers = createCustomerStore(dynamo, environment.CUSTOMERS_TABLE);
  const aliases = createAliasStore(dynamo, environment.IDENTITIES_TABLE);
  const runs = createRunStore(dynamo, environment.INSIGHTS_TABLE, clock);
  const consents = createConsentStore(dynamo, environment.CONSENTS_TABLE);

  const links = createLinkStore(dynamo, environment.IDENTITIES_TABLE);
  const accessLog = createAccessLogStore(dynamo, environment.INSIGHTS_TABLE, signingKey, clock);

  const suppressions = async () =>
    createSuppressionStore(dynamo, environment.SUPPRESSIONS_TABLE, addressKey(await signingKey()));

  const viewContext = async (): Promise<ViewContext> => {
    const [run, { currency, language, customerKinds }] = await Promise.all([runs.lastSuccessful(), settings.current()]);
    return { model: run?.model, currency, language, customerKinds };
  };

  const erased = async () => createErasedStore(dynamo, environment.IDENTITIES_TABLE, erasureKey(await signingKey()));

  /** Throws `gone` for an id that was erased: nothing is read, and nothing may be written, under it. */
  const refuseErased = async (id: string): Promise<void> => {
    const request = await (await erased()).find(personOf(id));
    if (request !== undefined)
      throw new DangolError(
        'gone',
        `This customer was erased; GET /v1/erasures/${request} shows the proof. Who comes back needs a new id.`,
      );
  };

  const get = async (id: string): Promise<Customer> => {
    const customer = await customers.get(personOf(id));
    if (!customer) await refuseErased(id);
    if (!customer)
      throw new DangolError('not_found', `There is no customer ${quote(id)}; check the id, or search by email.`);
    return customer;
  };

  /** Whose word it is that comes under an id: the survivor's if the id was merged, a stranger's before there is a profile. */
  const speaker = async (id: string): Promise<{ customerId: string; ids: readonly string[]; fold: ConsentingFold }> => {
    const customer = await customers.get(personOf(id));
    if (customer) return { customerId: customer.customerId, ids: idsOf(customer), fold: customer.fold };
    await refuseErased(id);
    const customerId = personOf(id);
    const flaw = idFlaw(customerId.slice(2));
    if (flaw !== undefined) throw new DangolError('invalid', `The customer id ${flaw}.`);
    return { customerId, ids: [customerId], fold: { contacts: {} } };
  };

  /** What stands in the way of an ad on each address, as the gate sees it. */
  const suppressedOf = async (contacts: Contacts, consent: Consent): Promise<Suppressed> => {
    const store = await suppressions();
    const marks: Record<string, { reason: string; at: string } | undefined> = {};
    for (const channel of CONSENT_CHANNELS) {
      const address = addressFor(channel, contacts);
      const found = address === undefined ? undefined : await store.find(channel, address);
      marks[channel] = suppressedBy(found, consent[channel], 'ad');
    }
    return marks;
  };

  const consentOf = async (ids: readonly string[], fold: ConsentingFold) => {
    const { contacts, lastOrderAt: lastTransactionAt } = fold;
    const evidence = await consents.evidenceOf(ids);
    const { doubleOptIn } = await settings.current();
    const consent = consentState(evidence, clock(), { doubleOptIn, lastTransactionAt });
    return consentViewOf(evidence, consent, await suppressedOf(contacts, consent), clock());
  };

  const search = async (query: z.infer<typeof searchSchema>): Promise<Customer[]> => {
    const deps = {
      customers,
      aliases,
      addressKey: addressKey(await signingKey()),
      country: (await settings.current()).defaultCountry,
    };
    if (query.email !== undefined) return findByEmail(deps, query.email);
    if (query.phone !== undefined) return findByPhone(deps, query.phone);
    return findByQuery(deps, query.query ?? '');
  };

  const computedOf = async (customer: Customer) => {
    const shop = await settings.current();
    return computedViewOf(customer, await computed.list(shop.language), shop, clock());
  };

  return {
    customers,
    consents,
    links,
    erased,
    suppressions,
    accessLog,
    viewContext,
    get,
    speaker,
    consentOf,
    computedOf,
    search,
  };
};
