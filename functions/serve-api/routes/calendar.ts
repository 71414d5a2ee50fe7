import * as z from 'zod';
import { type Route, route } from '../../../shared/api/route.ts';
import { createBucketStore } from '../../../shared/campaigns/bucket-store.ts';
import { calendarOf, type Planned } from '../../../shared/campaigns/calendar.ts';
import { CAMPAIGN, campaignSchema } from '../../../shared/campaigns/campaign.ts';
import { createSendStore } from '../../../shared/campaigns/send-store.ts';
import { createSeriesStore } from '../../../shared/campaigns/series-store.ts';
import { homeLaw } from '../../../shared/law/laws.ts';
import { minutesOf } from '../../../shared/law/quiet-hours.ts';
import { DAY } from '../../../shared/platform/clock.ts';
import { DangolError } from '../../../shared/platform/errors.ts';
import { startOfDay } from '../../../shared/platform/time.ts';
import { inParallel } from '../../../shared/platform/worker.ts';
import type { Definition } from '../../../shared/settings/definition-store.ts';
import type { Services } from '../services.ts';

const MAX_DAYS = 93;
/** Campaigns that are read side by side. */
const LANES = 16;

const entrySchema = z.object({
  id: z.string(),
  seriesOf: z.string().nullable(),
  name: z.string(),
  channel: z.string(),
  folder: z.string().nullable(),
  status: z.string(),
  at: z.string(),
  day: z.iso.date(),
  size: z.number().int().nullable(),
  overlaps: z.array(z.string()),
});

const calendarSchema = z.object({
  from: z.iso.date(),
  to: z.iso.date(),
  timezone: z.string(),
  /** Hours without ads on media other than e-mail, minutes since midnight: the shop's country's law, and the shop's own. */
  nights: z.array(z.object({ from: z.number().int(), to: z.number().int() })),
  data: z.array(entrySchema),
});

export const calendarRoutes = ({ environment, dynamo, clock, definitions, settings }: Services): readonly Route[] => {
  const sends = createSendStore(dynamo, environment.SENDS_TABLE, clock);
  const buckets = createBucketStore(dynamo, environment.SENDS_TABLE, clock);
  const series = createSeriesStore(dynamo, environment.SENDS_TABLE);

  /** Nothing for what lies outside of the days, or cannot be read; what is outside costs one read at most. */
  const plannedOf = async ({ id, body }: Definition, from: number, to: number): Promise<Planned | undefined> => {
    const campaign = campaignSchema.safeParse(body).data;
    if (!campaign) return undefined;
    if (campaign.repeat) return { id, campaign, state: undefined, series: await series.find(id), size: undefined };
    const state = await sends.state(id);
    const startAt = state && Date.parse(state.startAt);
    if (startAt !== undefined && (startAt < from || startAt > to)) return undefined;
    const isDrawn = state !== undefined && state.status !== 'scheduled';
    const size = isDrawn ? (await buckets.totals(id)).audience : undefined;
    // What was launched counts, not what the definition says today (P7).
    const launched = state ? (await sends.snapshot(id)).campaign : campaign;
    return { id, campaign: launched, state, series: undefined, size };
  };

  return [
    route({
      method: 'GET',
      path: '/v1/campaigns/calendar',
      scope: 'read',
      tag: 'campaigns',
      summary: 'Campaigns and occurrences to come by day, how they overlap, and the hours without ads',
      query: z.object({ from: z.iso.date(), to: z.iso.date() }),
      answer: calendarSchema,
      handle: async ({ query: { from, to } }) => {
        const current = await settings.current();
        const begin = startOfDay(from, current.timezone);
        const end = startOfDay(to, current.timezone) + DAY - 1;
        if (end < begin || end - begin > MAX_DAYS * DAY)
          throw new DangolError('invalid', `"to" must be on or after "from", and at most ${MAX_DAYS} days later.`);
        const all = (await definitions.listAll(CAMPAIGN)).filter(({ archived }) => !archived);
        const planned: Planned[] = [];
        await inParallel(all, LANES, async (each) => {
          const found = await plannedOf(each, begin, end);
          if (found) planned.push(found);
        });
        const own = { from: minutesOf(current.quietHours.from), to: minutesOf(current.quietHours.to) };
        const { night } = homeLaw(current.defaultCountry);
        const nights = [{ from: night.from, to: night.to }, own];
        const data = calendarOf(planned, current.timezone, begin, end).map((entry) => ({
          ...entry,
          overlaps: [...entry.overlaps],
        }));
        return { body: { from, to, timezone: current.timezone, nights, data } };
      },
    }),
  ];
};
