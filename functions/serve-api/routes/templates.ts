import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { listOf, pageQuery } from '../../../shared/api/page.ts';
import { isMasked } from '../../../shared/api/personal.ts';
import { type Route, route } from '../../../shared/api/route.ts';
import { CAMPAIGN, campaignSchema } from '../../../shared/campaigns/campaign.ts';
import { createSendStore } from '../../../shared/campaigns/send-store.ts';
import { createComputedStore } from '../../../shared/computed/computed-store.ts';
import { DangolError } from '../../../shared/platform/errors.ts';
import { parse } from '../../../shared/platform/parse.ts';
import { brandOf } from '../../../shared/settings/brand.ts';
import type { Definition } from '../../../shared/settings/definition-store.ts';
import { withBlocks } from '../../../shared/templates/block.ts';
import { blocksOf, contentOf, readBlocks } from '../../../shared/templates/block-store.ts';
import { checkTemplate } from '../../../shared/templates/check-template.ts';
import { textOfHtml } from '../../../shared/templates/html-text.ts';
import { versionsOf } from '../../../shared/templates/languages.ts';
import { withCompiledMjml } from '../../../shared/templates/mjml.ts';
import { definitionIdSchema, TEMPLATE, type Template, templateSchema } from '../../../shared/templates/template.ts';
import { askedSchema, createPreview, renderedSchema } from '../preview-template.ts';
import type { Services } from '../services.ts';
import { templateVersionRoutes } from './template-versions.ts';

const viewSchema = z
  .looseObject({ id: z.string(), version: z.number().int(), archived: z.boolean(), updatedAt: z.string() })
  .meta({ description: 'The template as it was sent, with its id and version' });

const bodySchema = z.record(z.string(), z.unknown()).meta({ description: 'See docs/http-api.md, templates' });

/** A preview's own links: they lead nowhere, because nobody has got this message. */

const view = ({ id, version, archived, updatedAt, body }: Definition) => ({
  id,
  version,
  archived,
  updatedAt,
  ...templateSchema.parse(body),
});

/** Whether somebody who looks for these words means this template: its name, id, or what it says. */
const holds = (template: Template, id: string, words: string): boolean => {
  const said = versionsOf(template).map(({ version }) =>
    version.channel === 'email' ? `${version.subject} ${textOfHtml(version.html)}` : version.text,
  );
  return `${id} ${template.name} ${said.join(' ')}`.toLowerCase().includes(words.trim().toLowerCase());
};

export const templateRoutes = (services: Services): readonly Route[] => {
  const { environment, dynamo, clock, definitions, settings } = services;
  const sends = createSendStore(dynamo, environment.SENDS_TABLE, clock);

  const computed = createComputedStore(definitions, clock);
  const check = async (body: Record<string, unknown>): Promise<Template> => {
    const compiled = await withCompiledMjml(body);
    const parsed = parse(templateSchema, compiled, 'Template');
    const { settings: all } = await settings.read();
    if (!brandOf(all, parsed.brand)) {
      const known = all.brands.map(({ id }) => id).join(', ') || 'none yet';
      const message = `there is no brand "${parsed.brand}" in settings.brands (${known})`;
      throw new DangolError('invalid', `Template: brand: ${message}.`, { details: [{ path: 'brand', message }] });
    }
    const blocks = blocksOf(await readBlocks(definitions, parsed));
    return checkTemplate(compiled, new Set((await computed.customs()).map(({ name }) => name)), blocks);
  };

  const find = async (id: string): Promise<Definition> => {
    const found = await definitions.get(TEMPLATE, id);
    if (found) return found;
    throw new DangolError('not_found', `There is no template "${id}"; GET /v1/templates lists those there are.`);
  };

  const isUsed = async (id: string): Promise<string | undefined> => {
    for (const { id: campaignId, body, archived } of await definitions.listAll(CAMPAIGN)) {
      const campaign = campaignSchema.safeParse(body);
      if (archived || campaign.data?.templateId !== id) continue;
      // A launched campaign has its own frozen copy.
      if (!(await sends.state(campaignId))) return campaignId;
    }
    return undefined;
  };

  const preview = createPreview(services);

  return [
    route({
      method: 'GET',
      path: '/v1/templates',
      scope: 'read',
      tag: 'templates',
      summary: 'All templates',
      query: z.object({ ...pageQuery, query: z.string().max(100).optional() }),
      answer: listOf(viewSchema),
      handle: async ({ query }) => {
        const words = query.query;
        if (words !== undefined) {
          const all = (await definitions.listAll(TEMPLATE)).filter(({ archived }) => !archived);
          const found = all.filter(({ id, body }) => holds(templateSchema.parse(body), id, words));
          return { body: { data: found.slice(0, query.limit).map(view), nextCursor: null } };
        }
        const page = await definitions.list(TEMPLATE, query.limit, query.cursor);
        const data = page.definitions.filter(({ archived }) => !archived).map(view);
        return { body: { data, nextCursor: page.next ?? null } };
      },
    }),
    route({
      method: 'POST',
      path: '/v1/templates/preview',
      scope: 'read',
      tag: 'templates',
      summary: 'The same of a template that is not saved: checked, filled, counted and priced, as one types',
      body: askedSchema.safeExtend({ template: bodySchema }),
      answer: renderedSchema,
      handle: async ({ body: { template, ...asked }, key }) => {
        const { id: _own, ...body } = template;
        const checked = await check(body);
        const blocks = blocksOf(await readBlocks(definitions, checked));
        return { body: await preview(withBlocks(checked, blocks).template, asked, isMasked(key, undefined)) };
      },
    }),
    ...templateVersionRoutes({ definitions, find, check, view }),
    route({
      method: 'POST',
      path: '/v1/templates',
      scope: 'author',
      tag: 'templates',
      summary: 'Write a template; Liquid, label and variables are checked',
      body: bodySchema,
      answer: viewSchema,
      handle: async ({ body: { id, ...body }, key }) => {
        const chosen = parse(definitionIdSchema.optional(), id, 'id') ?? `t-${randomUUID().slice(0, 8)}`;
        const saved = await definitions.save(TEMPLATE, chosen, await check(body), { expected: 0, by: key?.name });
        return { status: 201, body: view(saved), version: saved.version };
      },
    }),
    route({
      method: 'GET',
      path: '/v1/templates/{id}',
      scope: 'read',
      tag: 'templates',
      summary: 'One template',
      answer: viewSchema,
      handle: async ({ params }) => {
        const found = await find(params.id ?? '');
        return { body: view(found), version: found.version };
      },
    }),
    route({
      method: 'PUT',
      path: '/v1/templates/{id}',
      scope: 'author',
      tag: 'templates',
      summary: 'Write a new version; campaigns that were launched keep theirs',
      body: bodySchema,
      answer: viewSchema,
      handle: async ({ params, body: { id: _own, ...body }, ifMatch, key }) => {
        const found = await find(params.id ?? '');
        const saved = await definitions.save(TEMPLATE, found.id, await check(body), {
          expected: ifMatch ?? found.version,
          by: key?.name,
        });
        return { body: view(saved), version: saved.version };
      },
    }),
    route({
      method: 'DELETE',
      path: '/v1/templates/{id}',
      scope: 'author',
      tag: 'templates',
      summary: 'Archive a template that no draft uses',
      handle: async ({ params, key }) => {
        const found = await find(params.id ?? '');
        const user = await isUsed(found.id);
        if (user !== undefined)
          throw new DangolError(
            'conflict',
            `Template "${found.id}" is used by the draft "${user}"; change that first.`,
          );
        await definitions.save(TEMPLATE, found.id, found.body, {
          ...{ expected: found.version, archived: true, by: key?.name },
        });
        return {};
      },
    }),
    route({
      method: 'POST',
      path: '/v1/templates/{id}/render',
      scope: 'read',
      tag: 'templates',
      summary: 'The finished message for one customer, or for an example, with label and footer',
      body: askedSchema.optional(),
      answer: renderedSchema,
      handle: async ({ params, body, key }) => {
        const found = await find(params.id ?? '');
        return {
          body: await preview((await contentOf(definitions, found)).template, body ?? {}, isMasked(key, undefined)),
        };
      },
    }),
  ];
};
