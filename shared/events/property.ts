import { quote } from '../platform/errors.ts';

/** How the properties of events are read: one place, so that a fold, a warning and a catalogue agree on what is a number. */

const PLAIN_NUMBER = /^[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?$/;

/** A plain number, or its text as forms and files send it (`12,000`). */
export const numberOf = (value: unknown): number | undefined => {
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  if (typeof value !== 'string' || value.length > 40 || !PLAIN_NUMBER.test(value.trim())) return undefined;
  return Number(value.trim().replaceAll(',', ''));
};

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A name or number as text without outer space; an empty one says nothing. */
export const textOf = (value: unknown): string | undefined => {
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : undefined;
  if (typeof value !== 'string') return undefined;
  const text = value.trim().toWellFormed();
  return text === '' ? undefined : text;
};

/** Upper-case ISO 4217. */
export const currencyOf = (value: unknown): string | undefined =>
  typeof value === 'string' && /^[A-Za-z]{3}$/.test(value.trim()) ? value.trim().toUpperCase() : undefined;

/** A whole number from 1 to a million. */
export const countOf = (value: unknown): number | undefined => {
  const count = numberOf(value);
  return count !== undefined && Number.isInteger(count) && count >= 1 && count <= 1_000_000 ? count : undefined;
};

/** The lines of `products` that are objects; undefined if it is no list or holds nothing. */
export const productLinesOf = (value: unknown): readonly Record<string, unknown>[] | undefined =>
  Array.isArray(value) && value.length > 0 ? value.filter(isRecord) : undefined;

/** Major units; beyond it minor units are no longer exact integers. */
const MAX_MONEY = 9e12;

interface Kind {
  /** Whether a value that is there can be read. */
  readonly reads: (value: unknown) => boolean;
  /** What is allowed, with an example, to finish "… cannot be read; send …". */
  readonly send: string;
}

/** Types of properties that mean something. Text takes numbers as well: ids are often numbers in a shop's database. */
export const PROPERTY_KINDS = {
  text: { reads: (value) => textOf(value) !== undefined, send: 'a text such as "mug-1"' },
  number: { reads: (value) => numberOf(value) !== undefined, send: 'a number such as 12 ("12,000" is read as well)' },
  money: {
    reads: (value) => Math.abs(numberOf(value) ?? Number.NaN) <= MAX_MONEY,
    send: 'a plain number without a currency sign, such as 12000 or 10.5 ("12,000" is read as well)',
  },
  count: { reads: (value) => countOf(value) !== undefined, send: 'a whole number from 1 to 1,000,000' },
  currency: {
    reads: (value) => currencyOf(value) !== undefined,
    send: 'a three-letter ISO 4217 code such as KRW',
  },
  products: {
    reads: (value) => Array.isArray(value) && value.every(isRecord),
    send: 'a list of objects such as [{"product_id": "mug-1", "price": 12000, "quantity": 1}]',
  },
  flag: { reads: (value) => typeof value === 'boolean', send: 'true or false' },
} as const satisfies Readonly<Record<string, Kind>>;

export type PropertyKind = keyof typeof PROPERTY_KINDS;

/** Why a value of a property that means something cannot be read; undefined if it can, or if nothing was said. */
export const propertyFlaw = (kind: PropertyKind, value: unknown): string | undefined => {
  if (value === undefined || value === null || value === '') return undefined;
  const { reads, send } = PROPERTY_KINDS[kind];
  return reads(value) ? undefined : `${quote(value)} cannot be read; send ${send}`;
};
