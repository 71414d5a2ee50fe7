import * as z from 'zod';
import { listOf, pageQuery } from '../../../shared/api/page.ts';
import { type Route, route } from '../../../shared/api/route.ts';
import { createMessageStore } from '../../../shared/delivery/message-store.ts';
import { EXPERIMENT, experimentCallSchema } from '../../../shared/experiments/experiment.ts';
import { createRecordExperiment } from '../../../shared/experiments/record-experiment.ts';
import { experimentSchema } from '../../../shared/imports/experiment-call.ts';
import { createErasedStore, erasureKey } from '../../../shared/profiles/erased-store.ts';
import type { Services } from '../services.ts';

const recordedSchema = z.object({
  success: z.boolean(),
  stored: z.number().int(),
  errors: z
    .array(z.object({ index: z.number().int(), code: z.string(), message: z.string(), path: z.string() }))
    .optional(),
});

/** Experiments that ran elsewhere: closed campaigns with given arms. */
export const experimentRoutes = (services: Services): readonly Route[] => {
  const { definitions, settings, clock, dynamo, environment, signingKey } = services;
  const record = createRecordExperiment({
    definitions,
    settings,
    clock,
    messages: createMessageStore(dynamo, environment.MESSAGES_TABLE, clock),
    erased: async () => createErasedStore(dynamo, environment.IDENTITIES_TABLE, erasureKey(await signingKey())),
  });
  return [
    route({
      method: 'POST',
      path: '/v1/experiments',
      scope: 'author',
      tag: 'campaigns',
      summary: 'Take in people of an experiment that ran elsewhere, at most 500 a call; repeating it changes nothing',
      body: experimentCallSchema,
      answer: recordedSchema,
      handle: async ({ body, key }) => {
        const { stored, errors } = await record(body.experiment, body.people, key?.name);
        return {
          body: { success: true, stored, ...(errors.length === 0 ? {} : { errors }) },
          headers: { 'x-dangol-stored': String(stored) },
        };
      },
    }),
    route({
      method: 'GET',
      path: '/v1/experiments',
      scope: 'read',
      tag: 'campaigns',
      summary: 'Experiments that were taken in; GET /v1/campaigns/{id}/report says what they showed',
      query: z.object(pageQuery),
      answer: listOf(experimentSchema),
      handle: async ({ query }) => {
        const page = await definitions.list(EXPERIMENT, query.limit, query.cursor);
        const data = page.definitions.map(({ body }) => experimentSchema.parse(body));
        return { body: { data, nextCursor: page.next ?? null } };
      },
    }),
  ];
};
