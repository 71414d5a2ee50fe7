import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { type Route, route } from '../../../shared/api/route.ts';
import { createComputedStore } from '../../../shared/computed/computed-store.ts';
import { contentFaults, ONSITE_CONTENT, ONSITE_SLOTS, onsiteContentSchema } from '../../../shared/onsite/content.ts';
import { isOpen, ONSITE_OUTCOMES } from '../../../shared/onsite/onsite-message.ts';
import { createOnsiteStore } from '../../../shared/onsite/onsite-store.ts';
import { createShowOnsite } from '../../../shared/onsite/show-onsite.ts';
import { userHashKey, type Visitor, visitorOf, visitorSchema } from '../../../shared/onsite/visitor.ts';
import { DAY, toIso } from '../../../shared/platform/clock.ts';
import { DangolError, quote } from '../../../shared/platform/errors.ts';
import { parse } from '../../../shared/platform/parse.ts';
import { createCustomerStore } from '../../../shared/profiles/customer-store.ts';
import { idsOf } from '../../../shared/profiles/profile.ts';
import type { ApiKey } from '../../../shared/settings/api-key.ts';
import { createKeyRateStore } from '../../../shared/settings/key-rate-store.ts';
import { definitionRoutes } from '../definition-routes.ts';
import { createPeople } from '../people.ts';
import type { Services } from '../services.ts';

/** Messages of one pull: more than a page can show. */
const MOST = 20;
const MAX_DAYS = 365;

const messageSchema = z.object({
  ...{ id: z.string(), slot: z.enum(ONSITE_SLOTS), place: z.string().nullable(), language: z.string() },
  ...{ title: z.string(), text: z.string(), image: z.string().nullable() },
  button: z.object({ label: z.string(), url: z.string() }).nullable(),
});

/** Messages on the shop's own pages: contents, laying one ready, and what the snippet asks for with a write key. */
export const onsiteRoutes = (services: Services): readonly Route[] => {
  const { dynamo, environment, definitions, settings, clock, signingKey } = services;
  const store = createOnsiteStore(dynamo, environment.EFFECTS_TABLE);
  const customers = createCustomerStore(dynamo, environment.CUSTOMERS_TABLE);
  const computed = createComputedStore(definitions, clock);
  const rates = createKeyRateStore(dynamo, environment.DEFINITIONS_TABLE, clock);
  const people = createPeople(services);
  const show = createShowOnsite({ store, customers, definitions, settings, clock });
  const now = (): string => toIso(clock());

  const check = async (_id: string, body: unknown) => {
    const content = parse(onsiteContentSchema, body, 'On-site content');
    const details = contentFaults(content, new Set((await computed.customs()).map(({ name }) => name)));
    const [first] = details;
    if (first) throw new DangolError('invalid', `On-site content: ${first.path}: ${first.message}`, { details });
    return content;
  };

  const admit = async (key: ApiKey | undefined): Promise<void> => {
    const wait = key ? await rates.admit(key, 1) : 0;
    if (wait > 0)
      throw new DangolError('rate_limited', `This key is asked for too often; try again in ${wait} s.`, {
        retryAfter: wait,
      });
  };

  /** Ids under which the visitor's messages stand; none for an unsigned browser that belongs to a member. */
  const idsOfVisitor = async (visitor: Visitor): Promise<readonly string[]> => {
    const found = visitorOf(visitor, await signingKey());
    if (!found)
      throw new DangolError(
        'forbidden',
        'Give a userId with its userHash (HMAC-SHA-256 of the id under the key of GET /v1/onsite-key), or an anonymousId.',
      );
    const customer = await customers.get(found.person);
    if (!customer) return [found.person];
    // A browser's own id proves no member: their messages are shown when the shop says who it is.
    return found.signed || !customer.customerId.startsWith('u:') ? idsOf(customer) : [];
  };

  return [
    ...definitionRoutes({
      ...{
        definitions,
        kind: ONSITE_CONTENT,
        noun: 'on-site content',
        path: '/v1/onsite',
        tag: 'onsite',
        prefix: 'onsite',
      },
      summaries: {
        list: 'What may be shown on the shop’s pages',
        create: 'A new popup, banner or inline message',
        read: 'One content',
        update: 'Change a content; what is laid ready already keeps its words',
        archive: 'Archive a content: it is laid ready for nobody any more',
      },
      ...{ schema: onsiteContentSchema, check },
      said: ({ title, text }) => [title, text],
      heldBy: async () => undefined,
    }).routes,
    route({
      method: 'POST',
      path: '/v1/onsite/{id}/show',
      scope: 'send',
      tag: 'onsite',
      summary: 'Lay a content ready for the next page that a customer sees; the same effectId is the same message',
      body: z.strictObject({
        customerId: z.string().min(1).max(500),
        effectId: z.string().min(1).max(300).optional(),
        days: z.number().int().min(1).max(MAX_DAYS).default(7),
      }),
      answer: z.object({ id: z.string(), until: z.string() }),
      handle: async ({ params, body: { customerId: id, effectId = randomUUID(), days } }) => {
        const { customerId } = await people.get(id);
        const until = toIso(clock() + days * DAY);
        // Calls from outside cannot take the name of a journey's effect.
        const order = { contentId: params.id ?? '', customerId, effectId: `api ${effectId}`, until };
        const shown = await show(order);
        if (shown.kind === 'refused') throw new DangolError('conflict', `Nothing is shown: ${shown.reason}.`);
        return { status: shown.first ? 201 : 200, body: { id: shown.id, until } };
      },
    }),
    route({
      method: 'GET',
      path: '/v1/onsite-messages',
      scope: 'write',
      tag: 'onsite',
      summary: 'What the visitor of a page is to be shown (write key)',
      query: visitorSchema,
      answer: z.object({ data: z.array(messageSchema) }),
      handle: async ({ query, key }) => {
        await admit(key);
        const found = (await store.ofPerson(await idsOfVisitor(query))).filter((message) => isOpen(message, now()));
        const data = found.slice(0, MOST).map(({ id, slot, place, language, title, text, image, button }) => ({
          ...{ id, slot, language, title, text },
          place: place ?? null,
          image: image ?? null,
          button: button ?? null,
        }));
        return { body: { data } };
      },
    }),
    route({
      method: 'POST',
      path: '/v1/onsite-messages/{id}/outcome',
      scope: 'write',
      tag: 'onsite',
      summary: 'What the visitor did with a message: shown, clicked or dismissed (write key)',
      body: visitorSchema.extend({ outcome: z.enum(ONSITE_OUTCOMES) }),
      handle: async ({ params, body: { outcome, ...visitor }, key }) => {
        await admit(key);
        const id = params.id ?? '';
        if (!(await store.note(await idsOfVisitor(visitor), id, outcome, now())))
          throw new DangolError('not_found', `This visitor has no message ${quote(id)}.`);
        return {};
      },
    }),
    route({
      method: 'GET',
      path: '/v1/onsite-key',
      scope: 'admin',
      tag: 'onsite',
      summary: 'The key under which the shop’s server signs the ids of its members for the snippet',
      answer: z.object({ key: z.string() }),
      handle: async () => ({ body: { key: userHashKey(await signingKey()) } }),
    }),
  ];
};
