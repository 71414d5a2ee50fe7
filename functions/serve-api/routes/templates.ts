import * as z from 'zod';
import { isMasked } from '../../../shared/api/personal.ts';
import { type Route, route } from '../../../shared/api/route.ts';
import { CAMPAIGN, campaignSchema } from '../../../shared/campaigns/campaign.ts';
import { createSendStore } from '../../../shared/campaigns/send-store.ts';
import { createComputedStore } from '../../../shared/computed/computed-store.ts';
import { toIso } from '../../../shared/platform/clock.ts';
import { DangolError } from '../../../shared/platform/errors.ts';
import { parse } from '../../../shared/platform/parse.ts';
import { brandOf } from '../../../shared/settings/brand.ts';
import { withBlocks } from '../../../shared/templates/block.ts';
import { blocksOf, contentOf, readBlocks } from '../../../shared/templates/block-store.ts';
import { pictureFault } from '../../../shared/templates/brand-message.ts';
import { checkTemplate } from '../../../shared/templates/check-template.ts';
import { textOfHtml } from '../../../shared/templates/html-text.ts';
import { IMAGE } from '../../../shared/templates/image.ts';
import { versionsOf } from '../../../shared/templates/languages.ts';
import { withCompiledMjml } from '../../../shared/templates/mjml.ts';
import { picturesOf } from '../../../shared/templates/picture.ts';
import { createPictureStore } from '../../../shared/templates/picture-store.ts';
import { createRegistrationStore } from '../../../shared/templates/registration-store.ts';
import { TEMPLATE, type Template, templateSchema } from '../../../shared/templates/template.ts';
import { definitionRoutes } from '../definition-routes.ts';
import { askedSchema, createPreview, renderedSchema } from '../preview-template.ts';
import type { Services } from '../services.ts';
import { templateVersionRoutes } from '../template-version-routes.ts';

const imageSchema = z.object({
  ...{ width: z.number(), height: z.number() },
  fits: z.object({ mms: z.boolean(), kakao: z.boolean() }),
});

/** Why a carrier would not take a picture for what the template does with it. */
const unfit = (template: Template, image: unknown): string | undefined => {
  const { fits, ...size } = imageSchema.parse(image);
  if (template.channel !== 'kakao') return fits.mms ? undefined : 'is no JPEG up to 200 KB; an MMS carries no other';
  if (!fits.kakao) return 'is no JPEG or PNG up to 500 KB; KakaoTalk shows no other';
  return pictureFault(template.bubble, size);
};

/** All that a template says, in every language. */
const said = (template: Template): readonly string[] =>
  versionsOf(template).map(({ version }) =>
    version.channel === 'email' ? `${version.subject} ${textOfHtml(version.html)}` : version.text,
  );

export const templateRoutes = (services: Services): readonly Route[] => {
  const { environment, dynamo, clock, definitions, settings } = services;
  const sends = createSendStore(dynamo, environment.SENDS_TABLE, clock);

  const registrations = createRegistrationStore(dynamo, environment.INSIGHTS_TABLE);
  const computed = createComputedStore(definitions, clock);
  const pictures = createPictureStore(dynamo, environment.INSIGHTS_TABLE);
  /** A hosted picture of a text or Brand Message is handed to the carrier from now on, which sends none from elsewhere. */
  const wantPictures = async (template: Template): Promise<void> => {
    for (const { use, name, path } of picturesOf(template)) {
      const image = await definitions.get(IMAGE, name);
      const fault =
        image && !image.archived ? unfit(template, image.body) : 'is not there; GET /v1/images lists those that are';
      if (fault !== undefined) {
        const message = `the picture "${name}" ${fault}`;
        throw new DangolError('invalid', `Template: ${path}: ${message}.`, { details: [{ path, message }] });
      }
      await pictures.want(use, name, toIso(clock()));
    }
  };
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
    const template = checkTemplate(compiled, new Set((await computed.customs()).map(({ name }) => name)), blocks);
    // Before it is saved: an id too many is asked for some hours, one too few would keep a launch waiting.
    if (template.channel === 'sms' && template.alimtalk) await registrations.want(template.alimtalk.templateId);
    await wantPictures(template);
    return template;
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
  const { routes, find, view } = definitionRoutes({
    ...{ definitions, kind: TEMPLATE, noun: 'template', path: '/v1/templates', tag: 'templates', prefix: 't' },
    summaries: {
      list: 'All templates',
      create: 'Write a template; Liquid, label and variables are checked',
      read: 'One template',
      update: 'Write a new version; campaigns that were launched keep theirs',
      archive: 'Archive a template that no draft uses',
    },
    ...{ schema: templateSchema, said },
    check: (_id, body) => check(body),
    heldBy: async (id) => {
      const user = await isUsed(id);
      return user && `Template "${id}" is used by the draft "${user}"`;
    },
  });

  return [
    ...routes,
    route({
      method: 'POST',
      path: '/v1/templates/preview',
      scope: 'read',
      tag: 'templates',
      summary: 'The same of a template that is not saved: checked, filled, counted and priced, as one types',
      body: askedSchema.safeExtend({ template: z.record(z.string(), z.unknown()) }),
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
