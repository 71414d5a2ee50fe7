import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { type Route, route } from '../../../shared/api/route.ts';
import { createComputedStore } from '../../../shared/computed/computed-store.ts';
import { LANDING_CONTENT, landingContentSchema } from '../../../shared/landing/content.ts';
import { LANDING_KEY, landingToken } from '../../../shared/landing/landing-page.ts';
import { createLandingStore } from '../../../shared/landing/landing-store.ts';
import { createMakeLanding } from '../../../shared/landing/make-landing.ts';
import { contentFaults } from '../../../shared/onsite/content.ts';
import { DAY, toIso } from '../../../shared/platform/clock.ts';
import { DangolError } from '../../../shared/platform/errors.ts';
import { deriveKey } from '../../../shared/platform/hash.ts';
import { parse } from '../../../shared/platform/parse.ts';
import { createCustomerStore } from '../../../shared/profiles/customer-store.ts';
import { definitionRoutes } from '../definition-routes.ts';
import { createPeople } from '../people.ts';
import type { Services } from '../services.ts';

/** Pages for one person each, behind a signed link that ends. */
export const landingRoutes = (services: Services): readonly Route[] => {
  const { dynamo, environment, definitions, settings, clock, signingKey } = services;
  const computed = createComputedStore(definitions, clock);
  const people = createPeople(services);
  const store = createLandingStore(dynamo, environment.EFFECTS_TABLE);
  const customers = createCustomerStore(dynamo, environment.CUSTOMERS_TABLE);
  const make = createMakeLanding({ store, customers, definitions, settings, clock });

  const check = async (_id: string, body: unknown) => {
    const content = parse(landingContentSchema, body, 'Landing page');
    const details = contentFaults(content, new Set((await computed.customs()).map(({ name }) => name)));
    const [first] = details;
    if (first) throw new DangolError('invalid', `Landing page: ${first.path}: ${first.message}`, { details });
    return content;
  };

  return [
    ...definitionRoutes({
      ...{ definitions, kind: LANDING_CONTENT, noun: 'landing page', path: '/v1/landing-pages', tag: 'landing pages' },
      prefix: 'page',
      summaries: {
        list: 'Pages that are made for one person each',
        create: 'A new page; links to it are made by POST /v1/landing-pages/{id}/links',
        read: 'One page',
        update: 'Change a page; links that are out keep its words',
        archive: 'Archive a page: no link is made any more, those that are out stay',
      },
      ...{ schema: landingContentSchema, check },
      said: ({ title, text }) => [title, text],
      heldBy: async () => undefined,
    }).routes,
    route({
      method: 'POST',
      path: '/v1/landing-pages/{id}/links',
      scope: 'send',
      tag: 'landing pages',
      summary: 'A link to a page in finished words for one customer; the same effectId is the same link',
      body: z.strictObject({
        customerId: z.string().min(1).max(500),
        effectId: z.string().min(1).max(300).optional(),
        days: z.number().int().min(1).max(365).default(14),
      }),
      answer: z.object({ url: z.string(), until: z.string() }),
      handle: async ({ params, body: { customerId: id, effectId = randomUUID(), days } }) => {
        const { customerId } = await people.get(id);
        const until = toIso(clock() + days * DAY);
        // Calls from outside cannot take the name of a journey's effect; nor that of another page or person.
        const name = `api ${JSON.stringify([params.id, customerId, effectId])}`;
        const made = await make({ contentId: params.id ?? '', customerId, effectId: name, until });
        if (made.kind === 'refused') throw new DangolError('conflict', `There is no page: ${made.reason}.`);
        const key = deriveKey(await signingKey(), LANDING_KEY);
        const url = `${environment.PUBLIC_URL}/l/${landingToken(key, made.id)}`;
        return { status: made.first ? 201 : 200, body: { url, until: made.until } };
      },
    }),
  ];
};
