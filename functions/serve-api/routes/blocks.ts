import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { listOf, pageQuery } from '../../../shared/api/page.ts';
import { type Route, route } from '../../../shared/api/route.ts';
import { createComputedStore } from '../../../shared/computed/computed-store.ts';
import { DangolError, type ErrorDetail } from '../../../shared/platform/errors.ts';
import { parse } from '../../../shared/platform/parse.ts';
import type { Definition } from '../../../shared/settings/definition-store.ts';
import { BLOCK, type Block, blockIdsIn, blockSchema } from '../../../shared/templates/block.ts';
import { blocksOf, readBlocks } from '../../../shared/templates/block-store.ts';
import { templateFaults } from '../../../shared/templates/check-template.ts';
import { definitionIdSchema, TEMPLATE, type Template, templateSchema } from '../../../shared/templates/template.ts';
import type { Services } from '../services.ts';

const viewSchema = z
  .looseObject({ id: z.string(), version: z.number().int(), archived: z.boolean(), updatedAt: z.string() })
  .meta({ description: 'The block as it was sent, with its id and version' });
const bodySchema = z.record(z.string(), z.unknown()).meta({ description: 'See docs/http-api.md, blocks' });

const view = ({ id, version, archived, updatedAt, body }: Definition) => ({
  id,
  version,
  archived,
  updatedAt,
  ...blockSchema.parse(body),
});

/** A mail that holds nothing but the block, so that its words are checked as a template's. */
const alone = ({ name, html, text, languages }: Block): Template =>
  templateSchema.parse({
    ...{ name, channel: 'email', purpose: 'info', subject: '-', html: html ?? '-', text: text ?? '-' },
    languages: Object.fromEntries(
      Object.entries(languages ?? {})
        .filter(([language]) => language !== 'ko')
        .map(([language, own]) => [language, { subject: '-', html: own.html ?? '-', text: own.text ?? '-' }]),
    ),
  });

export const blockRoutes = ({ clock, definitions }: Services): readonly Route[] => {
  const computed = createComputedStore(definitions, clock);

  const find = async (id: string): Promise<Definition> => {
    const found = await definitions.get(BLOCK, id);
    if (found) return found;
    throw new DangolError('not_found', `There is no block "${id}"; GET /v1/blocks lists those there are.`);
  };

  const users = async (id: string): Promise<{ readonly id: string; readonly template: Template }[]> =>
    (await definitions.listAll(TEMPLATE)).flatMap(({ id: templateId, body, archived }) => {
      const template = templateSchema.safeParse(body).data;
      return !archived && template && blockIdsIn(template).includes(id) ? [{ id: templateId, template }] : [];
    });

  /** A block that may be saved: right by itself, and in every template that names it. */
  const check = async (id: string, body: unknown): Promise<Block> => {
    const block = parse(blockSchema, body, 'Block');
    const names = new Set((await computed.customs()).map(({ name }) => name));
    const details: ErrorDetail[] = templateFaults(alone(block), names);
    for (const { id: templateId, template } of details.length > 0 ? [] : await users(id)) {
      const blocks = new Map([...blocksOf(await readBlocks(definitions, template)), [id, block] as const]);
      for (const { path, message } of templateFaults(template, names, blocks))
        details.push({ path, message: `in the template "${templateId}": ${message}` });
    }
    const [first] = details;
    if (first) throw new DangolError('invalid', `Block: ${first.path}: ${first.message}`, { details });
    return block;
  };

  return [
    route({
      method: 'GET',
      path: '/v1/blocks',
      scope: 'read',
      tag: 'templates',
      summary: 'Words that several templates share',
      query: z.object(pageQuery),
      answer: listOf(viewSchema),
      handle: async ({ query }) => {
        const page = await definitions.list(BLOCK, query.limit, query.cursor);
        const data = page.definitions.filter(({ archived }) => !archived).map(view);
        return { body: { data, nextCursor: page.next ?? null } };
      },
    }),
    route({
      method: 'POST',
      path: '/v1/blocks',
      scope: 'author',
      tag: 'templates',
      summary: "Write a block; templates name it by {% render 'its-id' %}",
      body: bodySchema,
      answer: viewSchema,
      handle: async ({ body: { id, ...body }, key }) => {
        const chosen = parse(definitionIdSchema.optional(), id, 'id') ?? `b-${randomUUID().slice(0, 8)}`;
        const saved = await definitions.save(BLOCK, chosen, await check(chosen, body), { expected: 0, by: key?.name });
        return { status: 201, body: view(saved), version: saved.version };
      },
    }),
    route({
      method: 'GET',
      path: '/v1/blocks/{id}',
      scope: 'read',
      tag: 'templates',
      summary: 'One block',
      answer: viewSchema,
      handle: async ({ params }) => {
        const found = await find(params.id ?? '');
        return { body: view(found), version: found.version };
      },
    }),
    route({
      method: 'PUT',
      path: '/v1/blocks/{id}',
      scope: 'author',
      tag: 'templates',
      summary: 'Write a new version; campaigns that were launched keep theirs',
      body: bodySchema,
      answer: viewSchema,
      handle: async ({ params, body: { id: _own, ...body }, ifMatch, key }) => {
        const found = await find(params.id ?? '');
        const saved = await definitions.save(BLOCK, found.id, await check(found.id, body), {
          ...{ expected: ifMatch ?? found.version, by: key?.name },
        });
        return { body: view(saved), version: saved.version };
      },
    }),
    route({
      method: 'DELETE',
      path: '/v1/blocks/{id}',
      scope: 'author',
      tag: 'templates',
      summary: 'Archive a block that no template names',
      handle: async ({ params, key }) => {
        const found = await find(params.id ?? '');
        const [user] = await users(found.id);
        if (user) {
          const message = `Block "${found.id}" stands in the template "${user.id}"; change that first.`;
          throw new DangolError('conflict', message);
        }
        await definitions.save(BLOCK, found.id, found.body, {
          ...{ expected: found.version, archived: true, by: key?.name },
        });
        return {};
      },
    }),
  ];
};
