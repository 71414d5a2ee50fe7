import * as z from 'zod';
import { customerSummarySchema, summaryOf } from '../../../shared/api/customer-view.ts';
import { fromCursor, listOf, pageQuery, toCursor } from '../../../shared/api/page.ts';
import { type Route, route } from '../../../shared/api/route.ts';
import { personOf } from '../../../shared/events/person.ts';
import { toIso } from '../../../shared/platform/clock.ts';
import { maskCustomer } from '../../../shared/platform/mask-values.ts';
import { confirmDuplicate, rejectDuplicate } from '../../../shared/profiles/decide-duplicate.ts';
import { duplicatePositionSchema } from '../../../shared/profiles/duplicate-store.ts';
import { createProjectDeps, projectTables } from '../../../shared/profiles/project-deps.ts';
import { suggestDuplicates } from '../../../shared/profiles/suggest-duplicates.ts';
import { createPeople } from '../people.ts';
import type { Services } from '../services.ts';

const decisionSchema = z.object({ decision: z.enum(['confirmed', 'rejected']), by: z.string(), at: z.string() });

const suggestionSchema = z.object({
  id: z.string(),
  reason: z.enum(['email', 'phone', 'alias']),
  /** Masked; the one first seen comes first. */
  customers: z.array(customerSummarySchema),
  decision: decisionSchema.nullable(),
});

/** Known customers who may be one person; a person decides. */
export const duplicateRoutes = (services: Services): readonly Route[] => {
  const { environment, dynamo, clock, signingKey } = services;
  const people = createPeople(services);
  const deps = createProjectDeps({
    dynamo,
    clock,
    signingKey,
    tables: projectTables(environment),
  });

  return [
    route({
      method: 'GET',
      path: '/v1/duplicates',
      scope: 'read',
      tag: 'customers',
      summary: 'Pairs of known customers with one address or number, personal data masked',
      query: z.object({ ...pageQuery, state: z.enum(['open', 'rejected']).default('open') }),
      answer: listOf(suggestionSchema),
      handle: async ({ query }) => {
        const from = query.cursor === undefined ? undefined : fromCursor(duplicatePositionSchema, query.cursor);
        const { suggestions, next } = await suggestDuplicates(await deps(), query.state, query.limit, from);
        const context = await people.viewContext();
        const data = suggestions.map(({ id, reason, customers, decision }) => ({
          ...{ id, reason, decision: decision ?? null },
          customers: customers.map((customer) => maskCustomer(summaryOf(customer, context))),
        }));
        return { body: { data, nextCursor: next ? toCursor(next) : null } };
      },
    }),
    route({
      method: 'POST',
      path: '/v1/duplicates/{id}/confirm',
      scope: 'admin',
      tag: 'customers',
      summary: 'The two are one person: merges them, for good',
      body: z.strictObject({ survivor: z.string().min(1).max(500) }),
      answer: decisionSchema,
      handle: async ({ params, body, key }) => {
        const id = params.id ?? '';
        const by = key?.name ?? '';
        return { body: await confirmDuplicate(await deps(), id, personOf(body.survivor), by, toIso(clock())) };
      },
    }),
    route({
      method: 'POST',
      path: '/v1/duplicates/{id}/reject',
      scope: 'admin',
      tag: 'customers',
      summary: 'The two are two people: not suggested again',
      answer: decisionSchema,
      handle: async ({ params, key }) => {
        return { body: await rejectDuplicate(await deps(), params.id ?? '', key?.name ?? '', toIso(clock())) };
      },
    }),
  ];
};
