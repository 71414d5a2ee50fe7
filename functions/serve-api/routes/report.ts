import * as z from 'zod';
import { fromCursor, listOf, toCursor } from '../../../shared/api/page.ts';
import { type Route, route } from '../../../shared/api/route.ts';
import { libraryCursorSchema, pastMessageSchema, readLibrary } from '../../../shared/insights/read-library.ts';
import { readReport } from '../../../shared/insights/read-report.ts';
import { reportSchema } from '../../../shared/insights/report-schema.ts';
import { CHANNELS } from '../../../shared/templates/template.ts';
import { reportDeps } from '../report-deps.ts';
import type { Services } from '../services.ts';

export const reportRoutes = (services: Services): readonly Route[] => {
  const deps = reportDeps(services);
  return [
    route({
      method: 'GET',
      path: '/v1/campaigns/{id}/report',
      scope: 'read',
      tag: 'campaigns',
      summary: 'What a campaign really did: counters, control group, lift, cost, people lost, net',
      answer: reportSchema,
      handle: async ({ params }) => ({ body: await readReport(deps, params.id ?? '') }),
    }),
    route({
      method: 'GET',
      path: '/v1/library',
      scope: 'read',
      tag: 'campaigns',
      summary: 'Own past messages with what they did, newest first',
      query: z.object({
        limit: z.coerce.number().int().min(1).max(50).default(20),
        cursor: z.string().max(2_000).optional(),
        query: z.string().max(100).optional(),
        channel: z.enum(CHANNELS).optional(),
      }),
      answer: listOf(pastMessageSchema),
      handle: async ({ query: { cursor, ...wanted } }) => {
        const after = cursor === undefined ? undefined : fromCursor(libraryCursorSchema, cursor);
        const { messages, next } = await readLibrary(deps, { ...wanted, after });
        return { body: { data: messages, nextCursor: next ? toCursor(next) : null } };
      },
    }),
  ];
};
