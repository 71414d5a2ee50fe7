import * as z from 'zod';
import { accessEntrySchema, createAccessLogStore } from '../../../shared/api/access-log-store.ts';
import { fromCursor, listOf, pageQuery, toCursor } from '../../../shared/api/page.ts';
import { type Route, route } from '../../../shared/api/route.ts';
import { toIso } from '../../../shared/platform/clock.ts';
import { keyText } from '../../../shared/tables/keys.ts';
import type { Services } from '../services.ts';

const cursorSchema = z.object({ before: keyText });

const querySchema = z.object({
  ...pageQuery,
  /** UTC; today if absent. */
  day: z.iso.date().optional(),
  /** Only looks at this person. */
  customerId: z.string().max(500).optional(),
});

export const auditRoutes = ({ environment, dynamo, clock, signingKey }: Services): readonly Route[] => {
  const log = createAccessLogStore(dynamo, environment.INSIGHTS_TABLE, signingKey, clock);
  return [
    route({
      method: 'GET',
      path: '/v1/audit',
      scope: 'admin',
      tag: 'audit',
      summary: 'Who saw personal data on one day: who, when, whose, what, why; newest first',
      query: querySchema,
      answer: listOf(accessEntrySchema),
      handle: async ({ query, now }) => {
        const day = query.day ?? toIso(now).slice(0, 10);
        const before = query.cursor === undefined ? undefined : fromCursor(cursorSchema, query.cursor).before;
        const { entries, next } = await log.page(day, query.limit, before);
        const { customerId } = query;
        const data = customerId === undefined ? entries : entries.filter((one) => one.customerIds.includes(customerId));
        return { body: { data, nextCursor: next === undefined ? null : toCursor({ before: next }) } };
      },
    }),
  ];
};
