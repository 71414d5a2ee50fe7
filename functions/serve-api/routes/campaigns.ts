import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { listOf, pageQuery } from '../../../shared/api/page.ts';
import { type Route, route } from '../../../shared/api/route.ts';
import {
  CAMPAIGN,
  campaignOf,
  campaignSchema,
  newCampaignSchema,
  savedCampaignSchema,
} from '../../../shared/campaigns/campaign.ts';
import { rescheduleSeries } from '../../../shared/campaigns/change-series.ts';
import { EXPERIMENT } from '../../../shared/experiments/experiment.ts';
import { DangolError, quote } from '../../../shared/platform/errors.ts';
import { parse } from '../../../shared/platform/parse.ts';
import { ruleSchema } from '../../../shared/segments/rule.ts';
import type { Definition } from '../../../shared/settings/definition-store.ts';
import { allows, whoMay } from '../../../shared/settings/roles.ts';
import { campaignIdSchema } from '../../../shared/tracking/ref.ts';
import { createCampaignDesk } from '../campaign-desk.ts';
import { campaignView, campaignViewSchema } from '../campaign-view.ts';
import type { Services } from '../services.ts';

/** Which series an occurrence belongs to is written by the series alone. */
const ofSeries = (given: string | undefined, stored: string | undefined): void => {
  if (given === stored) return;
  const allowed = stored === undefined ? 'leave it out' : `leave it at "${stored}"`;
  const message = `is ${quote(given)}; occurrences are made by their series, so ${allowed}`;
  throw new DangolError('invalid', `seriesOf ${message}.`, { details: [{ path: 'seriesOf', message }] });
};

const checked = <Body extends { readonly audience: { readonly rule?: unknown } }>(body: Body): Body => {
  if (body.audience.rule !== undefined) parse(ruleSchema, body.audience.rule, 'audience.rule');
  return body;
};

/** Campaigns as definitions; their sends stand in campaign-sends.ts. */
export const campaignRoutes = (services: Services): readonly Route[] => {
  const desk = createCampaignDesk(services);
  const { definitions, sends, series, deps, find, answer } = desk;
  return [
    route({
      method: 'GET',
      path: '/v1/campaigns',
      scope: 'read',
      tag: 'campaigns',
      summary: 'All campaigns with their state',
      query: z.object({
        ...pageQuery,
        query: z.string().max(100).optional(),
        folder: z.string().max(60).optional(),
        seriesOf: z.string().max(40).optional(),
        archived: z.enum(['true', 'false']).default('false'),
      }),
      answer: listOf(campaignViewSchema),
      handle: async ({ query }) => {
        const words = query.query?.trim().toLowerCase();
        const isShown = ({ id, archived, body }: Definition): boolean => {
          // One that cannot be read must not hide all the others.
          const campaign = campaignSchema.safeParse(body).data;
          if (!campaign) return false;
          const { folder, seriesOf, name, hypothesis = '' } = campaign;
          const isAsked = query.folder === undefined || query.folder === folder;
          const isMeant = words === undefined || `${id} ${name} ${hypothesis}`.toLowerCase().includes(words);
          const isOfSeries = (query.seriesOf ?? seriesOf) === seriesOf;
          return archived === (query.archived === 'true') && isAsked && isOfSeries && isMeant;
        };
        // Words look through all of them: what fits may stand on any page.
        const page =
          words === undefined
            ? await definitions.list(CAMPAIGN, query.limit, query.cursor)
            : { definitions: await definitions.listAll(CAMPAIGN), next: undefined };
        const shown = page.definitions.filter(isShown).slice(0, query.limit);
        const data = await Promise.all(
          shown.map(async (each) => {
            const recurs = campaignOf(each).repeat !== undefined;
            return campaignView(each, await sends.state(each.id), recurs ? await series.find(each.id) : undefined);
          }),
        );
        return { body: { data, nextCursor: page.next ?? null } };
      },
    }),
    route({
      method: 'POST',
      path: '/v1/campaigns',
      scope: 'author',
      tag: 'campaigns',
      summary: 'Draft a campaign; nothing is sent before launch',
      body: newCampaignSchema,
      answer: campaignViewSchema,
      handle: async ({ body: { id = `c-${randomUUID().slice(0, 8)}`, ...body }, key }) => {
        ofSeries(body.seriesOf, undefined);
        // Their people's rows would stand for ours.
        if (await definitions.get(EXPERIMENT, id))
          throw new DangolError('conflict', `There is an experiment "${id}" already; give the campaign another id.`);
        await definitions.save(CAMPAIGN, id, checked(body), { expected: 0, by: key?.name });
        return answer(id, 201);
      },
    }),
    route({
      method: 'GET',
      path: '/v1/campaigns/{id}',
      scope: 'read',
      tag: 'campaigns',
      summary: 'One campaign',
      answer: campaignViewSchema,
      handle: ({ params }) => answer(params.id ?? ''),
    }),
    route({
      method: 'PUT',
      path: '/v1/campaigns/{id}',
      scope: 'author',
      tag: 'campaigns',
      summary: 'Change a draft; a series that is running needs the scope approve',
      body: savedCampaignSchema,
      answer: campaignViewSchema,
      handle: async ({ params, body, ifMatch, key }) => {
        const { id, version, body: stored } = await find(params.id ?? '');
        ofSeries(body.seriesOf, campaignSchema.safeParse(stored).data?.seriesOf);
        const state = await sends.state(id);
        if (state)
          throw new DangolError('conflict', `Campaign "${id}" is ${state.status}: what was approved does not change.`);
        // What is saved here goes out at the next occurrence without another call.
        if ((await series.find(id))?.status === 'running' && !allows(key?.scopes ?? [], 'approve'))
          throw new DangolError(
            'forbidden',
            `The series "${id}" is running: to change it needs ${whoMay('approve')}; pause it to draft a change.`,
          );
        await definitions.save(CAMPAIGN, id, checked(body), { expected: ifMatch ?? version, by: key?.name });
        await rescheduleSeries(deps, id, body);
        return answer(id);
      },
    }),
    route({
      method: 'DELETE',
      path: '/v1/campaigns/{id}',
      scope: 'author',
      tag: 'campaigns',
      summary: 'Archive a draft or a campaign that is over',
      handle: async ({ params, key }) => {
        const { id, version, body } = await find(params.id ?? '');
        const status = (await sends.state(id))?.status ?? 'draft';
        if ((await series.find(id))?.status === 'running')
          throw new DangolError('conflict', `The series "${id}" is running; pause or cancel it first.`);
        if (status !== 'draft' && status !== 'done' && status !== 'cancelled')
          throw new DangolError('conflict', `Campaign "${id}" is ${status}; cancel it or wait until it is done.`);
        await definitions.save(CAMPAIGN, id, body, { expected: version, archived: true, by: key?.name });
        return {};
      },
    }),
    route({
      method: 'POST',
      path: '/v1/campaigns/{id}/duplicate',
      scope: 'author',
      tag: 'campaigns',
      summary: 'A new draft with the same content; its start is left out',
      body: z.strictObject({ id: campaignIdSchema.optional(), name: z.string().min(1).max(120).optional() }),
      answer: campaignViewSchema,
      handle: async ({ params, body: { id = `c-${randomUUID().slice(0, 8)}`, name }, key }) => {
        const { at: _at, seriesOf: _series, ...body } = campaignOf(await find(params.id ?? ''));
        const copy = { ...body, name: name ?? body.name };
        await definitions.save(CAMPAIGN, id, copy, { expected: 0, by: key?.name });
        return answer(id, 201);
      },
    }),
    route({
      method: 'PUT',
      path: '/v1/campaigns/{id}/folder',
      scope: 'author',
      tag: 'campaigns',
      summary: 'Puts a campaign into a folder, launched or not; null takes it out',
      body: z.strictObject({ folder: z.string().trim().min(1).max(60).nullable() }),
      answer: campaignViewSchema,
      handle: async ({ params, body: { folder }, ifMatch, key }) => {
        const found = await find(params.id ?? '');
        const { id, version, archived } = found;
        const { folder: _before, ...rest } = campaignOf(found);
        const moved = folder === null ? rest : { ...rest, folder };
        await definitions.save(CAMPAIGN, id, moved, { expected: ifMatch ?? version, archived, by: key?.name });
        return answer(id);
      },
    }),
  ];
};
