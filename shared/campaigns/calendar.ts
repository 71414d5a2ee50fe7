import { HOUR, toIso } from '../platform/clock.ts';
import { localDate } from '../platform/time.ts';
import type { Campaign } from './campaign.ts';
import { occurrenceId, occurrencesIn } from './occurrences.ts';
import { mayMeet } from './overlap-findings.ts';
import type { SendState } from './send-state.ts';
import type { SeriesState } from './series-store.ts';
import { startOf } from './timing.ts';

/** A campaign as the calendar reads it. */
export interface Planned {
  readonly id: string;
  readonly campaign: Campaign;
  readonly state: SendState | undefined;
  readonly series: SeriesState | undefined;
  /** People of the frozen audience; nothing before it is drawn. */
  readonly size: number | undefined;
}

export interface CalendarEntry {
  /** Of an occurrence to come: the one that it will have. */
  readonly id: string;
  readonly seriesOf: string | null;
  readonly name: string;
  readonly channel: string;
  readonly folder: string | null;
  /** `planned`: an occurrence to come; `draft`: has a start, but nobody launched it. */
  readonly status: string;
  readonly at: string;
  /** In the shop's zone, `YYYY-MM-DD`. */
  readonly day: string;
  readonly size: number | null;
  /** Ids of entries within 24 hours to people who may be the same. */
  readonly overlaps: readonly string[];
}

/** Entries that one answer holds; a series every day in three months has ninety. */
const MOST = 1_000;
const NEAR = 24 * HOUR;

interface Plain {
  readonly ms: number;
  readonly entry: Omit<CalendarEntry, 'overlaps'>;
  readonly campaign: Campaign;
}

const entriesOf = ({ id, campaign, state, series, size }: Planned, zone: string, from: number, to: number): Plain[] => {
  const base = { name: campaign.name, channel: campaign.channel, folder: campaign.folder ?? null };
  const entry = (at: number, fields: Pick<CalendarEntry, 'id' | 'seriesOf' | 'status'>): Plain => ({
    campaign,
    ms: at,
    entry: { ...base, ...fields, at: toIso(at), day: localDate(at, zone), size: size ?? null },
  });
  if (campaign.repeat) {
    if (series?.status !== 'running' || series.nextAt === null) return [];
    return occurrencesIn(campaign.repeat, zone, Math.max(from, Date.parse(series.nextAt)), to, MOST).map((at) =>
      entry(at, { id: occurrenceId(id, at, zone), seriesOf: id, status: 'planned' }),
    );
  }
  const at = state ? Date.parse(state.startAt) : campaign.at === undefined ? undefined : startOf(campaign.at);
  if (at === undefined || at < from || at > to) return [];
  return [entry(at, { id, seriesOf: campaign.seriesOf ?? null, status: state?.status ?? 'draft' })];
};

/** Campaigns and occurrences from `from` up to and with `to` (ms), by time. */
export const calendarOf = (planned: readonly Planned[], zone: string, from: number, to: number): CalendarEntry[] => {
  const all = planned
    .flatMap((each) => entriesOf(each, zone, from, to))
    .sort((left, right) => left.ms - right.ms || (left.entry.id < right.entry.id ? -1 : 1))
    .slice(0, MOST);
  return all.map(({ entry, campaign, ms }) => ({
    ...entry,
    overlaps: all.flatMap((other) => {
      if (Math.abs(other.ms - ms) > NEAR || other.entry.id === entry.id) return [];
      if (other.entry.status === 'cancelled' || entry.status === 'cancelled') return [];
      return mayMeet(campaign.audience, other.campaign.audience) ? [other.entry.id] : [];
    }),
  }));
};
