import type { EventStore } from '../events/event-store.ts';
import { sessionsOf } from '../events/session.ts';
import { channelCosts } from '../kpis/acquisition.ts';
import type { KpiStore } from '../kpis/kpi-store.ts';
import { monthOf, periodOf } from '../kpis/period.ts';
import { type Clock, DAY, toIso } from '../platform/clock.ts';
import { DangolError } from '../platform/errors.ts';
import { dateOfEpochDay, epochDay, localDate } from '../platform/time.ts';
import { inParallel } from '../platform/worker.ts';
import type { CustomerStore } from '../profiles/customer-store.ts';
import { idsOf } from '../profiles/profile.ts';
import type { ReportStore } from '../segments/report-store.ts';
import type { SettingsStore } from '../settings/settings-store.ts';
import { channelDaySubject } from '../tables/keys.ts';
import { CHANNELS } from '../templates/template.ts';
import { add, type Counters, NO_COUNTERS } from './counters.ts';
import { type MeasureInput, measuresOf } from './measures.ts';
import type { TallyStore } from './tally-store.ts';

export interface MeasureDeps {
  readonly clock: Clock;
  readonly settings: Pick<SettingsStore, 'current'>;
  readonly tally: Pick<TallyStore, 'sum'>;
  readonly figures: Pick<KpiStore, 'history' | 'acquired'>;
  readonly kpis: Pick<ReportStore, 'lastKpi'>;
  readonly customers: Pick<CustomerStore, 'list'>;
  readonly events: Pick<EventStore, 'newest'>;
}

export interface AskedSpan {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/** Days shown unless told, and at most: a day of a channel is one read. */
const SPAN = 30;
const MOST_DAYS = 366;
const SIDE_BY_SIDE = 16;

/** The days asked for. Throws `invalid_request` for a span that ends before it begins or is too long. */
export const spanOf = ({ from, to }: AskedSpan, today: string): { readonly from: string; readonly to: string } => {
  const last = to ?? today;
  const first = from ?? dateOfEpochDay(epochDay(last) - SPAN + 1);
  if (first > last)
    throw new DangolError('invalid_request', `from ${first} is after to ${last}; give an earlier from or a later to.`);
  const days = epochDay(last) - epochDay(first) + 1;
  if (days > MOST_DAYS)
    throw new DangolError(
      'invalid_request',
      `${first} to ${last} are ${days} days; at most ${MOST_DAYS} are added up at once.`,
    );
  return { from: first, to: last };
};

/** What happened to the messages that were handed over on these days (UTC), by channel. */
export const readDays = async (
  { tally }: Pick<MeasureDeps, 'tally'>,
  { from, to }: { readonly from: string; readonly to: string },
): Promise<Map<string, Counters>> => {
  const byChannel = new Map<string, Counters>(CHANNELS.map((channel) => [channel, NO_COUNTERS]));
  const work = CHANNELS.flatMap((channel) =>
    Array.from({ length: epochDay(to) - epochDay(from) + 1 }, (_, day) => ({
      channel,
      date: dateOfEpochDay(epochDay(from) + day),
    })),
  );
  await inParallel(work, SIDE_BY_SIDE, async ({ channel, date }) => {
    const counters = await tally.sum(channelDaySubject(channel, date));
    byChannel.set(channel, add(byChannel.get(channel) ?? NO_COUNTERS, counters));
  });
  return byChannel;
};

/** Customers whose visits stand for all: a scan begins with whoever the table's hash puts first. */
const SAMPLE = 100;
const VISIT_DAYS = 30;
const MOST_EVENTS = 500;

const readVisits = async ({ customers, events, clock }: MeasureDeps): Promise<number[]> => {
  const { customers: sample } = await customers.list(SAMPLE);
  const since = toIso(clock() - VISIT_DAYS * DAY);
  const seconds: number[] = [];
  await inParallel(sample, SIDE_BY_SIDE, async (customer) => {
    if (customer.fold.lastSeenAt === undefined || customer.fold.lastSeenAt < since) return;
    const seen = (await Promise.all(idsOf(customer).map((id) => events.newest(id, since, MOST_EVENTS)))).flat();
    seconds.push(...sessionsOf(seen).flatMap((session) => session.seconds ?? []));
  });
  return seconds;
};

/** The thirteen measures over a span of days, as far as the shop's data goes. */
export const readMeasures = async (deps: MeasureDeps, asked: AskedSpan) => {
  const { currency, timezone, kpis: wanted } = await deps.settings.current();
  const today = localDate(deps.clock(), timezone);
  const span = spanOf(asked, today);
  const [byChannel, history, kpi, acquired, visits] = await Promise.all([
    readDays(deps, span),
    deps.figures.history(today),
    deps.kpis.lastKpi(today),
    deps.figures.acquired(today),
    readVisits(deps),
  ]);
  const week = history && periodOf('week', Math.min(epochDay(span.to), epochDay(history.asOf) - 1) + 1) - 1;
  const flows: MeasureInput['flows'] = history
    ? Object.entries(history.flows.day)
        .filter(([day]) => Number(day) >= epochDay(span.from) && Number(day) <= epochDay(span.to))
        .map(([, row]) => row)
    : [];
  const costs =
    acquired && wanted.acquisition
      ? channelCosts(wanted.acquisition, acquired.acquired, monthOf(epochDay(acquired.asOf))).overall
      : undefined;
  const data = measuresOf({
    ...{ byChannel, currency, flows, visits, acquisition: costs },
    // A snapshot in another currency says nothing about this one.
    standing: kpi && { ...kpi.standing, ...(kpi.currency === currency ? {} : { 'clv:people': 0, 'clv:sum': 0 }) },
    interval: week === undefined ? undefined : history?.intervals[week],
  });
  return { ...span, currency, asOf: history?.asOf ?? null, data };
};
