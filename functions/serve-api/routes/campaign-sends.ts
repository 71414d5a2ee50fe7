import * as z from 'zod';
import { fromCursor, listOf, pageQuery, toCursor } from '../../../shared/api/page.ts';
import { type Route, route } from '../../../shared/api/route.ts';
import { approveCampaign } from '../../../shared/campaigns/approve-campaign.ts';
import { cancelCampaign, pauseCampaign, resumeCampaign } from '../../../shared/campaigns/change-send.ts';
import { endSeries, pauseSeries, startSeries } from '../../../shared/campaigns/change-series.ts';
import { chooseWinner } from '../../../shared/campaigns/choose-winner.ts';
import { launchCampaign } from '../../../shared/campaigns/launch-campaign.ts';
import {
  listRecipients,
  RECIPIENT_STATUSES,
  recipientCursorSchema,
  recipientSchema,
} from '../../../shared/delivery/list-recipients.ts';
import { moneySchema } from '../../../shared/platform/money-schema.ts';
import { createCampaignDesk } from '../campaign-desk.ts';
import { campaignViewSchema } from '../campaign-view.ts';
import type { Services } from '../services.ts';

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

/** Looking at a campaign before its launch, sending it, and who got it. */
export const campaignSendRoutes = (services: Services): readonly Route[] => {
  const { sends, chunks, messages, preflight, deps, find, recurs, answer, outcomesOfCampaign } =
    createCampaignDesk(services);
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
      answer: campaignViewSchema,
      handle: async ({ params, key }) => {
        const { id } = await find(params.id ?? '');
        await run(id, key?.name);
        return answer(id, 202);
      },
    });

  return [
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
      answer: campaignViewSchema,
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
