import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import * as z from 'zod';
import type { Counted } from '../../shared/estimates/bg-nbd-fit.ts';
import { epochDay } from '../../shared/platform/time.ts';

/** One person's purchase days (days since 1970-01-01, ascending) and what each brought. */
export interface Buyer {
  readonly id: string;
  readonly days: readonly number[];
  readonly amounts: readonly number[];
}

const rowSchema = z.array(z.record(z.string(), z.string()));

/** Customer-days of a CDNOW file, read without the product's code; same-day orders merged. */
export const readBuyers = (path: string, idColumn: string): Buyer[] => {
  const people = new Map<string, Map<number, number>>();
  for (const row of rowSchema.parse(parse(readFileSync(path), { columns: true }))) {
    const id = row[idColumn] ?? '';
    const days = people.get(id) ?? new Map<number, number>();
    const day = epochDay(row.date ?? '');
    days.set(day, (days.get(day) ?? 0) + Number(row.amount));
    people.set(id, days);
  }
  return [...people].map(([id, found]) => {
    const days = [...found.keys()].sort((left, right) => left - right);
    return { id, days, amounts: days.map((day) => found.get(day) ?? 0) };
  });
};

/** (x, t_x, T) of one buyer at the end of a day, in units of `unit` days; nothing before the first purchase. */
export const recencyAt = ({ days }: Pick<Buyer, 'days'>, end: number, unit = 7) => {
  const seen = days.filter((day) => day <= end);
  const [first, last] = [seen[0], seen.at(-1)];
  if (first === undefined || last === undefined) return undefined;
  return { x: seen.length - 1, tx: (last - first) / unit, T: (end - first) / unit };
};

export const countedAt = (buyers: readonly Buyer[], end: number, unit = 7): Counted[] => {
  const counts = new Map<string, Counted>();
  for (const buyer of buyers) {
    const found = recencyAt(buyer, end, unit);
    if (!found) continue;
    const key = `${found.x} ${found.tx} ${found.T}`;
    counts.set(key, { ...found, count: (counts.get(key)?.count ?? 0) + 1 });
  }
  return [...counts.values()];
};
