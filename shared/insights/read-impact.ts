import { CAMPAIGN } from '../campaigns/campaign.ts';
import type { SendStore } from '../campaigns/send-store.ts';
import type { Granularity } from '../kpis/period.ts';
import { DAY } from '../platform/clock.ts';
import { DangolError } from '../platform/errors.ts';
import { dateOfEpochDay, epochDay, localDate, localEpochDay } from '../platform/time.ts';
import { inParallel } from '../platform/worker.ts';
import type { DefinitionStore } from '../settings/definition-store.ts';
import { journeyDay, journeyDaySubject } from '../tables/keys.ts';
import { impactOf, type Launched, type Ran } from './impact.ts';
import type { Impact } from './impact-schema.ts';
import { type ReportDeps, readReport } from './read-report.ts';

/** A journey that people have entered. */
export interface StartedJourney {
  readonly id: string;
  readonly name: string;
  /** ISO 8601 UTC: of its first start. */
  readonly startedAt: string;
}

export interface ImpactDeps extends ReportDeps {
  readonly journeys: () => Promise<readonly StartedJourney[]>;
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
/** Each is one small read. */
const MOST_JOURNEY_DAYS = 10_000;
const SIDE_BY_SIDE = 8;
const DAYS_AT_ONCE = 32;

/** Counters of each journey by the shop's days of a span. Throws `invalid_request` for too many. */
const readRan = async (
  { journeys, tally }: Pick<ImpactDeps, 'journeys' | 'tally'>,
  { from, to }: { readonly from: string; readonly to: string },
  zone: string,
): Promise<Ran[]> => {
  const wanted = (await journeys()).flatMap(({ id, name, startedAt }) => {
    const first = Math.max(epochDay(from), localEpochDay(Date.parse(startedAt), zone));
    const length = Math.max(0, epochDay(to) - first + 1);
    return Array.from({ length }, (_, n) => ({ id, name, date: dateOfEpochDay(first + n) }));
  });
  if (wanted.length > MOST_JOURNEY_DAYS)
    throw new DangolError(
      'invalid_request',
      `The journeys have ${wanted.length} days between ${from} and ${to}; at most ${MOST_JOURNEY_DAYS} are added up at once: ask for a shorter span.`,
    );
  const ran = new Map<string, { journeyId: string; name: string; days: Ran['days'][number][] }>();
  await inParallel(wanted, DAYS_AT_ONCE, async ({ id, name, date }) => {
    const counters = await tally.sum(journeyDaySubject(journeyDay(id, date)));
    if (counters.size === 0) return;
    const known = ran.get(id) ?? { journeyId: id, name, days: [] };
    ran.set(id, known);
    known.days.push({ date, counters });
  });
  return [...ran.values()];
};

/** Campaigns launched between two dates of any zone, or up to a day before or after. Throws `invalid_request` for too many. */
export const launchedBetween = async (
  deps: Pick<ImpactDeps, 'definitions' | 'sends'>,
  from: string,
  to: string,
): Promise<readonly { readonly id: string; readonly launchedAt: string }[]> => {
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
  return ids;
};

/** The receipt of a span of time. Throws `invalid_request` for a span that ends before it begins or has too many campaigns. */
export const readImpact = async (deps: ImpactDeps, { granularity, ...span }: Span): Promise<Impact> => {
  const { timezone, currency, model, prices } = await deps.settings.current();
  const today = localDate(deps.clock(), timezone);
  const to = span.to ?? today;
  const from = span.from ?? dateOfEpochDay(epochDay(to) - SPAN);
  if (from > to)
    throw new DangolError('invalid_request', `from ${from} is after to ${to}; give an earlier from or a later to.`);
  const ids = await launchedBetween(deps, from, to);
  const launched: Launched[] = [];
  await inParallel(ids, SIDE_BY_SIDE, async ({ id, launchedAt }) => {
    launched.push({ launchedAt, report: await readReport(deps, id) });
  });
  const ran = await readRan(deps, { from, to: to < today ? to : today }, timezone);
  const kpi = await deps.kpis.lastKpi(today);
  const input = {
    ...{ from, to, granularity, zone: timezone, currency, margin: model.margin },
    platformMilli: prices.platformMilli,
    // A snapshot in another currency says nothing about this one.
    revenuePerPerson: kpi?.currency === currency ? kpi.averageRevenue12m : null,
  };
  return impactOf(launched, input, ran);
};
