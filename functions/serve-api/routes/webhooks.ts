import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { listOf, pageQuery } from '../../../shared/api/page.ts';
import { type Route, route } from '../../../shared/api/route.ts';
import { toIso } from '../../../shared/platform/clock.ts';
import { DangolError, quote } from '../../../shared/platform/errors.ts';
import type { Definition } from '../../../shared/settings/definition-store.ts';
import { definitionIdSchema } from '../../../shared/templates/template.ts';
import { createCallWebhook, eventTypeSchema } from '../../../shared/webhooks/call-webhook.ts';
import { createCallQueue } from '../../../shared/webhooks/queue.ts';
import { rotated, sealed } from '../../../shared/webhooks/secrets.ts';
import { makeSecret } from '../../../shared/webhooks/sign.ts';
import {
  CALL_STATES,
  WEBHOOK,
  type Webhook,
  webhookSchema,
  webhookWordsSchema,
} from '../../../shared/webhooks/webhook.ts';
import { createWebhookStore } from '../../../shared/webhooks/webhook-store.ts';
import { createPeople } from '../people.ts';
import type { Services } from '../services.ts';

const viewSchema = z.object({
  ...{ id: z.string(), version: z.number(), name: z.string(), url: z.string() },
  /** `off`: it failed too often, or its receiver said that it is gone; `disabledWhy` says which. */
  state: z.enum(['on', 'off']),
  disabledAt: z.string().nullable(),
  disabledWhy: z.string().nullable(),
  failures: z.number(),
  lastStatus: z.string().nullable(),
  lastAt: z.string().nullable(),
  secretCount: z.number(),
  updatedAt: z.string(),
});
const madeSchema = viewSchema.extend({ secret: z.string().nullable() });
const callSchema = z.object({
  ...{ id: z.string(), webhookId: z.string(), state: z.enum(CALL_STATES), attempts: z.number() },
  ...{ createdAt: z.string(), nextAt: z.string().nullable(), lastStatus: z.string().nullable() },
});

/** Where other systems of the shop hear what happened: signed calls, each under one id. */
export const webhookRoutes = (services: Services): readonly Route[] => {
  const { dynamo, environment, definitions, sqs, clock, signingKey } = services;
  const store = createWebhookStore(dynamo, environment.EFFECTS_TABLE);
  const queue = createCallQueue(sqs, environment.WEBHOOK_QUEUE_URL);
  const callWebhook = createCallWebhook({ store, definitions, queue, clock });
  const people = createPeople(services);

  const find = async (id: string): Promise<{ definition: Definition; webhook: Webhook }> => {
    const definition = await definitions.get(WEBHOOK, id);
    if (!definition || definition.archived)
      throw new DangolError('not_found', `There is no webhook ${quote(id)}; GET /v1/webhooks lists those there are.`);
    return { definition, webhook: webhookSchema.parse(definition.body) };
  };

  const view = async ({ id, version, body, updatedAt }: Definition): Promise<z.infer<typeof viewSchema>> => {
    const { name, url, secrets } = webhookSchema.parse(body);
    const { failures, lastStatus, lastAt, disabledAt, disabledWhy } = await store.state(id);
    return {
      ...{ id, version, name, url, failures, updatedAt },
      state: disabledAt === undefined ? 'on' : 'off',
      disabledAt: disabledAt ?? null,
      disabledWhy: disabledWhy ?? null,
      lastStatus: lastStatus ?? null,
      lastAt: lastAt ?? null,
      secretCount: secrets.filter(({ until }) => until === undefined || until > toIso(clock())).length,
    };
  };

  return [
    route({
      method: 'GET',
      path: '/v1/webhooks',
      scope: 'read',
      tag: 'webhooks',
      summary: 'Webhooks and how their calls go; no secrets',
      query: z.object(pageQuery),
      answer: listOf(viewSchema),
      handle: async ({ query }) => {
        const page = await definitions.list(WEBHOOK, query.limit, query.cursor);
        const data = await Promise.all(page.definitions.filter(({ archived }) => !archived).map(view));
        return { body: { data, nextCursor: page.next ?? null } };
      },
    }),
    route({
      method: 'POST',
      path: '/v1/webhooks',
      scope: 'admin',
      tag: 'webhooks',
      summary: 'A new webhook; its secret is in this answer and nowhere else',
      body: webhookWordsSchema.extend({ id: definitionIdSchema.optional() }),
      answer: madeSchema,
      handle: async ({ body: { id = `hook-${randomUUID().slice(0, 8)}`, ...words }, key }) => {
        const secret = makeSecret();
        const body: Webhook = { ...words, secrets: [sealed(await signingKey(), secret)] };
        const made = await view(await definitions.save(WEBHOOK, id, body, { expected: 0, by: key?.name }));
        return { status: 201, body: { ...made, secret }, repeat: { ...made, secret: null }, version: made.version };
      },
    }),
    route({
      method: 'GET',
      path: '/v1/webhooks/{id}',
      scope: 'read',
      tag: 'webhooks',
      summary: 'One webhook',
      answer: viewSchema,
      handle: async ({ params }) => {
        const { definition } = await find(params.id ?? '');
        return { body: await view(definition), version: definition.version };
      },
    }),
    route({
      method: 'PUT',
      path: '/v1/webhooks/{id}',
      scope: 'admin',
      tag: 'webhooks',
      summary: 'Change name or URL; its secrets stay',
      body: webhookWordsSchema,
      answer: viewSchema,
      handle: async ({ params, body, ifMatch, key }) => {
        const { definition, webhook } = await find(params.id ?? '');
        const expected = ifMatch ?? definition.version;
        const options = { expected, by: key?.name };
        const saved = await definitions.save(WEBHOOK, definition.id, { ...webhook, ...body }, options);
        return { body: await view(saved), version: saved.version };
      },
    }),
    route({
      method: 'DELETE',
      path: '/v1/webhooks/{id}',
      scope: 'admin',
      tag: 'webhooks',
      summary: 'Archive a webhook; calls that wait are not made',
      handle: async ({ params, key }) => {
        const { definition } = await find(params.id ?? '');
        const options = { expected: definition.version, archived: true, by: key?.name };
        await definitions.save(WEBHOOK, definition.id, definition.body, options);
        return {};
      },
    }),
    route({
      method: 'POST',
      path: '/v1/webhooks/{id}/rotate',
      scope: 'admin',
      tag: 'webhooks',
      summary: 'A new secret; for a day calls are signed with the old one as well',
      answer: madeSchema,
      handle: async ({ params, key }) => {
        const { definition, webhook } = await find(params.id ?? '');
        const secret = makeSecret();
        const secrets = rotated(await signingKey(), webhook.secrets, secret, clock());
        const options = { expected: definition.version, by: key?.name };
        const made = await view(await definitions.save(WEBHOOK, definition.id, { ...webhook, secrets }, options));
        return { body: { ...made, secret }, repeat: { ...made, secret: null }, version: made.version };
      },
    }),
    route({
      method: 'POST',
      path: '/v1/webhooks/{id}/enable',
      scope: 'admin',
      tag: 'webhooks',
      summary: 'Switch a webhook on again after its receiver was mended',
      answer: viewSchema,
      handle: async ({ params }) => {
        const { definition } = await find(params.id ?? '');
        await store.setState(definition.id, { failures: 0 });
        return { body: await view(definition), version: definition.version };
      },
    }),
    route({
      method: 'POST',
      path: '/v1/webhooks/{id}/calls',
      scope: 'author',
      tag: 'webhooks',
      summary: 'Say something to a webhook; the same effectId is the same call',
      body: z.strictObject({
        type: eventTypeSchema,
        effectId: z.string().min(1).max(300),
        customerId: z.string().min(1).max(500).optional(),
        data: z.record(z.string(), z.unknown()).default({}),
      }),
      answer: callSchema,
      handle: async ({ params, body: { customerId: id, effectId, ...said } }) => {
        const customerId = id === undefined ? undefined : (await people.get(id)).customerId;
        // Calls from outside cannot take the name of a journey's effect.
        const order = { ...said, webhookId: params.id ?? '', customerId, effectId: `api ${params.id} ${effectId}` };
        const { call } = await callWebhook(order);
        return { status: 202, body: shown(call) };
      },
    }),
    route({
      method: 'GET',
      path: '/v1/webhook-calls/{id}',
      scope: 'read',
      tag: 'webhooks',
      summary: 'What became of a call; kept for 30 days',
      answer: callSchema,
      handle: async ({ params }) => {
        const call = await store.call(params.id ?? '');
        if (!call)
          throw new DangolError('not_found', `There is no call ${quote(params.id)}, or it is over 30 days old.`);
        return { body: shown(call) };
      },
    }),
  ];
};

const shown = (
  call: Awaited<ReturnType<ReturnType<typeof createCallWebhook>>>['call'],
): z.infer<typeof callSchema> => ({
  ...{ id: call.id, webhookId: call.webhookId, state: call.state, attempts: call.attempts, createdAt: call.createdAt },
  nextAt: call.state === 'pending' ? call.nextAt : null,
  lastStatus: call.lastStatus ?? null,
});
