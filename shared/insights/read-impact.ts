import { CAMPAIGN } from '../campaigns/campaign.ts';
import type { SendStore } from '../campaigns/send-store.ts';
import type { Granularity } from '../kpis/period.ts';
import { DAY } from '../platform/clock.ts';
import { DangolError } from '../platform/errors.ts';
import { dateOfEpochDay, epochDay, localDate } from '../platform/time.ts';
import { inParallel } from '../platform/worker.ts';
import type { DefinitionStore } from '../settings/definition-store.ts';
import { impactOf, type Launched } from './impact.ts';
import type { Impact } from './impact-schema.ts';
import { type ReportDeps, readReport } from './read-report.ts';

export interface ImpactDeps extends ReportDeps {
  readonly definitions: Pick<DefinitionStore, 'get' | 'listAll'>;
  readonly sends: Pick<SendStore, 'state' | 'snapshot'>;
}

interface Span {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly granularity: Granularity;
}

/** Days shown unless told: half a year. */
const SPAN = 183;
/** Reports are added up while somebody waits. */
const MOST_CAMPAIGNS = 1_000;
const SIDE_BY_SIDE = 8;

/** The receipt of a span of time. Throws `invalid_request` for a span that ends before it begins or has too many campaigns. */
export const readImpact = async (deps: ImpactDeps, { granularity, ...span }: Span): Promise<Impact> => {
  const { timezone, currency, model } = await deps.settings.current();
  const to = span.to ?? localDate(deps.clock(), timezone);
  const from = span.from ?? dateOfEpochDay(epochDay(to) - SPAN);
  if (from > to)
    throw new DangolError('invalid_request', `from ${from} is after to ${to}; give an earlier from or a later to.`);
  // The zone is at most a day away from UTC; the exact day is looked at once the campaign is read.
  const [earliest, latest] = [Date.parse(from) - DAY, Date.parse(to) + 2 * DAY];
  const ids: { readonly id: string; readonly launchedAt: string }[] = [];
  await inParallel(await deps.definitions.listAll(CAMPAIGN), SIDE_BY_SIDE, async ({ id }) => {
    const launchedAt = (await deps.sends.state(id))?.launchedAt;
    const at = Date.parse(launchedAt ?? '');
    if (launchedAt !== undefined && at >= earliest && at < latest) ids.push({ id, launchedAt });
  });
  if (ids.length > MOST_CAMPAIGNS)
    throw new DangolError(
      'invalid_request',
      `${ids.length} campaigns were launched between ${from} and ${to}; at most ${MOST_CAMPAIGNS} are added up at once: ask for a shorter span.`,
    );
  const launched: Launched[] = [];
  await inParallel(ids, SIDE_BY_SIDE, async ({ id, launchedAt }) => {
    launched.push({ launchedAt, report: await readReport(deps, id) });
  });
  return impactOf(launched, { from, to, granularity, zone: timezone, currency, margin: model.margin });
};
