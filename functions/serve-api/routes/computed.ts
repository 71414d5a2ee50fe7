import * as z from 'zod';
import { listOf } from '../../../shared/api/page.ts';
import { type Route, route } from '../../../shared/api/route.ts';
import { type Computed, createComputedStore } from '../../../shared/computed/computed-store.ts';
import { computedBodySchema, computedNameSchema } from '../../../shared/computed/definition.ts';
import { DangolError } from '../../../shared/platform/errors.ts';
import { parse } from '../../../shared/platform/parse.ts';
import { FIGURES } from '../../../shared/segments/leaf.ts';
import { createSegmentStore } from '../../../shared/segments/segment-store.ts';
import { TEMPLATE } from '../../../shared/templates/template.ts';
import type { Services } from '../services.ts';

const shape = computedBodySchema.shape;

const viewSchema = z.object({
  ...shape,
  name: z.string(),
  version: z.number().int(),
  builtIn: z.boolean(),
  updatedAt: z.string().optional(),
});

const view = ({ archived: _archived, ...rest }: Computed) => rest;

export const computedRoutes = ({ clock, definitions, settings }: Services): readonly Route[] => {
  const computed = createComputedStore(definitions, clock, new Set(FIGURES));
  const segments = createSegmentStore(definitions, computed);

  const usersOf = async (name: string): Promise<string[]> => {
    const inText = new RegExp(`customer\\.computed\\.${name}(?![A-Za-z0-9_])`);
    const templates = (await definitions.listAll(TEMPLATE)).filter(
      ({ archived, body }) => !archived && inText.test(JSON.stringify(body)),
    );
    return [
      ...(await segments.usingComputed(name)).map((id) => `segment ${id}`),
      ...templates.map(({ id }) => `template ${id}`),
    ];
  };

  return [
    route({
      method: 'GET',
      path: '/v1/computed',
      scope: 'read',
      tag: 'computed',
      summary: 'All computed traits, the shop’s own first, then the ready-made ones',
      answer: listOf(viewSchema),
      handle: async () => {
        const { language } = await settings.current();
        return { body: { data: (await computed.list(language)).map(view), nextCursor: null } };
      },
    }),
    route({
      method: 'POST',
      path: '/v1/computed',
      scope: 'admin',
      tag: 'computed',
      summary: 'Define a computed trait; a person has it from the next event or rebuild on',
      body: z.strictObject({ ...shape, name: computedNameSchema }),
      answer: viewSchema,
      handle: async ({ body: { name, ...said }, key }) => {
        const made = await computed.create(name, parse(computedBodySchema, said, 'Computed trait'), key?.name);
        return { status: 201, body: view(made), version: made.version };
      },
    }),
    route({
      method: 'GET',
      path: '/v1/computed/{name}',
      scope: 'read',
      tag: 'computed',
      summary: 'One computed trait',
      answer: viewSchema,
      handle: async ({ params }) => {
        const found = await computed.get(params.name ?? '', (await settings.current()).language);
        return { body: view(found), version: found.version };
      },
    }),
    route({
      method: 'PUT',
      path: '/v1/computed/{name}',
      scope: 'admin',
      tag: 'computed',
      summary: 'Replace the definition; each person is counted anew from stored events at the next event or rebuild',
      body: computedBodySchema,
      answer: viewSchema,
      handle: async ({ params, body, ifMatch, key }) => {
        const saved = await computed.update(params.name ?? '', body, ifMatch, key?.name);
        return { body: view(saved), version: saved.version };
      },
    }),
    route({
      method: 'DELETE',
      path: '/v1/computed/{name}',
      scope: 'admin',
      tag: 'computed',
      summary: 'Archive; refused while a segment or a template uses it',
      handle: async ({ params, key }) => {
        const name = params.name ?? '';
        await computed.get(name);
        const users = await usersOf(name);
        if (users.length > 0) {
          const message = `The computed trait "${name}" is used by ${users.join(', ')}; change those first.`;
          throw new DangolError('conflict', message);
        }
        await computed.archive(name, key?.name);
        return {};
      },
    }),
  ];
};
