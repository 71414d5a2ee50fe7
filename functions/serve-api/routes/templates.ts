import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { listOf, pageQuery } from '../../../shared/api/page.ts';
import { isMasked, maskCustomer } from '../../../shared/api/personal.ts';
import { type Route, route } from '../../../shared/api/route.ts';
import { CAMPAIGN, campaignSchema } from '../../../shared/campaigns/campaign.ts';
import { createSendStore } from '../../../shared/campaigns/send-store.ts';
import { createComputedStore } from '../../../shared/computed/computed-store.ts';
import { personOf } from '../../../shared/events/person.ts';
import { homeLaw } from '../../../shared/law/laws.ts';
import { toIso } from '../../../shared/platform/clock.ts';
import { DangolError } from '../../../shared/platform/errors.ts';
import { parse } from '../../../shared/platform/parse.ts';
import { createCustomerStore } from '../../../shared/profiles/customer-store.ts';
import { brandOf } from '../../../shared/settings/brand.ts';
import type { Definition } from '../../../shared/settings/definition-store.ts';
import { blocksOf, contentOf, readBlocks } from '../../../shared/templates/block-store.ts';
import { carrierTo } from '../../../shared/templates/carrier.ts';
import { checkTemplate } from '../../../shared/templates/check-template.ts';
import { contextOf } from '../../../shared/templates/context.ts';
import { exampleCustomer } from '../../../shared/templates/example.ts';
import { withCompiledMjml } from '../../../shared/templates/mjml.ts';
import { renderMessage } from '../../../shared/templates/render.ts';
import { definitionIdSchema, TEMPLATE, type Template, templateSchema } from '../../../shared/templates/template.ts';
import { previewLinks } from '../../../shared/tracking/preview-links.ts';
import type { Services } from '../services.ts';

const viewSchema = z
  .looseObject({ id: z.string(), version: z.number().int(), archived: z.boolean(), updatedAt: z.string() })
  .meta({ description: 'The template as it was sent, with its id and version' });

const renderedSchema = z.object({
  /** In which it was written; `fallback`: the person reads another one, which the template does not have. */
  language: z.string(),
  fallback: z.boolean(),
  subject: z.string().nullable(),
  html: z.string().nullable(),
  text: z.string(),
  /** Text messages only. */
  size: z
    .object({
      encoding: z.string(),
      kind: z.enum(['SMS', 'LMS', 'MMS']).optional(),
      length: z.number().int(),
      parts: z.number().int(),
    })
    .nullable(),
});

/** For whom it is filled: a customer or an example, in the language given or the person's own. */
const askedSchema = z.strictObject({ customerId: z.string().min(1).optional(), language: z.string().optional() });
type Asked = z.infer<typeof askedSchema>;

const bodySchema = z.record(z.string(), z.unknown()).meta({ description: 'See docs/http-api.md, templates' });

/** A preview's own links: they lead nowhere, because nobody has got this message. */

const view = ({ id, version, archived, updatedAt, body }: Definition) => ({
  id,
  version,
  archived,
  updatedAt,
  ...templateSchema.parse(body),
});

export const templateRoutes = ({ environment, dynamo, clock, definitions, settings }: Services): readonly Route[] => {
  const customers = createCustomerStore(dynamo, environment.CUSTOMERS_TABLE);
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

  const render = async (template: Template, { customerId, language: asked }: Asked, masked: boolean) => {
    const all = await settings.current();
    const brand = brandOf(all, template.brand) ?? all.brand;
    const found = customerId === undefined ? exampleCustomer : await customers.get(personOf(customerId));
    if (!found) throw new DangolError('not_found', `There is no customer "${customerId}" to render the template for.`);
    const customer = masked ? { ...found, fold: maskCustomer(found.fold) } : found;
    const links = previewLinks(template.channel, environment.SHORT_URL);
    const context = contextOf({
      customer,
      brand,
      campaign: { id: 'preview', name: template.name },
      links,
      currency: all.currency,
      now: toIso(clock()),
    });
    const language = asked ?? customer.fold.language;
    const country = customer.fold.country ?? all.defaultCountry;
    const result = renderMessage(template, {
      context,
      links,
      brand,
      law: homeLaw(country),
      zone: all.timezone,
      carrier: carrierTo(all, found.fold.contacts.phone),
      language,
    });
    if (result.kind === 'failed')
      throw new DangolError('invalid', `The template could not be filled: ${result.reason}.`);
    if (result.kind === 'unlawful')
      throw new DangolError(
        'invalid',
        `The finished message would not be lawful as an ad: ${result.faults.join('; ')}.`,
      );
    const { message } = result;
    const written = { language: result.language, fallback: language !== undefined && language !== result.language };
    return message.channel === 'email'
      ? { ...written, subject: message.subject, html: message.html, text: message.text, size: null }
      : { ...written, subject: null, html: null, text: message.text, size: message.size };
  };

  return [
    route({
      method: 'GET',
      path: '/v1/templates',
      scope: 'read',
      tag: 'templates',
      summary: 'All templates',
      query: z.object(pageQuery),
      answer: listOf(viewSchema),
      handle: async ({ query }) => {
        const page = await definitions.list(TEMPLATE, query.limit, query.cursor);
        const data = page.definitions.filter(({ archived }) => !archived).map(view);
        return { body: { data, nextCursor: page.next ?? null } };
      },
    }),
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
          body: await render((await contentOf(definitions, found)).template, body ?? {}, isMasked(key, undefined)),
        };
      },
    }),
  ];
};
