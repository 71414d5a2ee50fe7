import * as z from 'zod';

/** Named whole numbers. BigInt, because sums of squared won leave the range of exact doubles. */
export type Counters = ReadonlyMap<string, bigint>;

export const NO_COUNTERS: Counters = new Map();

/** Stored as DynamoDB numbers (38 digits); the document client answers a bigint where a double would not be exact. */
export const countsSchema = z.record(z.string(), z.union([z.number().int(), z.bigint()]));

export const countersOf = (stored: z.infer<typeof countsSchema>): Counters =>
  new Map(Object.entries(stored).map(([name, value]) => [name, BigInt(value)]));

export const storedOf = (counters: Counters): Record<string, number | bigint> => {
  const stored: Record<string, number | bigint> = {};
  for (const [name, value] of counters) {
    const plain = Number(value);
    stored[name] = Number.isSafeInteger(plain) ? plain : value;
  }
  return stored;
};

/** Sum by name. Names that come to zero are left out, so that equal counts are equal maps. */
export const add = (...all: readonly Counters[]): Counters => {
  const sum = new Map<string, bigint>();
  for (const counters of all) {
    for (const [name, value] of counters) sum.set(name, (sum.get(name) ?? 0n) + value);
  }
  for (const [name, value] of sum) if (value === 0n) sum.delete(name);
  return sum;
};

export const subtract = (from: Counters, what: Counters): Counters =>
  add(from, new Map([...what].map(([name, value]) => [name, -value])));

/** A count as a number; 0 if the name has never been counted. */
export const count = (counters: Counters, name: string): number => Number(counters.get(name) ?? 0n);

/** Counts whose name starts with `prefix`, by the rest of the name. */
export const countsUnder = (counters: Counters, prefix: string): Record<string, number> => {
  const found: Record<string, number> = {};
  for (const [name, value] of counters) if (name.startsWith(prefix)) found[name.slice(prefix.length)] = Number(value);
  return found;
};

/** What one item adds to the counters of one subject. */
export interface Contribution {
  readonly subject: string;
  readonly counters: Counters;
}
