import type { Customer, Scores } from '../profiles/profile.ts';
import type { BoughtDay } from '../scoring/bought-days.ts';
import type { Settings } from '../settings/settings.ts';
import { bump, type Counts } from './counts.ts';
import { monthNumber, monthOf } from './period.ts';

export type Acquisition = NonNullable<Settings['kpis']['acquisition']>;

/** Every new customer of a month, whatever the channel. */
const ALL = '';
/** Months that are looked back on: what a customer costs is known when the money was spent, not when the day ends. */
const MONTHS = 12;

const newKey = (month: number, channel: string): string => `new:${month}:${channel}`;

/**
 * First purchases by month and channel, and what the channel's buyers are worth. Keys: `new:<month>:<channel>` (months since
 * 1970; an empty channel is everybody), `clv:people:<channel>` and `clv:sum:<channel>` in minor units. Only months and
 * channels for which money was spent are counted, so that nobody's trait can make the counts grow.
 */
export const addAcquired = (
  counts: Counts,
  { traits }: Pick<Customer['fold'], 'traits'>,
  { value }: Pick<Scores, 'value'>,
  days: readonly Pick<BoughtDay, 'day'>[],
  acquisition: Acquisition | undefined,
): void => {
  const [first] = days;
  if (!acquisition || !first) return;
  const month = monthOf(first.day);
  const spent = acquisition.spend.filter((entry) => monthNumber(entry.month) === month);
  if (spent.length > 0) bump(counts, newKey(month, ALL));
  const said = Object.hasOwn(traits, acquisition.trait) ? traits[acquisition.trait] : undefined;
  const channel = typeof said === 'string' ? said.trim() : '';
  if (channel === '' || !acquisition.spend.some((entry) => entry.channel === channel)) return;
  if (spent.some((entry) => entry.channel === channel)) bump(counts, newKey(month, channel));
  const clv = value?.clv12m;
  if (clv === undefined || !Number.isFinite(clv)) return;
  bump(counts, `clv:people:${channel}`);
  bump(counts, `clv:sum:${channel}`, Math.round(clv));
};

export interface ChannelCost {
  readonly channel: string;
  /** Minor units, within the twelve months up to asOf. */
  readonly spend: number;
  readonly newCustomers: number;
  /** Spend per new customer; null if there was none. */
  readonly cac: number | null;
  /** Mean 12-month value of the channel's buyers; null without an estimate. */
  readonly ltv: number | null;
  /** LTV : CAC; null if either is missing or nothing was spent. */
  readonly ratio: number | null;
}

const ratioOf = (ltv: number | null, cac: number | null): number | null =>
  ltv === null || cac === null || cac === 0 ? null : Math.round((ltv / cac) * 100) / 100;

/**
 * What a new customer costs, by channel and over all: spend of the last twelve months divided by first purchases of the
 * months in which it was spent. Over all counts every new customer of those months, since word of mouth has no invoice.
 */
export const channelCosts = (
  acquisition: Acquisition,
  counts: Readonly<Counts>,
  asOfMonth: number,
): { readonly channels: ChannelCost[]; readonly overall: Pick<ChannelCost, 'spend' | 'newCustomers' | 'cac'> } => {
  const spend = acquisition.spend
    .map(({ month, ...entry }) => ({ ...entry, month: monthNumber(month) }))
    .filter(({ month }) => month <= asOfMonth && month > asOfMonth - MONTHS);
  const costOf = (entries: typeof spend, channel: string) => {
    const total = entries.reduce((sum, { amount }) => sum + amount, 0);
    const months = new Set(entries.map(({ month }) => month));
    const newCustomers = [...months].reduce((sum, month) => sum + (counts[newKey(month, channel)] ?? 0), 0);
    return { spend: total, newCustomers, cac: newCustomers === 0 ? null : Math.round(total / newCustomers) };
  };
  const channels = [...new Set(spend.map(({ channel }) => channel))].sort().map((channel) => {
    const own = spend.filter((entry) => entry.channel === channel);
    const people = counts[`clv:people:${channel}`] ?? 0;
    const ltv = people === 0 ? null : Math.round((counts[`clv:sum:${channel}`] ?? 0) / people);
    const cost = costOf(own, channel);
    return { channel, ...cost, ltv, ratio: ratioOf(ltv, cost.cac) };
  });
  return { channels, overall: costOf(spend, ALL) };
};
