import * as z from 'zod';
import {
  consentViewOf,
  customerSummarySchema,
  customerViewOf,
  customerViewSchema,
  noModelReason,
  type Suppressed,
  summaryOf,
  type ViewContext,
} from '../../../shared/api/customer-view.ts';
import { fromCursor, listOf, pageQuery, toCursor } from '../../../shared/api/page.ts';
import { type Route, route } from '../../../shared/api/route.ts';
import { createTimeline, timelineEntrySchema, timelinePositionSchema } from '../../../shared/api/timeline.ts';
import { addressFor, addressKey, type Contacts } from '../../../shared/consent/address.ts';
import { type Consent, consentState } from '../../../shared/consent/consent-state.ts';
import { CONSENT_BASES, CONSENT_CHANNELS } from '../../../shared/consent/evidence.ts';
import { createConsentStore } from '../../../shared/consent/evidence-store.ts';
import { recordConsent } from '../../../shared/consent/record-consent.ts';
import { suppressedBy } from '../../../shared/consent/suppression.ts';
import { createSuppressionStore } from '../../../shared/consent/suppression-store.ts';
import { createEventStore } from '../../../shared/events/event-store.ts';
import { personOf, publicId } from '../../../shared/events/person.ts';
import { createOrderStore } from '../../../shared/orders/order-store.ts';
import { toIso } from '../../../shared/platform/clock.ts';
import { DangolError, quote } from '../../../shared/platform/errors.ts';
import { createAliasStore } from '../../../shared/profiles/alias-store.ts';
import { createCustomerStore } from '../../../shared/profiles/customer-store.ts';
import { findByEmail, findByPhone, findByQuery } from '../../../shared/profiles/find-customers.ts';
import type { Customer } from '../../../shared/profiles/profile.ts';
import { createRunStore } from '../../../shared/scoring/run-store.ts';
import { topicIdSchema } from '../../../shared/settings/topic.ts';
import type { Services } from '../services.ts';

const searchSchema = z
  .object({
    ...pageQuery,
    email: z.string().max(254).optional(),
    phone: z.string().max(40).optional(),
    query: z.string().max(254).optional(),
  })
  .refine(
    ({ email, phone, query }) => [email, phone, query].filter((term) => term !== undefined).length <= 1,
    'give one of email, phone and query, or none for everybody',
  );

const consentBodySchema = z.strictObject({
  purpose: z.enum(['ad', 'info']),
  state: z.enum(['granted', 'withdrawn']),
  /** Only ads of one kind, as settings define it; then without `night`. */
  topic: topicIdSchema.optional(),
  night: z.boolean().optional(),
  basis: z.enum(CONSENT_BASES).default('explicit'),
  at: z.iso.datetime({ offset: true }).optional(),
  source: z.string().min(1).max(200),
  wording: z.string().max(2_000).optional(),
  /** Network address from which the person said it. */
  ip: z.union([z.ipv4(), z.ipv6()]).optional(),
  /** False for a form that anybody can fill in: with double opt-in the grant then waits for its confirmation. */
  verified: z.boolean().default(true),
});

/** Events in one export answer; a Lambda's answer holds 6 MB. The timeline pages through all. */
const EXPORT_EVENTS = 2_000;
const EXPORT_BYTES = 5 * 1024 * 1024;

const cursorSchema = z.object({ after: z.string() });

/** What of a profile bears on consent. */
type ConsentingFold = Pick<Customer['fold'], 'contacts' | 'lastOrderAt'>;

const createPeople = (services: Services) => {
  const { environment, dynamo, clock, settings, signingKey } = services;
  const customers = createCustomerStore(dynamo, environment.CUSTOMERS_TABLE);
  const aliases = createAliasStore(dynamo, environment.IDENTITIES_TABLE);
  const runs = createRunStore(dynamo, environment.INSIGHTS_TABLE, clock);
  const consents = createConsentStore(dynamo, environment.CONSENTS_TABLE);

  const suppressions = async () =>
    createSuppressionStore(dynamo, environment.SUPPRESSIONS_TABLE, addressKey(await signingKey()));

  const viewContext = async (): Promise<ViewContext> => {
    const [run, { currency, language }] = await Promise.all([runs.lastSuccessful(), settings.current()]);
    return { model: run?.model, currency, language };
  };

  const get = async (id: string): Promise<Customer> => {
    const customer = await customers.get(personOf(id));
    if (!customer)
      throw new DangolError('not_found', `There is no customer ${quote(id)}; check the id, or search by email.`);
    return customer;
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

  const consentOf = async (customerId: string, fold: ConsentingFold) => {
    const { contacts, lastOrderAt: lastTransactionAt } = fold;
    const evidence = await consents.evidenceOf(customerId);
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

  return { customers, consents, suppressions, viewContext, get, consentOf, search };
};

export const customerRoutes = (services: Services): readonly Route[] => {
  const { environment, dynamo, clock, settings } = services;
  const people = createPeople(services);
  const events = createEventStore(dynamo, environment.EVENTS_TABLE);
  const orders = createOrderStore(dynamo, environment.ORDERS_TABLE);
  const timeline = createTimeline(dynamo, {
    events: environment.EVENTS_TABLE,
    messages: environment.MESSAGES_TABLE,
  });

  return [
    route({
      method: 'GET',
      path: '/v1/customers',
      scope: 'read',
      tag: 'customers',
      summary: 'Find customers by email, phone or id, or list all in a stable order',
      query: searchSchema,
      answer: listOf(customerSummarySchema),
      handle: async ({ query }) => {
        const context = await people.viewContext();
        if ([query.email, query.phone, query.query].some((term) => term !== undefined && term !== '')) {
          const found = await people.search(query);
          const data = found.slice(0, query.limit).map((customer) => summaryOf(customer, context));
          return { body: { data, nextCursor: null } };
        }
        const after = query.cursor === undefined ? undefined : fromCursor(cursorSchema, query.cursor).after;
        const page = await people.customers.list(query.limit, after);
        const data = page.customers.map((customer) => summaryOf(customer, context));
        return { body: { data, nextCursor: page.next === undefined ? null : toCursor({ after: page.next }) } };
      },
    }),
    route({
      method: 'GET',
      path: '/v1/customers/{id}',
      scope: 'read',
      tag: 'customers',
      summary: 'One customer: traits, consents, figures, scores and why, segments',
      answer: customerViewSchema,
      handle: async ({ params }) => {
        const customer = await people.get(params.id ?? '');
        const consent = await people.consentOf(customer.customerId, customer.fold);
        return { body: customerViewOf(customer, consent, await people.viewContext()), version: customer.version };
      },
    }),
    route({
      method: 'GET',
      path: '/v1/customers/{id}/timeline',
      scope: 'read',
      tag: 'customers',
      summary: 'Events and messages, newest first',
      query: z.object(pageQuery),
      answer: listOf(timelineEntrySchema),
      handle: async ({ params, query }) => {
        const customer = await people.get(params.id ?? '');
        const from = query.cursor === undefined ? undefined : fromCursor(timelinePositionSchema, query.cursor);
        const { entries, next } = await timeline.page(customer.customerId, query.limit, from);
        return { body: { data: entries, nextCursor: next ? toCursor(next) : null } };
      },
    }),
    route({
      method: 'GET',
      path: '/v1/customers/{id}/forecast',
      scope: 'read',
      tag: 'customers',
      summary: 'Expected orders; without a fitted model it says so instead of giving a figure',
      query: z.object({ weeks: z.coerce.number().int().min(1).max(520).default(39) }),
      handle: async ({ params, query }) => {
        await people.get(params.id ?? '');
        const { language } = await settings.current();
        const body = { weeks: query.weeks, expectedOrders: null, interval: null, model: null };
        return { body: { ...body, reason: noModelReason(language) } };
      },
    }),
    route({
      method: 'GET',
      path: '/v1/customers/{id}/export',
      scope: 'admin',
      tag: 'customers',
      summary: 'Everything held about one customer',
      handle: async ({ params }) => {
        const customer = await people.get(params.id ?? '');
        const { customerId } = customer;
        const kept: unknown[] = [];
        let bytes = 0;
        let truncated = false;
        for await (const event of events.read(customerId)) {
          bytes += JSON.stringify(event).length;
          truncated = kept.length === EXPORT_EVENTS || bytes > EXPORT_BYTES;
          if (truncated) break;
          kept.push(event);
        }
        return {
          body: {
            exportedAt: toIso(clock()),
            customer: { ...customer, id: publicId(customerId) },
            orders: await orders.ordersOf(customerId),
            consents: await people.consents.evidenceOf(customerId),
            messages: await timeline.messagesOf(customerId),
            events: kept,
            /** The oldest events are here; page through the timeline for the rest. */
            truncated,
          },
        };
      },
    }),
    route({
      method: 'PUT',
      path: '/v1/customers/{id}/consents/{channel}',
      scope: 'admin',
      tag: 'customers',
      summary: 'Record what a person said about messages on one channel, with its evidence',
      body: consentBodySchema,
      handle: async ({ params, key, body: { verified, ...body } }) => {
        const channel = z.enum(CONSENT_CHANNELS).safeParse(params.channel);
        if (!channel.success) {
          const allowed = CONSENT_CHANNELS.join(', ');
          throw new DangolError('not_found', `There is no channel ${quote(params.channel)}; allowed: ${allowed}.`);
        }
        const customerId = personOf(params.id ?? '');
        // A refusal is recorded even before the profile is there; then only the address cannot be blocked as well.
        const fold = (await people.customers.get(customerId))?.fold ?? { contacts: {} };
        await recordConsent(
          { clock, events, consents: people.consents, suppressions: await people.suppressions() },
          fold.contacts,
          {
            ...body,
            customerId,
            channel: channel.data,
            by: key?.name,
            confirmed: verified,
            at: body.at === undefined ? undefined : toIso(Date.parse(body.at)),
          },
        );
        const view = await people.consentOf(customerId, fold);
        return { body: view[channel.data] ?? {} };
      },
    }),
  ];
};
