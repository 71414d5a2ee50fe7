import * as z from 'zod';
import { type Route, route } from '../../../shared/api/route.ts';
import { adsPauseView, adsPauseViewSchema } from '../../../shared/campaigns/ads-pause.ts';
import { createAdsPauseStore } from '../../../shared/campaigns/ads-pause-store.ts';
import { createTallyStore } from '../../../shared/insights/tally-store.ts';
import { outcomesByDay } from '../../../shared/insights/watch-account.ts';
import { DangolError, quote } from '../../../shared/platform/errors.ts';
import { CHANNELS, type Channel } from '../../../shared/templates/template.ts';
import type { Services } from '../services.ts';

const channelOf = (text: string | undefined): Channel => {
  const channel = CHANNELS.find((known) => known === text);
  if (channel) return channel;
  throw new DangolError('not_found', `${quote(text)} is no channel of ads; there are ${CHANNELS.join(' and ')}.`);
};

/** The switch of all ads of a channel: who turned it, why, and how it goes on. */
export const pauseRoutes = ({ environment, dynamo, clock, settings }: Services): readonly Route[] => {
  const pauses = createAdsPauseStore(dynamo, environment.SENDS_TABLE, clock);
  const tally = createTallyStore(dynamo, environment.INSIGHTS_TABLE);
  const shown = async (channel: Channel) => adsPauseView(channel, await pauses.find(channel));
  return [
    route({
      method: 'GET',
      path: '/v1/pauses',
      scope: 'read',
      tag: 'campaigns',
      summary: 'Whether ads go out on each channel; if not, since when, who stopped them and how they go on',
      answer: z.object({ data: z.array(adsPauseViewSchema) }),
      handle: async () => ({ body: { data: await Promise.all(CHANNELS.map(shown)) } }),
    }),
    route({
      method: 'POST',
      path: '/v1/pauses/{channel}',
      scope: 'author',
      tag: 'campaigns',
      summary: 'Stop all ads of a channel; information goes on',
      body: z.strictObject({ note: z.string().trim().min(1).max(300).optional() }).optional(),
      answer: adsPauseViewSchema,
      handle: async ({ params, body, key }) => {
        const channel = channelOf(params.channel);
        const said = { ...(key ? { name: key.name } : {}), ...(body?.note === undefined ? {} : { note: body.note }) };
        await pauses.pause(channel, { by: 'person', ...said });
        return { body: await shown(channel) };
      },
    }),
    route({
      method: 'POST',
      path: '/v1/pauses/{channel}/resume',
      scope: 'approve',
      tag: 'campaigns',
      summary: 'Let ads of a channel go out again; only what happens from then on is counted by its guardrails',
      answer: adsPauseViewSchema,
      handle: async ({ params, key }) => {
        const channel = channelOf(params.channel);
        const { days } = (await settings.current()).accountGuardrails;
        await pauses.resume(channel, key?.name, await outcomesByDay({ tally, clock }, channel, days));
        return { body: await shown(channel) };
      },
    }),
  ];
};
