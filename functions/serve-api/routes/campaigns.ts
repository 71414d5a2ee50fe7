import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { fromCursor, listOf, pageQuery, toCursor } from '../../../shared/api/page.ts';
import { type Route, route } from '../../../shared/api/route.ts';
import { type Approval, createApprovalStore } from '../../../shared/campaigns/approval-store.ts';
import { approveCampaign } from '../../../shared/campaigns/approve-campaign.ts';
import { createAudience } from '../../../shared/campaigns/audience.ts';
import { createBucketStore } from '../../../shared/campaigns/bucket-store.ts';
import {
  CAMPAIGN,
  campaignOf,
  campaignSchema,
  newCampaignSchema,
  savedCampaignSchema,
} from '../../../shared/campaigns/campaign.ts';
import { cancelCampaign, pauseCampaign, resumeCampaign } from '../../../shared/campaigns/change-send.ts';
import { endSeries, pauseSeries, rescheduleSeries, startSeries } from '../../../shared/campaigns/change-series.ts';
import { chooseWinner } from '../../../shared/campaigns/choose-winner.ts';
import { createChunkStore } from '../../../shared/campaigns/chunk-store.ts';
import { launchCampaign } from '../../../shared/campaigns/launch-campaign.ts';
import { pausedOf, pausedSchema } from '../../../shared/campaigns/paused.ts';
import { createPreflight } from '../../../shared/campaigns/preflight.ts';
import { createQueues } from '../../../shared/campaigns/queues.ts';
import { SEND_STATUSES, type SendState } from '../../../shared/campaigns/send-state.ts';
import { createSendStore } from '../../../shared/campaigns/send-store.ts';
import { createSeriesStore, type SeriesState, seriesStateSchema } from '../../../shared/campaigns/series-store.ts';
import { stageSchema } from '../../../shared/campaigns/stage.ts';
import { createHeldCampaign } from '../../../shared/delivery/held-mail.ts';
import {
  listRecipients,
  RECIPIENT_STATUSES,
  recipientCursorSchema,
  recipientSchema,
} from '../../../shared/delivery/list-recipients.ts';
import { heldSchema, heldView } from '../../../shared/delivery/mail-account.ts';
import { createMailAccountStore } from '../../../shared/delivery/mail-account-store.ts';
import { createMessageStore } from '../../../shared/delivery/message-store.ts';
import { createEventStore } from '../../../shared/events/event-store.ts';
import { EXPERIMENT } from '../../../shared/experiments/experiment.ts';
import { createTallyStore } from '../../../shared/insights/tally-store.ts';
import { outcomesOf } from '../../../shared/insights/watch-campaign.ts';
import { DangolError, quote } from '../../../shared/platform/errors.ts';
import { moneySchema } from '../../../shared/platform/money-schema.ts';
import { parse } from '../../../shared/platform/parse.ts';
import { createHouseBlocks } from '../../../shared/products/house-blocks.ts';
import { createCustomerStore } from '../../../shared/profiles/customer-store.ts';
import { createRunStore } from '../../../shared/scoring/run-store.ts';
import { createScoresOfRun } from '../../../shared/scoring/scores-of-run.ts';
import { createHistoryStore } from '../../../shared/segments/history-store.ts';
import { createMemberStore } from '../../../shared/segments/member-store.ts';
import { ruleSchema } from '../../../shared/segments/rule.ts';
import type { Definition } from '../../../shared/settings/definition-store.ts';
import { allows, whoMay } from '../../../shared/settings/roles.ts';
import { campaignSubject } from '../../../shared/tables/keys.ts';

import { createPictureStore } from '../../../shared/templates/picture-store.ts';
import { createRegistrationStore } from '../../../shared/templates/registration-store.ts';
import { createTimerStore } from '../../../shared/timers/timer-store.ts';
import { campaignIdSchema } from '../../../shared/tracking/ref.ts';
import type { Services } from '../services.ts';

const statusSchema = z.enum(['draft', ...SEND_STATUSES]);

const viewSchema = z
  .looseObject({
    id: z.string(),
    version: z.number().int(),
    status: statusSchema,
    archived: z.boolean(),
    startAt: z.string().nullable(),
    launchedAt: z.string().nullable(),
    /** Names of keys. */
    launchedBy: z.string().nullable(),
    /** Of one campaign only: the last approval, whether or not the draft has changed since. */
    approvedAt: z.string().nullish(),
    approvedBy: z.string().nullish(),
    updatedBy: z.string().nullable(),
    endedAt: z.string().nullable(),
    /** Of a campaign that is paused: by a person, or by a guardrail, which says why and how to go on. */
    paused: pausedSchema.nullable(),
    /** Of one campaign by mail that is being sent: what of the mail account keeps its people waiting, and what to do. */
    held: heldSchema.nullish(),
    /** Of a launched campaign that is sent in stages. */
    stage: stageSchema.nullable(),
    /** Of a recurring campaign that was started; `nextAt` is its next occurrence. */
    series: seriesStateSchema.omit({ version: true, fingerprint: true }).nullable(),
    /** The arm that everybody not written to yet gets; null while the arms compete. */
    winner: z.object({ arm: z.string(), at: z.string(), by: z.string().nullable() }).nullable(),
    updatedAt: z.string(),
  })
  .meta({ description: 'The campaign as it was sent, with its id, version and state' });

const findingSchema = z.object({
  level: z.enum(['block', 'warn']),
  code: z.string(),
  message: z.string(),
  says: z.object({ ko: z.string(), en: z.string() }),
});
const preflightSchema = z.object({
  ok: z.boolean(),
  findings: z.array(findingSchema),
  audience: z.object({ count: z.number().int(), exact: z.boolean() }),
  /** Of sending to the people found; null if no message could be written for any of them. */
  cost: moneySchema.nullable(),
  /** Of a message with several ways: if the first that reaches a person does. `cost` is of trying them all. */
  expectedCost: moneySchema.nullable(),
});

const shown = (series: SeriesState | undefined) => {
  if (!series) return null;
  const { version: _writes, fingerprint: _looked, ...rest } = series;
  return rest;
};

const view = (definition: Definition, state: SendState | undefined, series: SeriesState | undefined) => {
  const { id, version, archived, updatedAt, by } = definition;
  return {
    id,
    version,
    archived,
    updatedAt,
    status: state?.status ?? 'draft',
    startAt: state?.startAt ?? null,
    launchedAt: state?.launchedAt ?? null,
    launchedBy: state?.launchedBy ?? null,
    updatedBy: by ?? null,
    endedAt: state?.endedAt ?? null,
    paused: pausedOf(state),
    stage: state?.stage ?? null,
    series: shown(series),
    winner: state?.winner ? { ...state.winner, by: state.winner.by ?? null } : null,
    ...campaignOf(definition),
  };
};

const approved = (approval: Approval | undefined) => ({
  approvedAt: approval?.at ?? null,
  approvedBy: approval?.by ?? null,
});

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

export const campaignRoutes = (services: Services): readonly Route[] => {
  const { environment, dynamo, clock, definitions, settings, sqs } = services;
  const sends = createSendStore(dynamo, environment.SENDS_TABLE, clock);
  const buckets = createBucketStore(dynamo, environment.SENDS_TABLE, clock);
  const chunks = createChunkStore(dynamo, environment.SENDS_TABLE, clock);
  const messages = createMessageStore(dynamo, environment.MESSAGES_TABLE, clock);
  const customers = createCustomerStore(dynamo, environment.CUSTOMERS_TABLE);
  const runs = createRunStore(dynamo, environment.INSIGHTS_TABLE, clock);
  const events = createEventStore(dynamo, environment.EVENTS_TABLE);
  const audience = createAudience({
    members: createMemberStore(dynamo, environment.MEMBERS_TABLE),
    customers,
    history: createHistoryStore(dynamo, environment.MESSAGES_TABLE, events),
    scoresOf: createScoresOfRun(runs),
  });
  const queues = createQueues(sqs, { launch: environment.LAUNCH_QUEUE_URL });
  const preflight = createPreflight({
    ...{ definitions, settings, runs, sends, audience, customers, clock },
    registrations: createRegistrationStore(dynamo, environment.INSIGHTS_TABLE),
    pictures: createPictureStore(dynamo, environment.INSIGHTS_TABLE),
    products: createHouseBlocks(
      dynamo,
      { events: environment.EVENTS_TABLE, insights: environment.INSIGHTS_TABLE },
      clock,
    ),
    shortUrl: environment.SHORT_URL,
  });
  const approvals = createApprovalStore(dynamo, environment.SENDS_TABLE);
  const series = createSeriesStore(dynamo, environment.SENDS_TABLE);
  const accounts = createMailAccountStore(dynamo, environment.SENDS_TABLE, clock);
  const timers = createTimerStore(dynamo, environment.TIMERS_TABLE);
  const tally = createTallyStore(dynamo, environment.INSIGHTS_TABLE);
  const outcomesOfCampaign = async (id: string) => outcomesOf(await tally.sum(campaignSubject(id)));
  const held = createHeldCampaign({ accounts, sends, settings, clock });
  const deps = { sends, approvals, buckets, runs, queues, clock, definitions, settings, preflight, series, timers };

  const find = async (id: string): Promise<Definition> => {
    const found = await definitions.get(CAMPAIGN, id);
    if (found) return found;
    throw new DangolError('not_found', `There is no campaign "${id}"; GET /v1/campaigns lists those there are.`);
  };
  const recurs = async (id: string): Promise<boolean> => campaignOf(await find(id)).repeat !== undefined;
  const answer = async (id: string, status = 200) => {
    const [found, state, approval, at] = await Promise.all([
      find(id),
      sends.state(id),
      approvals.find(id),
      series.find(id),
    ]);
    const body = { ...view(found, state, at), ...approved(approval), held: heldView(await held(state)) };
    return { status, body, version: found.version };
  };
  /** One of the calls that move a campaign's state. */
  const action = (
    name: string,
    scope: 'author' | 'approve',
    summary: string,
    run: (id: string, by: string | undefined) => Promise<unknown>,
  ): Route =>
    route({
      method: 'POST',
      path: `/v1/campaigns/{id}/${name}`,
      scope,
      tag: 'campaigns',
      summary,
      answer: viewSchema,
      handle: async ({ params, key }) => {
        const { id } = await find(params.id ?? '');
        await run(id, key?.name);
        return answer(id, 202);
      },
    });

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
      answer: listOf(viewSchema),
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
            return view(each, await sends.state(each.id), recurs ? await series.find(each.id) : undefined);
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
      answer: viewSchema,
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
      answer: viewSchema,
      handle: ({ params }) => answer(params.id ?? ''),
    }),
    route({
      method: 'PUT',
      path: '/v1/campaigns/{id}',
      scope: 'author',
      tag: 'campaigns',
      summary: 'Change a draft; a series that is running needs the scope approve',
      body: savedCampaignSchema,
      answer: viewSchema,
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
      answer: viewSchema,
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
      answer: viewSchema,
      handle: async ({ params, body: { folder }, ifMatch, key }) => {
        const found = await find(params.id ?? '');
        const { id, version, archived } = found;
        const { folder: _before, ...rest } = campaignOf(found);
        const moved = folder === null ? rest : { ...rest, folder };
        await definitions.save(CAMPAIGN, id, moved, { expected: ifMatch ?? version, archived, by: key?.name });
        return answer(id);
      },
    }),
    route({
      method: 'POST',
      path: '/v1/campaigns/{id}/preflight',
      scope: 'read',
      tag: 'campaigns',
      summary: 'What stands in the way of a launch, and how many people it would reach',
      answer: preflightSchema,
      handle: async ({ params }) => {
        const { id } = await find(params.id ?? '');
        const { findings, audience: found, cost: worst, expectedCost: expected, currency } = await preflight(id);
        const money = (amount: number | undefined) => (amount === undefined ? null : { amount, currency });
        const ok = findings.every(({ level }) => level !== 'block');
        return { body: { ok, findings, audience: found, cost: money(worst), expectedCost: money(expected) } };
      },
    }),
    action(
      'approve',
      'approve',
      'Say yes to the draft as it stands, template, segments and sender included; refuses on a blocking finding',
      (id, by) => approveCampaign(deps, id, by),
    ),
    action(
      'launch',
      'approve',
      'Freeze content and audience and start, now or at its time; refuses on a blocking finding',
      async (id, by) => ((await recurs(id)) ? startSeries(deps, id, by) : launchCampaign(deps, id, by)),
    ),
    action('pause', 'author', 'Hand nothing more over; what is open stays open', async (id, by) =>
      (await recurs(id)) ? pauseSeries(deps, id) : pauseCampaign(deps, id, by),
    ),
    action('resume', 'approve', 'Go on where the pause began', async (id, by) =>
      (await recurs(id)) ? startSeries(deps, id, by) : resumeCampaign(deps, id, await outcomesOfCampaign(id)),
    ),
    action('cancel', 'approve', 'Close everything that was not handed over', async (id) =>
      (await recurs(id)) ? endSeries(deps, id) : cancelCampaign(deps, id),
    ),
    route({
      method: 'POST',
      path: '/v1/campaigns/{id}/winner',
      scope: 'approve',
      tag: 'campaigns',
      summary: 'Everybody who was not written to yet gets the message of this arm',
      body: z.strictObject({ arm: z.string().max(20) }),
      answer: viewSchema,
      handle: async ({ params, body, key }) => {
        const { id } = await find(params.id ?? '');
        await chooseWinner(deps, id, body.arm, key?.name);
        return answer(id, 202);
      },
    }),
    route({
      method: 'GET',
      path: '/v1/campaigns/{id}/recipients',
      scope: 'read',
      tag: 'campaigns',
      summary: 'Every person of a launched campaign: arm, status, reason',
      query: z.object({
        ...pageQuery,
        status: z.enum(RECIPIENT_STATUSES).optional(),
        reason: z.string().max(100).optional(),
      }),
      answer: listOf(recipientSchema),
      handle: async ({ params, query }) => {
        const { id } = await find(params.id ?? '');
        const cursor = query.cursor === undefined ? undefined : fromCursor(recipientCursorSchema, query.cursor);
        const filter = { status: query.status, reason: query.reason };
        const page = await listRecipients({ sends, chunks, messages }, id, filter, query.limit, cursor);
        return { body: { data: page.recipients, nextCursor: page.next ? toCursor(page.next) : null } };
      },
    }),
  ];
};
