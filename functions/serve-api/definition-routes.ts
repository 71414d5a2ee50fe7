import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { listOf, pageQuery } from '../../shared/api/page.ts';
import { type Route, route } from '../../shared/api/route.ts';
import { DangolError } from '../../shared/platform/errors.ts';
import { parse } from '../../shared/platform/parse.ts';
import type { Definition, DefinitionStore } from '../../shared/settings/definition-store.ts';
import { definitionIdSchema } from '../../shared/templates/template.ts';

const bodySchema = z.record(z.string(), z.unknown());

type Body = z.infer<typeof bodySchema>;

/** What a collection of versioned definitions says of itself. */
interface Collection<Own extends { readonly name: string }> {
  readonly definitions: DefinitionStore;
  readonly kind: string;
  /** One of them in words, such as `template`. */
  readonly noun: string;
  readonly path: `/v1/${string}`;
  readonly tag: string;
  /** Begins the ids of those that are saved without one. */
  readonly prefix: string;
  readonly summaries: Readonly<Record<'list' | 'create' | 'read' | 'update' | 'archive', string>>;
  /** Whole and right, or refused by `invalid` with paths. */
  readonly check: (id: string, body: Body) => Promise<unknown>;
  readonly schema: z.ZodType<Own>;
  /** Why it may not be archived, as a sentence; undefined if it may. */
  readonly heldBy: (id: string) => Promise<string | undefined>;
  /** What a search looks through, beside id and name. */
  readonly said: (own: Own) => readonly string[];
}

/** How definitions of one kind are listed, written, read, given a new version and archived. */
export const definitionRoutes = <Own extends { readonly name: string }>(collection: Collection<Own>) => {
  const { definitions, kind, noun, path, tag, prefix, summaries, check, schema, heldBy, said } = collection;
  const viewSchema = z
    .looseObject({ id: z.string(), version: z.number().int(), archived: z.boolean(), updatedAt: z.string() })
    .meta({ description: `The ${noun} as it was sent, with its id and version` });
  const described = bodySchema.meta({ description: `See docs/http-api.md, ${tag}` });

  const view = ({ id, version, archived, updatedAt, body }: Definition) => ({
    ...{ id, version, archived, updatedAt },
    ...schema.parse(body),
  });

  const find = async (id: string): Promise<Definition> => {
    const found = await definitions.get(kind, id);
    if (found) return found;
    throw new DangolError('not_found', `There is no ${noun} "${id}"; GET ${path} lists those there are.`);
  };

  const isMeant = ({ id, body }: Definition, words: string): boolean => {
    const own = schema.parse(body);
    return [id, own.name, ...said(own)].join(' ').toLowerCase().includes(words.trim().toLowerCase());
  };

  const routes: readonly Route[] = [
    route({
      ...{ method: 'GET', path, scope: 'read', tag, summary: summaries.list },
      query: z.object({ ...pageQuery, query: z.string().max(100).optional() }),
      answer: listOf(viewSchema),
      handle: async ({ query }) => {
        const words = query.query;
        if (words !== undefined) {
          const meant = (await definitions.listAll(kind)).filter((one) => !one.archived && isMeant(one, words));
          return { body: { data: meant.slice(0, query.limit).map(view), nextCursor: null } };
        }
        const page = await definitions.list(kind, query.limit, query.cursor);
        const data = page.definitions.filter(({ archived }) => !archived).map(view);
        return { body: { data, nextCursor: page.next ?? null } };
      },
    }),
    route({
      ...{ method: 'POST', path, scope: 'author', tag, summary: summaries.create },
      body: described,
      answer: viewSchema,
      handle: async ({ body: { id, ...body }, key }) => {
        const chosen = parse(definitionIdSchema.optional(), id, 'id') ?? `${prefix}-${randomUUID().slice(0, 8)}`;
        const saved = await definitions.save(kind, chosen, await check(chosen, body), { expected: 0, by: key?.name });
        return { status: 201, body: view(saved), version: saved.version };
      },
    }),
    route({
      ...{ method: 'GET', path: `${path}/{id}`, scope: 'read', tag, summary: summaries.read },
      answer: viewSchema,
      handle: async ({ params }) => {
        const one = await find(params.id ?? '');
        return { body: view(one), version: one.version };
      },
    }),
    route({
      ...{ method: 'PUT', path: `${path}/{id}`, scope: 'author', tag, summary: summaries.update },
      body: described,
      answer: viewSchema,
      handle: async ({ params, body: { id: _own, ...body }, ifMatch, key }) => {
        const one = await find(params.id ?? '');
        const expected = ifMatch ?? one.version;
        const saved = await definitions.save(kind, one.id, await check(one.id, body), { expected, by: key?.name });
        return { body: view(saved), version: saved.version };
      },
    }),
    route({
      ...{ method: 'DELETE', path: `${path}/{id}`, scope: 'author', tag, summary: summaries.archive },
      handle: async ({ params, key }) => {
        const one = await find(params.id ?? '');
        const held = await heldBy(one.id);
        if (held !== undefined) throw new DangolError('conflict', `${held}; change that first.`);
        await definitions.save(kind, one.id, one.body, { expected: one.version, archived: true, by: key?.name });
        return {};
      },
    }),
  ];

  return { routes, find, view };
};
