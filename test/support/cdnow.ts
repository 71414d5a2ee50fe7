import { readFileSync, writeFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import * as z from 'zod';

/** What a straight pass over the CDNOW file says, without a line of the product: the oracle of the import tests. */
export interface CdnowCustomer {
  readonly id: string;
  readonly orders: number;
  readonly cents: number;
  /** Purchase days, ascending ISO dates. */
  readonly days: readonly string[];
}

const AS_OF = '1998-07-01';

const rowSchema = z.array(z.record(z.string(), z.string()));

export const readCdnow = (path: string, idColumn: string): CdnowCustomer[] => {
  const rows = rowSchema.parse(parse(readFileSync(path), { columns: true }));
  const people = new Map<string, { orders: number; cents: number; days: Set<string> }>();
  for (const row of rows) {
    const id = row[idColumn] ?? '';
    const person = people.get(id) ?? { orders: 0, cents: 0, days: new Set<string>() };
    person.orders += 1;
    person.cents += Math.round(Number(row.amount) * 100);
    person.days.add(row.date ?? '');
    people.set(id, person);
  }
  return [...people]
    .map(([id, person]) => ({ id, orders: person.orders, cents: person.cents, days: [...person.days].sort() }))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
};

const GRID = [
  ['lost', 'lost', 'at_risk', 'at_risk', 'cant_lose'],
  ['hibernating', 'hibernating', 'at_risk', 'at_risk', 'cant_lose'],
  ['about_to_sleep', 'about_to_sleep', 'need_attention', 'loyal_customers', 'loyal_customers'],
  ['promising', 'potential_loyalists', 'potential_loyalists', 'loyal_customers', 'loyal_customers'],
  ['new_customers', 'potential_loyalists', 'potential_loyalists', 'champions', 'champions'],
] as const;

/** Scores 1 + floor(5 · #strictly worse / n), straight from the definition. */
const rankScores = (values: readonly number[]): number[] => {
  const sorted = [...values].sort((a, b) => a - b);
  const below = new Map<number, number>();
  sorted.forEach((value, index) => {
    if (!below.has(value)) below.set(value, index);
  });
  return values.map((value) => 1 + Math.floor((5 * (below.get(value) ?? 0)) / values.length));
};

const ntileScores = (people: readonly CdnowCustomer[], value: (person: CdnowCustomer) => number): number[] => {
  const order = people
    .map((person, index) => ({ index, value: value(person), id: person.id }))
    .sort((a, b) => a.value - b.value || (a.id < b.id ? -1 : 1));
  const scores = new Array<number>(people.length).fill(0);
  const small = Math.floor(people.length / 5);
  const larger = people.length % 5;
  let at = 0;
  for (let tile = 1; tile <= 5; tile++) {
    for (const entry of order.slice(at, at + small + (tile <= larger ? 1 : 0))) scores[entry.index] = tile;
    at += small + (tile <= larger ? 1 : 0);
  }
  return scores;
};

/** RFM segment of every customer with frequency in purchase days, asOf 1998-07-01. */
export const segmentsOf = (people: readonly CdnowCustomer[], scoring: 'rank' | 'ntile'): Map<string, string> => {
  const recency = (person: CdnowCustomer) => (Date.parse(AS_OF) - Date.parse(person.days.at(-1) ?? '')) / 86_400_000;
  const better = (person: CdnowCustomer) => -recency(person);
  const r = scoring === 'rank' ? rankScores(people.map(better)) : ntileScores(people, better);
  const f =
    scoring === 'rank'
      ? rankScores(people.map((person) => person.days.length))
      : ntileScores(people, (person) => person.days.length);
  return new Map(people.map((person, index) => [person.id, GRID[(r[index] ?? 1) - 1]?.[(f[index] ?? 1) - 1] ?? '?']));
};

/** Distinct customers with a purchase, by month of the first one and months since, up to the last month of the file. */
export const cohortsOf = (people: readonly Pick<CdnowCustomer, 'days'>[]): Record<string, number[]> => {
  const number = (date: string): number => Number(date.slice(0, 4)) * 12 + Number(date.slice(5, 7));
  const last = Math.max(...people.flatMap(({ days }) => days.map(number)));
  const table: Record<string, number[]> = {};
  for (const { days } of people) {
    const [first = ''] = days;
    const row = table[first.slice(0, 7)] ?? new Array<number>(last - number(first) + 1).fill(0);
    for (const offset of new Set(days.map((day) => number(day) - number(first)))) row[offset] = (row[offset] ?? 0) + 1;
    table[first.slice(0, 7)] = row;
  }
  return table;
};

export const countBy = <T>(items: Iterable<T>): Map<T, number> => {
  const counts = new Map<T, number>();
  for (const item of items) counts.set(item, (counts.get(item) ?? 0) + 1);
  return counts;
};

/** Every tenth has no address, every fifth no consent, by position: about 80 % consent, 72 % can be written to. */
export const contactOf = (index: number, id: string): { email: string; consent: 'Y' | 'N' } => ({
  email: index % 10 === 3 ? '' : `fan.${id}@example.com`,
  consent: index % 5 === 1 ? 'N' : 'Y',
});

export const writeContacts = (path: string, people: readonly CdnowCustomer[]): void => {
  const lines = people.map((person, index) => {
    const { email, consent } = contactOf(index, person.id);
    return `${person.id},${email},${consent},member form 1998`;
  });
  writeFileSync(path, `customer_id,email,mail_ok,where\n${lines.join('\n')}\n`);
};

export const ORDERS_MAP = (idColumn: string) => ({
  kind: 'orders',
  columns: { userId: idColumn, timestamp: 'date', total: 'amount', quantity: 'cds' },
  constants: { currency: 'USD' },
  timezone: 'UTC',
  orderId: 'line',
});

export const CONTACTS_MAP = {
  kind: 'customers',
  columns: { userId: 'customer_id', email: 'email', 'consent.email.ad': 'mail_ok', 'consent.source': 'where' },
};
