import * as z from 'zod';
import type { Counted } from './bg-nbd-fit.ts';

/**
 * Purchase histories of the people a shard has sampled. `once`: customers by days since their only purchase day. `rows`:
 * whoever bought again, `[currency, [age, net, offset, net, …]]`: days since the first purchase day, then per purchase day its
 * distance from the first and what it brought in minor units (null if in another currency). The first distance, 0, is left out.
 */
export const historiesSchema = z.object({
  /** Share of buyers, by hash, who are here. */
  share: z.number(),
  once: z.record(z.string(), z.number().int()),
  rows: z.array(z.tuple([z.string(), z.array(z.number().nullable())])),
});
export type Histories = z.infer<typeof historiesSchema>;

/** One purchase day: days since 1970-01-01, and the day's net in the row's currency. */
export interface DayBought {
  readonly day: number;
  readonly net: number | null;
}

/** What is known of one buyer at the end of the data. */
export interface Bought {
  /** Days from the first purchase day to the end. */
  readonly age: number;
  /** Distance of each purchase day from the first, ascending; the first is 0. */
  readonly offsets: readonly number[];
  /** What each day brought in minor units, null if in another currency. */
  readonly nets: readonly (number | null)[];
}

/** One sampled buyer. */
export interface History extends Bought {
  readonly currency: string;
  /** People this one stands for. */
  readonly weight: number;
}

/** People kept over all shards: a fit on so many is as good as one on all, and fits the memory of a function (rule 15). */
const MOST_PEOPLE = 200_000;

interface Kept {
  readonly fraction: number;
  readonly currency: string;
  readonly row: readonly (number | null)[];
}

/** Keeps a hash sample of buyers; `fraction` is the person's own number in [0, 1), the same each night. */
export const createHistories = (shards: number, mostPeople = MOST_PEOPLE) => {
  const room = Math.ceil(mostPeople / shards);
  let share = 1;
  let kept: Kept[] = [];

  const add = (fraction: number, asOfDay: number, currency: string, days: readonly DayBought[]): void => {
    const [first, ...later] = days;
    if (!first || fraction >= share) return;
    const row = [asOfDay - first.day, first.net, ...later.flatMap(({ day, net }) => [day - first.day, net])];
    kept.push({ fraction, currency, row });
    while (kept.length > room) {
      share /= 2;
      kept = kept.filter((one) => one.fraction < share);
    }
  };

  const histories = (): Histories => {
    const once: Record<string, number> = {};
    const rows: [string, (number | null)[]][] = [];
    for (const { currency, row } of kept) {
      if (row.length > 2) rows.push([currency, [...row]]);
      else once[String(row[0])] = (once[String(row[0])] ?? 0) + 1;
    }
    return { share, once, rows };
  };

  return { add, histories };
};

/** Everybody in the samples of all shards; who was kept by a larger share than others stands for fewer. */
export const unpackHistories = (parts: readonly Histories[]): History[] => {
  const least = Math.min(1, ...parts.map(({ share }) => share));
  return parts.flatMap(({ share, once, rows }): History[] => {
    const weight = least / share;
    return [
      ...Object.entries(once).map(([age, count]) => ({
        ...{ age: Number(age), offsets: [0], nets: [null], currency: '', weight: weight * count },
      })),
      ...rows.map(([currency, [age, first, ...pairs]]) => ({
        age: age ?? 0,
        offsets: [0, ...pairs.filter((_, index) => index % 2 === 0).map((offset) => offset ?? 0)],
        nets: [first ?? null, ...pairs.filter((_, index) => index % 2 === 1)],
        ...{ currency, weight },
      })),
    ];
  });
};

/** The same person `daysAgo` earlier, as was known then; nobody if the first purchase came later. */
export const historyAt = (history: History, daysAgo: number): History | undefined => {
  const age = history.age - daysAgo;
  if (age < 0) return undefined;
  const known = history.offsets.findIndex((offset) => offset > age);
  if (known < 0) return { ...history, age };
  return { ...history, age, offsets: history.offsets.slice(0, known), nets: history.nets.slice(0, known) };
};

/** Purchase days in the `days` after somebody was seen with this age. */
export const boughtAfter = ({ offsets }: Bought, age: number, days: number): number =>
  offsets.filter((offset) => offset > age && offset <= age + days).length;

/** (x, t_x, T) in units of so many days. */
export const recencyOf = ({ age, offsets }: Pick<Bought, 'age' | 'offsets'>, unitDays: number) => ({
  x: offsets.length - 1,
  tx: (offsets.at(-1) ?? 0) / unitDays,
  T: age / unitDays,
});

/** People with equal (x, t_x, T) as one row with their number. */
export const compressed = (people: readonly History[], unitDays: number): Counted[] => {
  const counts = new Map<string, { -readonly [Key in keyof Counted]: Counted[Key] }>();
  for (const person of people) {
    const key = `${person.offsets.length} ${person.offsets.at(-1)} ${person.age}`;
    const known = counts.get(key);
    if (known) known.count += person.weight;
    else counts.set(key, { ...recencyOf(person, unitDays), count: person.weight });
  }
  return [...counts.values()];
};

/** Mean of what the purchase days from the `from`-th on brought, minor units; absent if none is in the currency. */
export const meanNet = ({ nets }: Pick<Bought, 'nets'>, from = 0): number | undefined => {
  const known = nets.slice(from).filter((net) => net !== null);
  return known.length === 0 ? undefined : known.reduce((sum, net) => sum + net, 0) / known.length;
};
