import * as z from 'zod';
import { fromCursor, listOf, pageQuery, toCursor } from '../../../shared/api/page.ts';
import { type Route, route } from '../../../shared/api/route.ts';
import { planInputSchema, planOf, planSchema } from '../../../shared/insights/plan.ts';
import { learningCursorSchema, learningSchema, readLearnings } from '../../../shared/insights/read-learnings.ts';
import { DangolError } from '../../../shared/platform/errors.ts';
import { reportDeps } from '../report-deps.ts';
import type { Services } from '../services.ts';

/** Before an experiment: how many people it needs. After all of them: what was learned. */
export const learningRoutes = (services: Services): readonly Route[] => {
  const deps = reportDeps(services);
  return [
    route({
      method: 'POST',
      path: '/v1/campaigns/plan',
      scope: 'read',
      tag: 'campaigns',
      summary: 'How many people an experiment needs, and how long until they are there',
      body: planInputSchema,
      answer: planSchema,
      handle: async ({ body }) => {
        const plan = planOf(body);
        if (plan) return { body: plan };
        throw new DangolError(
          'invalid',
          'Nothing can be found out so: one message needs a control group above 0, and baseline + effect must stay below 1.',
        );
      },
    }),
    route({
      method: 'GET',
      path: '/v1/learnings',
      scope: 'read',
      tag: 'campaigns',
      summary: 'What each campaign with a hypothesis or arms, and each experiment taken in, has shown',
      query: z.object({ ...pageQuery, query: z.string().trim().max(200).default('') }),
      answer: listOf(learningSchema),
      handle: async ({ query }) => {
        const cursor = query.cursor === undefined ? undefined : fromCursor(learningCursorSchema, query.cursor);
        const { learnings, next } = await readLearnings(deps, query.query, query.limit, cursor);
        return { body: { data: learnings, nextCursor: next ? toCursor(next) : null } };
      },
    }),
  ];
};
