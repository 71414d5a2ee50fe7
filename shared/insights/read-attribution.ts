import * as z from 'zod';
import { CAMPAIGN, campaignSchema } from '../campaigns/campaign.ts';
import { DangolError } from '../platform/errors.ts';
import { dateOfEpochDay, epochDay, localDate } from '../platform/time.ts';
import { inParallel } from '../platform/worker.ts';
import { campaignSubject } from '../tables/keys.ts';
import type { MODELS } from './attribution-models.ts';
import { type Counters, count } from './counters.ts';
import { type ImpactDeps, launchedBetween } from './read-impact.ts';

const creditSchema = z.object({ orders: z.number(), revenue: z.number() });

/** What a campaign is credited with; revenue in minor units net of refunds. `click` is the house's own model, whose parts are whole orders. */
export const attributionLineSchema = z.object({
  campaignId: z.string(),
  name: z.string(),
  launchedAt: z.string(),
  click: creditSchema,
  first: creditSchema,
  last: creditSchema,
  linear: creditSchema,
  decay: creditSchema,
});
export type AttributionLine = z.infer<typeof attributionLineSchema>;

const WHOLE = 10_000;
const SPAN = 183;
const SIDE_BY_SIDE = 8;

const cents = (value: number): number => Math.round(value * 100) / 100;

/** Credits of one campaign from its counters. */
export const creditsOf = (
  counters: Counters,
  currency: string,
): Omit<AttributionLine, 'campaignId' | 'name' | 'launchedAt'> => {
  const credit = (model: (typeof MODELS)[number]) => ({
    orders: cents(count(counters, `model.${model}.orders`) / WHOLE),
    revenue: Math.round(count(counters, `model.${model}.revenue.${currency}`) / WHOLE),
  });
  const click = {
    orders: count(counters, 'attributed.orders'),
    revenue: count(counters, `attributed.revenue.${currency}`),
  };
  return { click, first: credit('first'), last: credit('last'), linear: credit('linear'), decay: credit('decay') };
};

/** What campaigns of a span of launches are credited with by each model, newest first. Late orders and refunds change it. */
export const readAttribution = async (
  deps: Pick<ImpactDeps, 'clock' | 'definitions' | 'sends' | 'settings' | 'tally'>,
  asked: { readonly from?: string | undefined; readonly to?: string | undefined },
): Promise<{ from: string; to: string; currency: string; data: AttributionLine[] }> => {
  const { timezone, currency } = await deps.settings.current();
  const to = asked.to ?? localDate(deps.clock(), timezone);
  const from = asked.from ?? dateOfEpochDay(epochDay(to) - SPAN);
  if (from > to)
    throw new DangolError('invalid_request', `from ${from} is after to ${to}; give an earlier from or a later to.`);
  const data: AttributionLine[] = [];
  await inParallel(await launchedBetween(deps, from, to), SIDE_BY_SIDE, async ({ id, launchedAt }) => {
    const date = localDate(Date.parse(launchedAt), timezone);
    if (date < from || date > to) return;
    const campaign = campaignSchema.safeParse((await deps.definitions.get(CAMPAIGN, id))?.body).data;
    const counters = await deps.tally.sum(campaignSubject(id));
    data.push({ campaignId: id, name: campaign?.name ?? id, launchedAt, ...creditsOf(counters, currency) });
  });
  data.sort((one, two) => (one.launchedAt < two.launchedAt ? 1 : -1));
  return { from, to, currency, data };
};
