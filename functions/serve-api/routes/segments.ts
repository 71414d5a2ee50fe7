import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { customerSummarySchema, summaryOf } from '../../../shared/api/customer-view.ts';
import { fromCursor, listOf, pageQuery, toCursor } from '../../../shared/api/page.ts';
import { type Route, route } from '../../../shared/api/route.ts';
import { createSendStore } from '../../../shared/campaigns/send-store.ts';
import { createComputedStore } from '../../../shared/computed/computed-store.ts';
import { createConsentStore } from '../../../shared/consent/evidence-store.ts';
import { createEventStore } from '../../../shared/events/event-store.ts';
import { maskCustomer } from '../../../shared/platform/mask-values.ts';
import { createCustomerStore } from '../../../shared/profiles/customer-store.ts';
import { createRunStore } from '../../../shared/scoring/run-store.ts';
import { createHistoryStore } from '../../../shared/segments/history-store.ts';
import { previewSegment } from '../../../shared/segments/preview-segment.ts';
import { type Rule, ruleSchema } from '../../../shared/segments/rule.ts';
import { segmentBodySchema, segmentIdSchema } from '../../../shared/segments/segment.ts';
import { loadNames, sentencesOf, sentencesSchema } from '../../../shared/segments/segment-names.ts';
import { createSegmentStore, type Segment } from '../../../shared/segments/segment-store.ts';
import type { Services } from '../services.ts';

const segmentViewSchema = segmentBodySchema.extend({
  id: z.string(),
  version: z.number().int(),
  builtIn: z.boolean(),
  archived: z.boolean(),
  updatedAt: z.string().optional(),
  /** Members as of the last successful run; null if it did not know the segment yet. */
  count: z.number().int().nullable(),
  /** The rule in words. */
  sentence: sentencesSchema,
});

const listCursorSchema = z.object({ from: z.number().int().min(0) });

export const segmentRoutes = (services: Services): readonly Route[] => {
  const { environment, dynamo, clock, definitions, settings } = services;
  const computed = createComputedStore(definitions, clock);
  const segments = createSegmentStore(definitions, computed);
  const customers = createCustomerStore(dynamo, environment.CUSTOMERS_TABLE);
  const runs = createRunStore(dynamo, environment.INSIGHTS_TABLE, clock);
  const sends = createSendStore(dynamo, environment.SENDS_TABLE, clock);
  const events = createEventStore(dynamo, environment.EVENTS_TABLE);
  const consents = createConsentStore(dynamo, environment.CONSENTS_TABLE);
  const history = createHistoryStore(dynamo, environment.MESSAGES_TABLE, events);

  const counts = async (): Promise<Record<string, number>> => (await runs.lastSuccessful())?.members ?? {};

  const namesOf = async (rules: readonly Rule[]) =>
    loadNames({ definitions, computed }, rules, (await settings.current()).currency);

  const views = async (shown: readonly Segment[], members: Record<string, number>) => {
    const names = await namesOf(shown.map(({ rule }) => rule));
    return shown.map((segment) => ({
      ...segment,
      count: members[segment.id] ?? (segment.builtIn && Object.keys(members).length > 0 ? 0 : null),
      sentence: sentencesOf(segment.rule, names),
    }));
  };

  const view = async (segment: Segment, members: Record<string, number>) => (await views([segment], members))[0];

  /** Campaigns that are not over: a draft or a scheduled one still has to read its members. */
  const campaignsUsing = async (id: string): Promise<string[]> => {
    const audienceSchema = z.object({
      audience: z.object({ include: z.array(z.string()).default([]), exclude: z.array(z.string()).default([]) }),
    });
    const heads = (await definitions.listAll('campaign')).filter(({ archived }) => !archived);
    const users: string[] = [];
    for (const head of heads) {
      const read = audienceSchema.safeParse(head.body);
      if (!read.success) continue;
      const { include, exclude } = read.data.audience;
      if (!include.includes(id) && !exclude.includes(id)) continue;
      const status = (await sends.state(head.id))?.status;
      if (status !== 'done' && status !== 'cancelled') users.push(head.id);
    }
    return users;
  };

  return [
    route({
      method: 'GET',
      path: '/v1/segments',
      scope: 'read',
      tag: 'segments',
      summary: 'All segments, the shop’s own first, then the built-in ones',
      query: z.object({ ...pageQuery, query: z.string().max(100).optional() }),
      answer: listOf(segmentViewSchema),
      handle: async ({ query }) => {
        const { language } = await settings.current();
        const words = query.query?.trim().toLowerCase() ?? '';
        const all = [...(await segments.customs()), ...segments.builtIns(language)].filter(
          ({ id, name, description = '' }) => `${id} ${name} ${description}`.toLowerCase().includes(words),
        );
        const from = query.cursor === undefined ? 0 : fromCursor(listCursorSchema, query.cursor).from;
        const known = await counts();
        const data = await views(all.slice(from, from + query.limit), known);
        const next = from + data.length;
        return { body: { data, nextCursor: next < all.length ? toCursor({ from: next }) : null } };
      },
    }),
    route({
      method: 'POST',
      path: '/v1/segments',
      scope: 'author',
      tag: 'segments',
      summary: 'Define a segment; its members are known after the next recompute',
      body: segmentBodySchema.extend({ id: segmentIdSchema.optional() }),
      answer: segmentViewSchema,
      handle: async ({ body: { id, ...body }, key }) => {
        const segment = await segments.create(id ?? `s-${randomUUID().slice(0, 8)}`, body, key?.name);
        return { status: 201, body: await view(segment, {}), version: segment.version };
      },
    }),
    route({
      method: 'POST',
      path: '/v1/segments/preview',
      scope: 'read',
      tag: 'segments',
      summary: 'Who a rule would find now: count, reach per channel, ten people',
      body: z.object({ rule: ruleSchema }),
      answer: z.object({
        count: z.number().int(),
        reachable: z.record(z.string(), z.number().int()),
        sample: z.array(customerSummarySchema),
        exact: z.boolean(),
        sentence: sentencesSchema,
      }),
      handle: async ({ body }) => {
        await segments.checkReferences(body.rule);
        const [current, run] = await Promise.all([settings.current(), runs.lastSuccessful()]);
        const deps = { customers, segments, history, consents, clock };
        const preview = await previewSegment(deps, body.rule, current, run?.model);
        const context = { model: run?.model, currency: current.currency, language: current.language };
        // A sample shows what a rule finds; who these people are is asked for one by one.
        const sample = preview.sample.map((customer) => maskCustomer(summaryOf(customer, context)));
        const sentence = sentencesOf(body.rule, await namesOf([body.rule]));
        return { body: { ...preview, sample, sentence } };
      },
    }),
    route({
      method: 'GET',
      path: '/v1/segments/{id}',
      scope: 'read',
      tag: 'segments',
      summary: 'One segment with its rule',
      answer: segmentViewSchema,
      handle: async ({ params }) => {
        const segment = await segments.get(params.id ?? '', (await settings.current()).language);
        return { body: await view(segment, await counts()), version: segment.version };
      },
    }),
    route({
      method: 'PUT',
      path: '/v1/segments/{id}',
      scope: 'author',
      tag: 'segments',
      summary: 'Replace name and rule; campaigns that were launched keep the version they froze',
      body: segmentBodySchema,
      answer: segmentViewSchema,
      handle: async ({ params, body, ifMatch, key }) => {
        const segment = await segments.update(params.id ?? '', body, ifMatch, key?.name);
        return { body: await view(segment, await counts()), version: segment.version };
      },
    }),
    route({
      method: 'DELETE',
      path: '/v1/segments/{id}',
      scope: 'author',
      tag: 'segments',
      summary: 'Archive; refused while a segment or a campaign uses it',
      handle: async ({ params, key }) => {
        await segments.archive(params.id ?? '', campaignsUsing, key?.name);
        return {};
      },
    }),
  ];
};
