import * as z from 'zod';
import { fromCursor, listOf, pageQuery, toCursor } from '../../shared/api/page.ts';
import { type Route, route } from '../../shared/api/route.ts';
import { DangolError } from '../../shared/platform/errors.ts';
import { parse } from '../../shared/platform/parse.ts';
import type { Definition, DefinitionStore } from '../../shared/settings/definition-store.ts';
import { TEMPLATE, type Template, templateSchema } from '../../shared/templates/template.ts';

const viewSchema = z.looseObject({ id: z.string(), version: z.number().int(), updatedAt: z.string() });

interface Parts {
  readonly definitions: DefinitionStore;
  /** Throws `not_found`. */
  readonly find: (id: string) => Promise<Definition>;
  /** Throws `invalid`. */
  readonly check: (body: Record<string, unknown>) => Promise<Template>;
  readonly view: (definition: Definition) => Record<string, unknown>;
}

/** Versions of a template: looked at, and written anew. */
export const templateVersionRoutes = ({ definitions, find, check, view }: Parts): readonly Route[] => [
  route({
    method: 'GET',
    path: '/v1/templates/{id}/versions',
    scope: 'read',
    tag: 'templates',
    summary: 'Every version, newest first, and who wrote it',
    query: z.object(pageQuery),
    answer: listOf(viewSchema.extend({ by: z.string().nullable() })),
    handle: async ({ params, query }) => {
      const { id, version: newest } = await find(params.id ?? '');
      const asked = query.cursor === undefined ? newest : fromCursor(z.number().int().min(1), query.cursor);
      const from = Math.min(newest, asked);
      const numbers = Array.from({ length: Math.min(query.limit, from) }, (_, index) => from - index);
      const found = await Promise.all(numbers.map((number) => definitions.getVersion(TEMPLATE, id, number)));
      const data = found.flatMap((one) => (one ? [{ ...view(one), by: one.by ?? null }] : []));
      const next = from - numbers.length;
      return { body: { data, nextCursor: next > 0 ? toCursor(next) : null } };
    },
  }),
  route({
    method: 'POST',
    path: '/v1/templates/{id}/versions/{version}/restore',
    scope: 'author',
    tag: 'templates',
    summary: 'Write an older version anew, as the newest',
    answer: viewSchema,
    handle: async ({ params, ifMatch, key }) => {
      const found = await find(params.id ?? '');
      const number = parse(z.coerce.number().int().min(1).max(1e9), params.version, 'version');
      const older = await definitions.getVersion(TEMPLATE, found.id, number);
      if (!older) {
        const message = `Template "${found.id}" has no version ${number}; the newest is ${found.version}.`;
        throw new DangolError('not_found', message);
      }
      // Blocks, brands and computed traits may have changed since it was written.
      const saved = await definitions.save(TEMPLATE, found.id, await check(templateSchema.parse(older.body)), {
        ...{ expected: ifMatch ?? found.version, by: key?.name },
      });
      return { body: view(saved), version: saved.version };
    },
  }),
];
